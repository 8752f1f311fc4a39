package dev.berth.workspace;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a definition says of alerts: who is told, and where rules differ from the usual ones.
 *
 * @param receivers by name
 * @param rules by name: those that are changed, and those that are added
 */
public record Alerts(Map<String, Receiver> receivers, Map<String, Rule> rules) {
    public static final Alerts NONE = new Alerts(Map.of(), Map.of());

    /** The rules that {@code stack status} and the board apply, too. */
    public static final String VOLUME_USAGE = "volume-usage";

    public static final String DAYS_TO_FULL = "days-to-full";

    /** Somebody who is told. */
    public sealed interface Receiver {
        /**
         * By mail.
         *
         * @param from who it says it is from; empty for the user that logs in, where that is an address, or berth at the server
         */
        record Email(List<String> to, Optional<String> from, MailServer server) implements Receiver {}

        /**
         * By a request to a URL.
         *
         * @param address where that is written, or the secret that holds it
         * @param headers by name, those that the request has beside Berth's own
         * @param body what is sent; empty for the whole message as JSON
         * @param hmacSecret the secret that signs the request's body; empty for one without a signature
         * @param caFile certificates of the authorities to trust; empty for those that Java trusts
         */
        record Webhook(
                Address address,
                Map<String, Definition.Variable> headers,
                Optional<BodyTemplate> body,
                Optional<String> hmacSecret,
                Optional<Path> caFile)
                implements Receiver {}

        /** By a program on the machine that watches, given as words. */
        record Command(List<String> words) implements Receiver {}

        /**
         * By an Alertmanager, which does the rest.
         *
         * @param caFile certificates of the authorities to trust; empty for those that Java trusts
         */
        record Alertmanager(URI url, Optional<Path> caFile) implements Receiver {}
    }

    /** Where a webhook is. */
    public sealed interface Address {
        /** At a URL that everybody may know. */
        record Url(URI url) implements Address {}

        /** At a URL that lets in whoever knows it. */
        record Secret(String name) implements Address {}
    }

    /**
     * A mail server.
     *
     * @param caFile certificates of the authorities to trust; empty for those that Java trusts
     * @param user to log in as; empty for no login
     * @param passwordSecret the secret with the user's password
     */
    public record MailServer(
            String host,
            int port,
            Security security,
            Optional<Path> caFile,
            Optional<String> user,
            Optional<String> passwordSecret) {}

    /** What keeps others from reading what a mail server is told. */
    public enum Security {
        /** TLS once both have met; a server that offers none is told nothing. */
        STARTTLS,
        /** TLS from the first byte on. */
        TLS,
        /** Nothing. */
        NONE
    }

    /**
     * What is said of one rule; what is absent stays as it usually is.
     *
     * @param measurement what an added rule looks at, such as {@code service.memory.ratio}; absent for a usual rule
     * @param target whom an added rule is for, with {@code *} for any characters; absent for all
     * @param bound what is not to be passed
     * @param lasting for how long it must be passed, at every look
     * @param keepFiring how long it goes on firing once it is not passed any more
     * @param receivers the names of those who are told
     */
    public record Rule(
            boolean enabled,
            Optional<String> measurement,
            Optional<String> target,
            Optional<Bound> bound,
            Optional<Duration> lasting,
            Optional<Duration> keepFiring,
            Optional<Definition.Severity> severity,
            Optional<List<String>> receivers) {
        /** Nothing is said. */
        public static final Rule USUAL = new Rule(
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A number that is not to be passed; at it is not past it. */
    public record Bound(Side side, double threshold) {
        public static Bound above(double threshold) {
            return new Bound(Side.ABOVE, threshold);
        }

        public static Bound below(double threshold) {
            return new Bound(Side.BELOW, threshold);
        }

        public boolean isPassed(double value) {
            return switch (side) {
                case ABOVE -> value > threshold;
                case BELOW -> value < threshold;
            };
        }
    }

    /** On which side of a number something is wrong. */
    public enum Side {
        ABOVE,
        BELOW
    }

    /** What is said of a rule. */
    public Rule rule(String name) {
        return rules.getOrDefault(name, Rule.USUAL);
    }
}
