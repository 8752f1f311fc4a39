package dev.berth.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What belongs to a stack beside its services; each part is empty until something asks for it.
 *
 * @param services what is known of each service beyond what it does, by its name
 */
public record Surroundings(
        List<VolumeUse> volumes,
        Optional<SecretServer> secretServer,
        Optional<Backups> backups,
        Optional<Migrations> migrations,
        Map<String, Upkeep> services) {

    /** The same with what volumes hold. */
    Surroundings with(List<VolumeUse> counted) {
        return new Surroundings(counted, secretServer, backups, migrations, services);
    }

    /** The same with what a survey found. */
    Surroundings with(Survey.Findings found) {
        return new Surroundings(volumes, secretServer, backups, found.migrations(), found.services());
    }

    /** The same with what is known of the server that keeps its secrets. */
    Surroundings with(SecretServer server) {
        return new Surroundings(volumes, Optional.of(server), backups, migrations, services);
    }

    /** The same with what is known of backups. */
    Surroundings with(Backups found) {
        return new Surroundings(volumes, secretServer, Optional.of(found), migrations, services);
    }

    /** Nothing was asked yet. */
    public static final Surroundings UNKNOWN =
            new Surroundings(List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

    /** Where secrets are kept, if that is a server. */
    public enum ServerState {
        OPEN,
        SEALED,
        UNINITIALISED,
        STANDBY,
        DENIED,
        UNREACHABLE,
        FAILING
    }

    /**
     * A Vault or OpenBao server.
     *
     * @param since when it was first seen so, by whoever keeps looking
     * @param lease how long what Berth is logged in with still holds, at that moment
     */
    public record SecretServer(
            Instant takenAt, Instant since, String address, ServerState state, Optional<Duration> lease) {}

    /**
     * What of an environment could be brought back.
     *
     * @param lastCompleteAt of which moment the newest set is that nobody has found damage in; empty where there is none
     * @param lastFailed whether the last attempt to make one did not come to its end
     * @param drill the last restore for trial, of any set; empty where there was none
     * @param unread why nobody can say which sets there are, and so neither of them; empty where it is known
     */
    public record Backups(
            Instant takenAt,
            Optional<Instant> lastCompleteAt,
            boolean lastFailed,
            Optional<Drill> drill,
            Optional<String> unread) {
        public Backups(Instant takenAt, Optional<Instant> lastCompleteAt, boolean lastFailed, Optional<Drill> drill) {
            this(takenAt, lastCompleteAt, lastFailed, drill, Optional.empty());
        }

        /** What is known where the repository does not answer. */
        public static Backups unread(Instant takenAt, boolean lastFailed, String reason) {
            return new Backups(takenAt, Optional.empty(), lastFailed, Optional.empty(), Optional.of(reason));
        }

        /** Whether all is as it should be. */
        public boolean isWell() {
            return lastCompleteAt.isPresent()
                    && !lastFailed
                    && drill.map(Drill::well).orElse(true);
        }
    }

    /** A restore for trial, and whether it found all well. */
    public record Drill(Instant at, boolean well) {}

    /**
     * The schema's state.
     *
     * @param pending how many migrations are not applied; empty where that is not known
     * @param problem why not, else empty
     */
    public record Migrations(OptionalInt pending, String problem) {}

    /**
     * Whether a service still is as it was defined.
     *
     * @param drift what is not
     * @param secretsVersion which delivery of secrets it reads; empty where it was given none
     */
    public record Upkeep(List<Drift> drift, Optional<String> secretsVersion) {
        /** What has drifted, in words. */
        public List<String> words() {
            return drift.stream().map(Drift::words).toList();
        }
    }

    /** In what a service is not as it was defined, in a few words such as {@code 256 MiB of memory, defined: 512 MiB}. */
    public record Drift(Aspect aspect, String words) {}

    /** What of a service can drift. */
    public enum Aspect {
        CONFIGURATION,
        LIMITS,
        SECRETS
    }
}
