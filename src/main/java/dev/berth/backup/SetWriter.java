package dev.berth.backup;

import dev.berth.datastore.Reach;
import dev.berth.datastore.ServiceLogin;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes one set, step by step in the order of its methods; what it has stored counts for nothing until the last of them.
 *
 * <p>PostgreSQL's files come first and may take long. Then all stores are held at one moment, and what each had then is taken
 * from Redis, the log and the volumes: objects that the database names at the moment are in volumes that are read after it.
 */
public final class SetWriter implements AutoCloseable {
    /** A volume in which files change all the time is read so often, and then as it is. */
    private static final int READINGS = 3;

    private final Engine engine;
    private final Scope scope;
    private final Repository repository;
    private final Optional<Cluster> cluster;
    private final Optional<ClusterBackup> files;
    private final Clock clock;
    private final Instant createdAt;
    private final String id;
    private final Map<String, String> tools = new LinkedHashMap<>();
    private final List<String> gaps;
    private final List<BackupSet.Redis> redis = new ArrayList<>();
    private final List<BackupSet.Volume> volumes = new ArrayList<>();
    private Optional<BackupSet.Postgres> postgres = Optional.empty();
    private Moment.@Nullable Taken moment;
    private BackupSet.@Nullable Part configuration;

    /** @param damaged labels of backups of sets that were found damaged */
    SetWriter(
            Engine engine,
            Scope scope,
            Repository repository,
            Optional<Cluster> cluster,
            String id,
            Set<String> damaged,
            Clock clock) {
        Instant begunAt = clock.instant();
        this.files = cluster.map(server -> scope.isArchiving()
                ? new ArchivedBackup(engine, scope, repository, server, id, begunAt, damaged, clock)
                : new BaseBackup(engine, scope, repository, server, id, begunAt));
        this.engine = engine;
        this.scope = scope;
        this.repository = repository;
        this.cluster = cluster;
        this.id = id;
        this.clock = clock;
        this.createdAt = begunAt;
        this.gaps = new ArrayList<>(scope.gaps());
        if (scope.environment()
                .definition()
                .backup()
                .repository()
                .cipherSecret()
                .isEmpty()) {
            gaps.add("it is not encrypted: no secret backup.cipher is declared");
        }
    }

    /** The set's id. */
    public String id() {
        return id;
    }

    /**
     * Backs up PostgreSQL's files, and sees to it that its log is kept from now on.
     *
     * @param wanted empty for a full backup where there is none or the last is a week old, else what changed since the last
     * @param percent takes how much of it is done, 0 to 100
     * @return in a line what was done
     */
    public String postgres(Optional<BackupSet.Type> wanted, DoubleConsumer percent) {
        repository.unfinished().forEach(repository::discard);
        if (files.isEmpty()) {
            repository.begin(id, createdAt);
        }
        return files.map(each -> each.copy(wanted, percent)).orElse("no PostgreSQL");
    }

    /** Removes what there is of a set that comes to nothing. */
    public void abandon() {
        repository.requireServer(scope.environment().definition().backup().repository(), clock, Duration.ZERO);
        repository.discard(id);
    }

    /**
     * Holds all stores at one moment, and stores what each Redis had then.
     *
     * @param logins how each Redis is logged in to, by service
     * @return in a line what was done
     */
    public String moment(Reach reach, Map<String, ServiceLogin> logins) {
        Map<String, String> folders = new LinkedHashMap<>();
        scope.redis().forEach(service -> folders.put(service.name(), service.mount()));
        Map<String, BackupSet.Part> parts = new LinkedHashMap<>();
        Moment.Taken taken = new Moment(engine, clock)
                .take(
                        restorePoint(),
                        cluster,
                        reach,
                        logins,
                        folders,
                        services -> scope.redis().stream()
                                .filter(service -> services.contains(service.name()))
                                .forEach(service -> parts.put(service.name(), snapshot(service))));
        moment = taken;
        taken.unfit().forEach((service, reason) -> gaps.add("%s is not in it: %s".formatted(service, reason)));
        parts.forEach((service, part) -> redis.add(
                new BackupSet.Redis(service, part, taken.at(), taken.keys().getOrDefault(service, Map.of()))));
        return "writes of Redis held for %d ms%s"
                .formatted(
                        taken.pause().toMillis(),
                        redis.stream()
                                .map(each -> ", %s %d keys".formatted(each.service(), each.allKeys()))
                                .collect(Collectors.joining()));
    }

    private BackupSet.Part snapshot(Scope.RedisService service) {
        return repository
                .storeOutput(
                        Repository.path(id, "redis/%s.rdb.zst".formatted(service.name())),
                        List.of("cat", Sources.of(service.volume()) + "/" + SideRedis.SNAPSHOT))
                .orElseThrow(() -> changing(service.name()));
    }

