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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of an environment is backed up, and where it lies.
 *
 * @param postgres empty where there is none
 * @param redis those that keep what they are given; a cache is no store
 * @param volumes all other volumes that services write to
 * @param gaps what is not backed up although services keep it, a sentence each
 */
record Scope(
        Environment environment,
        Optional<PostgresService> postgres,
        List<RedisService> redis,
        List<VolumeContent> volumes,
        List<String> gaps) {
    /** Where a service finds its secrets in the reference stack, and pgBackRest its settings. */
    private static final String SECRETS = "/run/berth";

    private static final String CACHE = "cache";

    /**
     * The database.
     *
     * @param volume the engine's name of the volume with its data
     * @param mount where that is in its container
     * @param data PGDATA; empty where no container tells it, and sets can only be looked at
     * @param secrets the folder of the engine's host with its secrets
     */
    record PostgresService(
            String name, String image, String user, String volume, String mount, String data, String secrets) {
        PostgresService withSecrets(String folder) {
            return new PostgresService(name, image, user, volume, mount, data, folder);
        }

        /** The folder for a cluster beside the one that serves. */
        String beside(String id) {
            if (data.isEmpty()) {
                throw new BerthException(
                        ErrorCode.BACKUP_FAILED, "%s has no container".formatted(name), "Create it with: stack up");
            }
            return data.substring(0, data.lastIndexOf('/')) + "/beside-" + id;
        }
    }

    /** A Redis that keeps what it is given. */
    record RedisService(String name, String image, String volume, String mount) {}

    /** A volume's content. */
    record VolumeContent(String volume, String name, List<String> services) {}

    /** The same, with other settings for the repository than the database's own. */
    Scope withSettings(String folder) {
        return new Scope(environment, postgres.map(service -> service.withSecrets(folder)), redis, volumes, gaps);
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
                .map(name -> postgres(environment, name, data.or(() -> data(engine, observation, name))));
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
        List<String> ofStores = environment.model().services().keySet().stream()
                .filter(name -> environment.stack().service(name).isStore())
                .flatMap(name -> environment.composeService(name).mounts().stream())
                .map(ComposeModel.Mount::source)
                .toList();
        Map<String, List<String>> others = new LinkedHashMap<>();
        String repository = Backups.repositoryVolume(environment.project());
        environment
                .model()
                .services()
                .forEach((name, service) -> service.mounts().stream()
                        .filter(mount -> !mount.readOnly() && !mount.source().isEmpty())
                        .forEach(mount -> {
                            if (mount.type().equals("bind")) {
                                gaps.add("%s of %s is not backed up: it is a folder of the engine's host"
                                        .formatted(mount.source(), name));
                            } else if (mount.type().equals("volume")
                                    && !ofStores.contains(mount.source())
                                    && !mount.source().equals(repository)) {
                                others.computeIfAbsent(mount.source(), volume -> new ArrayList<>())
                                        .add(name);
                            }
                        }));
        List<VolumeContent> volumes = new ArrayList<>();
        others.forEach((volume, services) ->
                volumes.add(new VolumeContent(volume, shortName(environment, volume), List.copyOf(services))));
        return new Scope(environment, postgres, List.copyOf(redis), List.copyOf(volumes), List.copyOf(gaps));
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

    private static PostgresService postgres(Environment environment, String name, Optional<String> known) {
        ComposeModel.Service service = environment.composeService(name);
        String repository = Backups.repositoryVolume(environment.project());
        String data = known.orElse("");
        ComposeModel.Mount volume = service.mounts().stream()
                .filter(mount -> mount.type().equals("volume")
                        && (known.isPresent()
                                ? (data + "/").startsWith(mount.target() + "/")
                                : !mount.source().equals(repository) && !mount.readOnly()))
                .findFirst()
                .orElseThrow(() -> new BerthException(
                        ErrorCode.BACKUP_FAILED,
                        "%s of %s keeps %s in no volume".formatted(name, environment.name(), data),
                        "Give it a volume in its Compose file: without one its data goes with its container."));
        String secrets = service.mounts().stream()
                .filter(mount -> mount.target().equals(SECRETS))
                .map(ComposeModel.Mount::source)
                .findFirst()
                .orElseThrow(
                        () -> new BerthException(
                                ErrorCode.BACKUP_FAILED,
                                "%s of %s is given no settings for backups".formatted(name, environment.name()),
                                "See docs/backups.md: its image needs pgBackRest, and its container the folder with its secrets."));
        return new PostgresService(
                name, service.image(), service.user().orElse(""), volume.source(), volume.target(), data, secrets);
    }

    /**
     * The network in which the repository is reached: none for a volume; else the database's own, which must reach it for its
     * log, or the engine's usual one where the database does not run.
     */
    String network(Engine engine) {
        return switch (environment.definition().backup().repository()) {
            case Definition.BackupRepository.Volume volume -> "none";
            case Definition.BackupRepository.S3 bucket ->
                Running.cluster(engine, this)
                        .map(server -> "container:" + server.container())
                        .orElse("bridge");
        };
    }

    /** The service of the one PostgreSQL that is backed up. */
    static Optional<String> database(Environment environment) {
        return services(environment, Definition.Kind.POSTGRES).stream().findFirst();
    }

    /** Why nothing of it can be backed up; empty where it can. */
    static Optional<String> obstacle(Environment environment) {
        List<String> databases = services(environment, Definition.Kind.POSTGRES);
        if (databases.isEmpty()) {
            return Optional.of("the definition gives no service the kind postgres");
        }
        boolean hasSettings = environment.secrets().templates().stream()
                .anyMatch(template -> template.file().equals("pgbackrest.conf")
                        && template.services().contains(databases.getFirst()));
        boolean hasFolder = environment.composeService(databases.getFirst()).mounts().stream()
                .anyMatch(mount -> mount.target().equals(SECRETS));
        return hasSettings && hasFolder
                ? Optional.empty()
                : Optional.of(
                        "%s is given no settings for pgBackRest (see docs/backups.md)".formatted(databases.getFirst()));
    }

    /** PGDATA of the service's container, where there is one that says. */
    static Optional<String> data(Engine engine, Observation observation, String service) {
        return observation.of(service).stream()
                .findFirst()
                .map(Container::id)
                .flatMap(engine::inspect)
                .map(details -> details.environment().getOrDefault("PGDATA", ""))
                .filter(path -> !path.isEmpty());
    }

    private static Optional<ComposeModel.Mount> volumeOf(Environment environment, String name) {
        return environment.composeService(name).mounts().stream()
                .filter(mount -> mount.type().equals("volume")
                        && !mount.readOnly()
                        && !mount.source().isEmpty())
                .findFirst();
    }
}
