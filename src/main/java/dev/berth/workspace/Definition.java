package dev.berth.workspace;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An environment's definition, read from environments/NAME.yaml and everything it extends; defaults are filled in.
 *
 * @param name the environment's name: its file's name without ending
 * @param workspace the workspace's name
 * @param project the Compose project's name
 * @param isProtected whether every write asks for the environment's name
 * @param variables what Compose files may interpolate, by name
 * @param services what Berth must know of a service beyond Compose, by Compose's service name; not every service is here
 * @param backup never absent: what is not said has defaults
 * @param alerts never absent: what is not said is as it usually is
 * @param metrics where a watch serves its numbers; empty where it does not
 * @param laterSections sections that are given and valid, but not applied yet (their top-level keys)
 */
public record Definition(
        String name,
        String workspace,
        String project,
        boolean isProtected,
        OnLeave onLeave,
        Engine engine,
        ComposeFiles compose,
        Map<String, Variable> variables,
        Secrets secrets,
        Map<String, Service> services,
        Optional<Migrations> migrations,
        Duration healthTimeout,
        Backup backup,
        Alerts alerts,
        Optional<ListenAddress> metrics,
        List<String> laterSections) {

    /** What happens to this environment when another becomes active. */
    public enum OnLeave {
        KEEP,
        STOP
    }

    /** Which engine runs the environment. At most one of host and context is present; neither means the user's default. */
    public record Engine(EngineType type, Optional<String> host, Optional<String> context) {}

    /** How containers are orchestrated. */
    public enum EngineType {
        COMPOSE,
        SWARM
    }

    /** Compose files, as written, relative to the workspace, and the profiles that are on. */
    public record ComposeFiles(List<String> files, List<String> profiles) {}

    /** A variable's value: text, or the value of a secret. */
    public sealed interface Variable {
        /** A plain text. */
        record Text(String value) implements Variable {}

        /** The value of a secret, which will then stand in the container's configuration. */
        record Secret(String name) implements Variable {}
    }

    /**
     * Where the secrets' templates lie (relative to the workspace) and which store holds the values.
     *
     * @param vault where it is described, also when another provider holds the values: they can be imported from there
     */
    public record Secrets(Optional<String> templates, Provider provider, Optional<Vault> vault) {}

    /**
     * A Vault or OpenBao server.
     *
     * @param mount the key-value engine's, version 1 or 2
     * @param path below the mount
     * @param caFile certificates of the authorities to trust, PEM
     * @param database what makes a login for each session of psql; empty where people use the migrations' role
     */
    public record Vault(
            URI address,
            String mount,
            String path,
            Optional<String> namespace,
            Optional<Path> caFile,
            VaultLogin login,
            Optional<DatabaseRole> database) {}

    /** A role of a database engine of Vault. */
    public record DatabaseRole(String mount, String role) {}

    /** How to log in to Vault; a file may begin with ~, the home of whoever runs Berth. */
    public sealed interface VaultLogin {

        /** With a token that was issued elsewhere. */
        record Token(Optional<Path> file) implements VaultLogin {}

        /**
         * As a machine.
         *
         * @param wrappedFor the role's name, where the secret id comes in a wrapping token
         */
        record AppRole(String roleId, Optional<Path> secretIdFile, Optional<String> wrappedFor) implements VaultLogin {}

        /** As a person. */
        record UserPassword(String username, Optional<Path> passwordFile) implements VaultLogin {}
    }

    /** A kind of secret store. */
    public enum Provider {
        LOCAL,
        VAULT
    }

    /**
     * What Berth must know of one Compose service.
     *
     * @param replicas as many as are wanted; empty for what the Compose files say
     * @param ends whether it is meant to end; empty for what the Compose files let one think
     * @param converge a command run in the healthy container at every up, switch and sync; empty for none
     * @param reload a command run in the container when only its secrets changed; empty for a restart
     * @param reloadFiles the secret files that the reload takes up; empty for all
     * @param retire a command that locks logins nobody is told any more; empty for none
     * @param twin what takes its place while it restarts
     * @param monitor how it is asked how it is; empty where nobody said
     * @param backup who Berth is there when it backs it up; empty where nobody said
     * @param recovery what a watch does where it is not well; empty where nobody said: starts what has ended, and no more
     */
    public record Service(
            Kind kind,
            Optional<String> role,
            Limits limits,
            Optional<Integer> replicas,
            boolean required,
            Optional<Boolean> ends,
            List<String> converge,
            List<String> reload,
            List<String> reloadFiles,
            List<String> retire,
            Optional<Twin> twin,
            List<Endpoint> endpoints,
            Optional<Monitor> monitor,
            Optional<BackupLogin> backup,
            Optional<Recovery> recovery) {
        public static Service undeclared() {
            return new Service(
                    Kind.APP,
                    Optional.empty(),
                    Limits.none(),
                    Optional.empty(),
                    true,
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /**
     * Who Berth is at a store when it backs it up.
     *
     * @param passwordSecret the secret with the user's password; empty where the login needs none
     */
    public record BackupLogin(String user, Optional<String> passwordSecret) {}

    /**
     * How Berth asks a service how it is: what of this a service needs depends on its kind.
     *
     * @param passwordSecret the secret with the user's password; empty where the login needs none
     * @param database to look at, of a PostgreSQL server
     * @param port inside the container; empty for the usual one of its kind
     * @param path of a request that reads, over HTTP
     * @param tokenSecret the secret that signs the request's token (HS256); empty for a request without one
     * @param tokenClaims what the token says, as JSON members by name
     */
    public record Monitor(
            Optional<String> user,
            Optional<String> passwordSecret,
            Optional<String> database,
            OptionalInt port,
            Optional<String> path,
            Optional<String> tokenSecret,
            Map<String, String> tokenClaims) {}

    /**
     * A Compose service behind a profile that takes another one's place for as long as that restarts.
     *
     * @param gateway the service in whose containers divert and restore are run
     * @param divert leads requests to the twin
     * @param restore leads them back
     * @param drain how long whoever gets no new requests is left alone: the longest request
     */
    public record Twin(String service, String gateway, List<String> divert, List<String> restore, Duration drain) {}

    /** What a service is, as far as Berth treats it in a way of its own. */
    public enum Kind {
        POSTGRES,
        PGBOUNCER,
        REDIS,
        POSTGREST,
        HTTP,
        STORAGE,
        APP
    }

    /** Upper bounds of one container: CPUs (1.0 is one core), memory in bytes, processes. Absent: what Compose says. */
    public record Limits(OptionalDouble cpus, OptionalLong memoryBytes, OptionalLong pids) {
        public static Limits none() {
            return new Limits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty());
        }
    }

    /** An address that applications need, as a template with {{ secret "x" }}, {{ host }} and {{ port N }}. */
    public record Endpoint(String name, String url) {}

    /**
     * Schema migrations.
     *
     * @param location the folder with SQL files, relative to the workspace
     * @param passwordSecret the secret with the user's password; empty where the login needs none
     * @param schema where the history is, and where names without a schema are made
     * @param lockTimeout how long a transactional migration may wait for a lock
     * @param promotedFrom the environment in which a migration must have succeeded before a protected one takes it
     * @param compatible whether the code before a migration runs on the schema after it
     */
    public record Migrations(
            String location,
            String service,
            String database,
            String user,
            Optional<String> passwordSecret,
            String schema,
            Duration lockTimeout,
            Map<String, String> placeholders,
            Optional<String> promotedFrom,
            boolean compatible) {}

    /**
     * Copies of everything the environment keeps.
     *
     * @param schedule when one is made, as a {@link CronExpression}; empty where nobody said
     */
    public record Backup(Optional<String> schedule, Keep keep, BackupRepository repository) {}

    /** How many sets stay: the newest one of each of so many days, ISO weeks and months that have one; not all are zero. */
    public record Keep(int daily, int weekly, int monthly) {}

    /** Where sets lie. */
    public sealed interface BackupRepository {

        /** The secret that encrypts the sets; empty where they are not encrypted. */
        Optional<String> cipherSecret();

        /** On the engine, in the volume PROJECT_backup. */
        record Volume(Optional<String> cipherSecret) implements BackupRepository {}

        /**
         * In a bucket of an S3 service.
         *
         * @param endpoint the service's own address: https, and no path
         * @param pathStyle whether the bucket stands in the path of an address; else in the host's name
         * @param caFile certificates of the authorities to trust, PEM; empty for the system's
         */
        record S3(
                URI endpoint,
                String region,
                boolean pathStyle,
                String bucket,
                Optional<Path> caFile,
                String accessKeySecret,
                String secretKeySecret,
                Optional<String> cipherSecret)
                implements BackupRepository {}
    }

    /**
     * When a volume is told of: of the rules for alerts those that reports and the board apply. Empty for a rule that is
     * turned off.
     *
     * @param usage above which part of its file system, from 0 to 1, that is in use
     * @param daysToFull below how many days for which there is room
     */
    public record VolumeRules(Optional<Rule> usage, Optional<Rule> daysToFull) {
        private static final Rule USUAL_USAGE = new Rule(0.8, Severity.WARNING);
        private static final Rule USUAL_DAYS_TO_FULL = new Rule(7, Severity.WARNING);

        /** Those that apply without being written. */
        public static final VolumeRules USUAL =
                new VolumeRules(Optional.of(USUAL_USAGE), Optional.of(USUAL_DAYS_TO_FULL));

        static VolumeRules of(Alerts alerts) {
            return new VolumeRules(
                    changed(USUAL_USAGE, alerts.rule(Alerts.VOLUME_USAGE)),
                    changed(USUAL_DAYS_TO_FULL, alerts.rule(Alerts.DAYS_TO_FULL)));
        }

        private static Optional<Rule> changed(Rule usual, Alerts.Rule said) {
            return said.enabled()
                    ? Optional.of(new Rule(
                            said.bound().map(Alerts.Bound::threshold).orElse(usual.threshold()),
                            said.severity().orElse(usual.severity())))
                    : Optional.empty();
        }
    }

    /** A rule for alerts: a number that is not to be passed, and how bad it is when it is. */
    public record Rule(double threshold, Severity severity) {}

    /** How bad something is, from the least. */
    public enum Severity {
        INFO,
        WARNING,
        CRITICAL
    }

    /** When a volume is told of. */
    public VolumeRules volumeRules() {
        return VolumeRules.of(alerts);
    }

    /** The variables that take the value of a secret, each with that secret's name. */
    public SortedMap<String, String> secretVariables() {
        SortedMap<String, String> secret = new TreeMap<>();
        variables.forEach((variable, value) -> {
            switch (value) {
                case Variable.Secret(String of) -> secret.put(variable, of);
                case Variable.Text text -> {}
            }
        });
        return secret;
    }

    /** What is said of a service, or the defaults where nothing is said. */
    public Service service(String name) {
        Service service = services.get(name);
        return service == null ? Service.undeclared() : service;
    }
}