    private String restorePoint() {
        return "berth-" + id;
    }

    /** Stores the content of every other volume; returns in a line what that was. */
    public String volumes() {
        for (Scope.VolumeContent volume : scope.volumes()) {
            volumes.add(volume(volume));
        }
        return volumes.isEmpty()
                ? "no other volume"
                : String.join(", ", volumes.stream().map(BackupSet.Volume::name).toList());
    }

    private BackupSet.Volume volume(Scope.VolumeContent volume) {
        String path = Repository.path(id, "volumes/%s.tar.zst".formatted(volume.volume()));
        String source = Sources.of(volume.volume());
        for (int reading = 1; reading <= READINGS; reading++) {
            Instant at = clock.instant();
            List<String> command =
                    reading < READINGS ? List.of("archive", source) : List.of("archive", source, "as-it-is");
            Optional<BackupSet.Part> part = repository.storeOutput(path, command);
            if (part.isPresent()) {
                if (reading == READINGS) {
                    gaps.add("files in %s changed while they were read".formatted(volume.name()));
                }
                return new BackupSet.Volume(volume.name(), volume.services(), part.get(), at);
            }
        }
        throw changing(volume.name());
    }

    private static BerthException changing(String name) {
        return new BerthException(
                ErrorCode.BACKUP_FAILED, "%s changes all the time and cannot be read".formatted(name), null);
    }

    /** Stores the files that say what the environment is; returns in a line what that was. */
    public String configuration(Path root, List<Path> files) {
        configuration =
                repository.store(Repository.path(id, "configuration.tar.zst"), ConfigurationArchive.of(root, files));
        return "%d files".formatted(files.size());
    }

    /**
     * Waits until the log up to the moment is in the repository.
     *
     * @return in a line what was done
     */
    public String log() {
        return files.map(this::log).orElse("no PostgreSQL");
    }

    private String log(ClusterBackup backup) {
        Cluster server = cluster.orElseThrow();
        ClusterBackup.Stored stored = backup.log(taken().place().orElseThrow());
        List<BackupSet.Table> tables = taken().tables();
        postgres = Optional.of(new BackupSet.Postgres(
                scope.postgres().orElseThrow().name(),
                stored.files(),
                server.value("postgres", "SELECT system_identifier FROM pg_control_system()"),
                server.value("postgres", "SHOW server_version").split(" ", 2)[0],
                stored.bytes(),
                stored.firstSegment(),
                stored.lastSegment(),
                Long.parseLong(
                        server.value("postgres", "SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'")),
                server.value("postgres", "SHOW config_file"),
                tables,
                taken().exact(),
                history(server)));
        gaps.addAll(backup.gaps());
        tools.put("postgres", postgres.get().version());
        return "log up to %s, %d tables with %d rows"
                .formatted(
                        stored.lastSegment(),
                        tables.size(),
                        tables.stream().mapToLong(BackupSet.Table::rows).sum());
    }

    private Optional<BackupSet.History> history(Cluster server) {
        return scope.environment()
                .definition()
                .migrations()
                .filter(migrations -> migrations
                        .service()
                        .equals(scope.postgres().orElseThrow().name()))
                .flatMap(migrations -> SchemaHistory.of(server, migrations.database(), migrations.schema()));
    }

    /**
     * Completes the set.
     *
     * @param secrets versions of what is stored now
     */
    public BackupSet complete(
            BackupSet.Occasion occasion,
            Optional<String> note,
            boolean pinned,
            Map<String, Integer> secrets,
            String berth) {
        Moment.Taken taken = taken();
        tools.put("berth", berth);
        tools.put(
                "pgbackrest",
                engine.exec(
                                repository.container(),
                                ExecRequest.of("pgbackrest", "version"),
                                InputStream.nullInputStream(),
                                Cluster.PATIENCE)
                        .output()
                        .strip()
                        .replace("pgBackRest ", ""));
        BackupSet set = new BackupSet(
                id,
                scope.environment().name(),
                scope.environment().project(),
                createdAt,
                clock.instant(),
                files.map(ClusterBackup::type).orElse(BackupSet.Type.FULL),
                occasion,
                note,
                tools,
                new BackupSet.Moment(taken.at(), cluster.map(each -> restorePoint()), taken.pause()),
                postgres,
                redis,
                volumes,
                Objects.requireNonNull(configuration),
                Images.of(engine, scope.environment()),
                secrets,
                List.copyOf(gaps));
        if (pinned) {
            repository.write(id, SetState.NEW.withPinned(true));
        }
        repository.complete(set);
        return set;
    }

    private Moment.Taken taken() {
        return Objects.requireNonNull(moment, "the moment comes first");
    }

    @Override
    public void close() {
        files.ifPresent(ClusterBackup::close);
    }
}
