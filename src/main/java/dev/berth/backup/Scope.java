package dev.berth.backup;

import dev.berth.docker.ComposeModel;
import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of an environment is backed up, and where it lies.
 *
 * @param settings the folder of the engine's host with the repository's settings; empty text where nobody has made one
 * @param postgres empty where there is none
 * @param redis those that keep what they are given; a cache is no store
 * @param volumes all other volumes that services write to
 * @param gaps what is not backed up although services keep it, a sentence each
 */
record Scope(
        Environment environment,
        String settings,
        Optional<PostgresService> postgres,
        List<RedisService> redis,
        List<VolumeContent> volumes,
        List<String> gaps) {
    /** Where a service finds its secrets in the reference stack, and pgBackRest its settings. */
    private static final String SECRETS = "/run/berth";

    private static final String CACHE = "cache";

    /** Where a service finds its settings for pgBackRest. */
    private static final String SETTINGS_FILE = "pgbackrest.conf";

    private static final String SUPERUSER = "postgres";

    /** Volumes before folders of the host, and of those that lie in one another the inner one. */
    private static final Comparator<ComposeModel.Mount> NEAREST_FIRST = Comparator.comparing(
                    (ComposeModel.Mount mount) -> mount.type().equals("bind"))
            .thenComparingInt(mount -> -mount.target().length());

    /**
     * The database.
     *
     * @param user as whom its container runs; empty for the image's own
     * @param superuser its login over the local socket
     * @param volume the engine's name of the volume with its data, or the folder of its host
     * @param mount where that is in its container
     * @param data PGDATA; empty where no container tells it, and sets can only be looked at
     */
    record PostgresService(
            String name, String image, String user, String superuser, String volume, String mount, String data) {
        /** PostgreSQL's own backups leave out what begins so. */
        private static final String UNNOTICED = "pgsql_tmp-";

        private static final String BESIDE = "beside-";

        /** The folder for a cluster beside the one that serves. */
        String beside(String id) {
            return besideFolder() + "/" + besideName() + id;
        }

        /** Where such folders lie: where the cluster is the whole volume, there is no other place than in it. */
        String besideFolder() {
            if (data.isEmpty()) {
                throw new BerthException(
                        ErrorCode.BACKUP_FAILED, "%s has no container".formatted(name), "Create it with: stack up");
            }
            return isWholeVolume() ? data : data.substring(0, data.lastIndexOf('/'));
        }

        /** What the names of such folders begin with. */
        String besideName() {
            return isWholeVolume() ? UNNOTICED + BESIDE : BESIDE;
        }

        private boolean isWholeVolume() {
            return data.equals(mount);
        }
    }

    /** A Redis that keeps what it is given. */
    record RedisService(String name, String image, String volume, String mount) {
        /** What the names of folders beside what serves begin with. */
        static final String BESIDE = "beside-";
    }

    /** A volume's content. */
    record VolumeContent(String volume, String name, List<String> services) {}

    /** The same, with settings for the repository that lie elsewhere. */
    Scope withSettings(String folder) {
        return new Scope(environment, folder, postgres, redis, volumes, gaps);
    }

    static Scope of(Engine engine, Environment environment) {
        return of(engine, environment, Optional.empty());
    }

    /** @param data PGDATA where that is known, so that no container need be there to tell it */
    static Scope of(Engine engine, Environment environment, Optional<String> data) {
        Observation observation = Observation.of(engine, environment.project());
        List<String> gaps = new ArrayList<>();
        Optional<PostgresService> postgres = services(environment, Definition.Kind.POSTGRES).stream()
                .findFirst()
                .map(name -> postgres(engine, environment, observation, name, data));
        services(environment, Definition.Kind.POSTGRES).stream()
                .skip(1)
                .forEach(name -> gaps.add("%s is not backed up: one PostgreSQL is".formatted(name)));
        List<RedisService> redis = new ArrayList<>();
        for (String name : services(environment, Definition.Kind.REDIS)) {
            Optional<ComposeModel.Mount> volume = volumeOf(environment, name);
            if (kept(environment).contains(name)) {
                redis.add(new RedisService(
                        name,
                        environment.composeService(name).image(),
                        volume.orElseThrow().source(),
                        volume.orElseThrow().target()));
            } else if (!isCache(environment, name)) {
                gaps.add("%s is not backed up: it has no volume".formatted(name));
            }
        }
        Set<String> kept = new HashSet<>();
        postgres.ifPresent(service -> kept.add(service.name() + " " + service.volume()));
        redis.forEach(service -> kept.add(service.name() + " " + service.volume()));
        Map<String, List<String>> others = new LinkedHashMap<>();
        String repository = Backups.repositoryVolume(environment.project());
        environment
                .model()
                .services()
                .forEach((name, service) -> service.mounts().stream()
                        .filter(mount -> !mount.readOnly() && !mount.source().isEmpty())
                        .filter(mount -> !mount.source().equals(repository))
                        .filter(mount -> !kept.contains(name + " " + mount.source()))
                        .forEach(mount -> {
                            if (mount.type().equals("bind")) {
                                gaps.add("%s of %s is not backed up: it is a folder of the engine's host"
                                        .formatted(mount.source(), name));
                            } else if (mount.type().equals("volume")) {
                                if (!environment.stack().service(name).isStore()) {
                                    others.computeIfAbsent(mount.source(), volume -> new ArrayList<>())
                                            .add(name);
                                } else if (!isCache(environment, name)) {
                                    gaps.add("%s of %s is not backed up: it is not what its store keeps"
                                            .formatted(shortName(environment, mount.source()), name));
                                }
                            }
                        }));
        kept.forEach(each -> others.remove(each.substring(each.indexOf(' ') + 1)));
        List<VolumeContent> volumes = new ArrayList<>();
        others.forEach((volume, services) ->
                volumes.add(new VolumeContent(volume, shortName(environment, volume), List.copyOf(services))));
        return new Scope(
                environment,
                archiving(environment)
                        .flatMap(name -> secretsFolder(environment, name))
                        .orElse(""),
                postgres,
                List.copyOf(redis),
                List.copyOf(volumes),
                List.copyOf(gaps));
    }

    private static String shortName(Environment environment, String volume) {
        String prefix = environment.project() + "_";
        return volume.startsWith(prefix) ? volume.substring(prefix.length()) : volume;
    }

    /** The Redis services that keep what they are given. */
    static List<String> kept(Environment environment) {
        return services(environment, Definition.Kind.REDIS).stream()
                .filter(name -> !isCache(environment, name)
                        && volumeOf(environment, name).isPresent())
                .toList();
    }

    private static boolean isCache(Environment environment, String name) {
        return environment.stack().service(name).role().equals(Optional.of(CACHE));
    }

    private static List<String> services(Environment environment, Definition.Kind kind) {
        return environment.model().services().keySet().stream()
                .filter(name -> environment.stack().service(name).kind() == kind)
                .toList();
    }

    private static PostgresService postgres(
            Engine engine, Environment environment, Observation observation, String name, Optional<String> planned) {
        ComposeModel.Service service = environment.composeService(name);
        String superuser = superuser(engine, environment, observation, name);
        Optional<String> known = planned.or(() -> data(engine, observation, name))
                .or(() -> Running.container(engine, environment, name)
                        .map(container -> new Cluster(engine, container, superuser, Optional.empty())
                                .value("postgres", "SHOW data_directory")));
        String repository = Backups.repositoryVolume(environment.project());
        String data = known.orElse("");
        ComposeModel.Mount volume = service.mounts().stream()
                .filter(Scope::keeps)
                .filter(mount -> known.isPresent()
                        ? (data + "/").startsWith(mount.target() + "/")
                        : !mount.source().equals(repository) && !mount.readOnly())
                .min(NEAREST_FIRST)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.BACKUP_FAILED,
                        "%s of %s keeps %s in no volume".formatted(name, environment.name(), data),
                        "Give it a volume in its Compose file: without one its data goes with its container."));
        return new PostgresService(
                name, service.image(), service.user().orElse(""), superuser, volume.source(), volume.target(), data);
    }

    private static boolean keeps(ComposeModel.Mount mount) {
        return !mount.source().isEmpty()
                && (mount.type().equals("volume") || mount.type().equals("bind"));
    }

    /** As the definition says; else as images that are told their superuser by a variable have it. */
    private static String superuser(Engine engine, Environment environment, Observation observation, String name) {
        return environment
                .definition()
                .service(name)
                .backup()
                .map(Definition.BackupLogin::user)
                .or(() -> variable(engine, observation, name, "POSTGRES_USER"))
                .orElse(SUPERUSER);
    }

    /** Whether the database itself sends its log to the repository, by pgBackRest. */
    boolean isArchiving() {
        return archiving(environment).isPresent();
    }

    /** The database that is told of the repository; its image has pgBackRest then. */
    static Optional<String> archiving(Environment environment) {
        return database(environment)
                .filter(name -> environment.secrets().templates().stream()
                                .anyMatch(template -> template.file().equals(SETTINGS_FILE)
                                        && template.services().contains(name))
                        && secretsFolder(environment, name).isPresent());
    }

    private static Optional<String> secretsFolder(Environment environment, String service) {
        return environment.composeService(service).mounts().stream()
                .filter(mount -> mount.target().equals(SECRETS))
                .map(ComposeModel.Mount::source)
                .findFirst();
    }

    /**
     * The network in which the repository is reached: none for a volume; else that of a database which sends its log there, or
     * the engine's usual one where that does not run.
     */
    String network(Engine engine) {
        return switch (environment.definition().backup().repository()) {
            case Definition.BackupRepository.Volume volume -> "none";
            case Definition.BackupRepository.S3 bucket ->
                Optional.of(this)
                        .filter(Scope::isArchiving)
                        .flatMap(scope -> Running.cluster(engine, scope))
                        .map(server -> "container:" + server.container())
                        .orElse("bridge");
        };
    }

    /** The service of the one PostgreSQL that is backed up. */
    static Optional<String> database(Environment environment) {
        return services(environment, Definition.Kind.POSTGRES).stream().findFirst();
    }

    /** Why nothing of it is backed up without being asked for; empty where it is. */
    static Optional<String> obstacle(Environment environment) {
        if (environment.definition().backup().repository().cipherSecret().isEmpty()) {
            return Optional.of("no secret backup.cipher is declared to encrypt it with");
        }
        boolean keepsSomething =
                !services(environment, Definition.Kind.POSTGRES).isEmpty()
                        || !kept(environment).isEmpty()
                        || environment.model().services().values().stream()
                                .flatMap(service -> service.mounts().stream())
                                .anyMatch(mount -> mount.type().equals("volume") && !mount.readOnly());
        return keepsSomething ? Optional.empty() : Optional.of("no service of it keeps anything in a volume");
    }

    /** PGDATA of the service's container, where there is one that says. */
    static Optional<String> data(Engine engine, Observation observation, String service) {
        return variable(engine, observation, service, "PGDATA");
    }

    private static Optional<String> variable(Engine engine, Observation observation, String service, String name) {
        return observation.of(service).stream()
                .findFirst()
                .map(Container::id)
                .flatMap(engine::inspect)
                .map(details -> details.environment().getOrDefault(name, ""))
                .filter(value -> !value.isEmpty());
    }

    /** Where such images have their data by custom; else a volume before a folder of the host, the first before others. */
    private static Optional<ComposeModel.Mount> volumeOf(Environment environment, String name) {
        return environment.composeService(name).mounts().stream()
                .filter(mount -> keeps(mount) && !mount.readOnly())
                .min(Comparator.comparing(
                                (ComposeModel.Mount mount) -> !mount.target().equals("/data"))
                        .thenComparing(mount -> mount.type().equals("bind")));
    }
}
