package dev.berth.backup;

import dev.berth.datastore.Reach;
import dev.berth.datastore.ServiceLogin;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
public final class SetWriter {
    private static final Duration ARCHIVED_WITHIN = Duration.ofMinutes(10);
    private static final String ARCHIVING = "berth.archiving";

    /** Some segments of the log: what a backup takes at least. */
    private static final long LEAST_ROOM = 64L << 20;

    /** A volume in which files change all the time is read so often, and then as it is. */
    private static final int READINGS = 3;

    private final Engine engine;
    private final Scope scope;
    private final Repository repository;
    private final Optional<Cluster> cluster;
    private final Set<String> damaged;
    private final Clock clock;
    private final Instant createdAt;
    private final String id;
    private final Map<String, String> tools = new LinkedHashMap<>();
    private final List<String> gaps;
    private final List<BackupSet.Redis> redis = new ArrayList<>();
    private final List<BackupSet.Volume> volumes = new ArrayList<>();
    private BackupSet.Type type = BackupSet.Type.FULL;
    private Optional<PgBackRestInfo.Backup> backup = Optional.empty();
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
        this.damaged = damaged;
        this.engine = engine;
        this.scope = scope;
        this.repository = repository;
        this.cluster = cluster;
        this.id = id;
        this.clock = clock;
        this.createdAt = clock.instant();
        this.gaps = new ArrayList<>(scope.gaps());
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
        Cluster server = cluster.orElseThrow();
        PgBackRest program =
                new PgBackRest(engine, server.container(), scope.environment().project(), List.of());
        PgBackRestInfo info = program.info();
        String systemId = server.value("postgres", "SELECT system_identifier FROM pg_control_system()");
        if (info.isUnreadable()) {
            throw RepositoryFailure.of("read the repository", info.message());
        }
        if (!info.systemIds().isEmpty() && !info.systemIds().getLast().equals(systemId)) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "the repository belongs to another PostgreSQL cluster (system id %s) than %s has now (%s)"
                            .formatted(
                                    info.systemIds().getLast(),
                                    scope.environment().name(),
                                    systemId),
                    "Its sets can be brought back here: backup restore latest. To begin anew, give this environment"
                            + " another repository.");
        }
        repository.unfinished().forEach(repository::discard);
        requireArchiving(server);
        type = info.backups().isEmpty()
                ? BackupSet.Type.FULL
                : wanted.orElseGet(() -> BackupType.next(info, damaged, clock.instant()));
        requireRoom(info);
        repository.begin(id, createdAt);
        program.allowWork();
        if (!info.hasStanza()) {
            program.createStanza();
        }
        archive(server);
        String label = program.backup(type, id, percent);
        PgBackRestInfo.Backup made = program.info()
                .backup(label)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.BACKUP_FAILED, "pgBackRest does not list its backup %s".formatted(label), null));
        if (made.damaged()) {
            throw new BerthException(
                    ErrorCode.BACKUP_DAMAGED,
                    "pages of PostgreSQL fail their checksums: the database itself is damaged",
                    "db check says which tables, and which backup is the last one without damage.");
        }
        backup = Optional.of(made);
        return "%s backup %s".formatted(type.name().toLowerCase(Locale.ROOT), label);
    }

    /**
     * A volume that is filled to its brim would stop the log, too. How much a backup will take nobody knows; as much as the
     * last full one, where it is full, is what can be told.
     */
    private void requireRoom(PgBackRestInfo info) {
        if (!(scope.environment().definition().backup().repository() instanceof Definition.BackupRepository.Volume)) {
            return;
        }
        long last = info.backups().stream()
                .filter(each -> type == BackupSet.Type.FULL && each.needs().isEmpty())
                .mapToLong(PgBackRestInfo.Backup::stored)
                .reduce(0, (before, newest) -> newest);
        repository.missingRoom("a backup", last + LEAST_ROOM).ifPresent(words -> {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "there is not enough room in the repository: " + words,
                    "Make room where the engine keeps its volumes, or let go of sets by backup prune. Nothing was begun.");
        });
    }

    /** Removes what there is of a set that comes to nothing. */
    public void abandon() {
        repository.requireServer(scope.environment().definition().backup().repository(), clock, Duration.ZERO);
        repository.discard(id);
    }

    /**
     * From the first backup on every segment of the log is kept; the server's archive command looks for this file. It comes after
     * the repository is ready: a log that can be stored nowhere fills the disk.
     */
    private void archive(Cluster server) {
        Workbench.succeeded(
                "have PostgreSQL keep its log",
                server.run(
                        List.of("touch", scope.postgres().orElseThrow().data() + "/" + ARCHIVING), Cluster.PATIENCE));
    }

    private void requireArchiving(Cluster server) {
        if (!server.value("postgres", "SHOW archive_mode").equals("on")) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "archive_mode of %s is off: nothing could be restored to a moment"
                            .formatted(scope.postgres().orElseThrow().name()),
                    "Set archive_mode = on and an archive_command that calls pgbackrest archive-push, and restart it.");
        }
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
        Cluster server = cluster.orElseThrow();
        Scope.PostgresService service = scope.postgres().orElseThrow();
        PgBackRestInfo.Backup made = backup.orElseThrow();
        String place = taken().place().orElseThrow();
        String last = server.value("postgres", "SELECT pg_walfile_name('%s'::pg_lsn - 1)".formatted(place));
        // A moment after the last commit cannot be told from the end of the log: one more, and it can.
        server.value("postgres", "SELECT pg_current_xact_id()");
        server.value("postgres", "SELECT pg_switch_wal()");
        awaitArchived(server, last);
        List<BackupSet.Table> tables = taken().tables();
        postgres = Optional.of(new BackupSet.Postgres(
                service.name(),
                made.label(),
                made.needs(),
                server.value("postgres", "SELECT system_identifier FROM pg_control_system()"),
                server.value("postgres", "SHOW server_version").split(" ", 2)[0],
                made.bytes(),
                made.firstSegment(),
                last,
                Long.parseLong(
                        server.value("postgres", "SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'")),
                server.value("postgres", "SHOW config_file"),
                tables,
                taken().exact(),
                history(server)));
        tools.put("postgres", postgres.get().version());
        return "log up to %s, %d tables with %d rows"
                .formatted(
                        last,
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

    private void awaitArchived(Cluster server, String segment) {
        Instant end = clock.instant().plus(ARCHIVED_WITHIN);
        while (true) {
            List<String> archiver = server.rows(
                            "postgres",
                            "SELECT coalesce(last_archived_wal, ''), coalesce(last_failed_wal, ''),"
                                    + " coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false)"
                                    + " FROM pg_stat_archiver")
                    .getFirst();
            if (isAtLeast(archiver.getFirst(), segment)) {
                return;
            }
            if (clock.instant().isAfter(end)) {
                throw new BerthException(
                        ErrorCode.BACKUP_FAILED,
                        archiver.get(2).equals("t")
                                ? "PostgreSQL cannot store its log in the repository: segment %s failed"
                                        .formatted(archiver.get(1))
                                : "PostgreSQL has not stored segment %s of its log".formatted(segment),
                        "Its own log says why: stack logs "
                                + scope.postgres().orElseThrow().name());
            }
            Pause.during(Duration.ofMillis(100), "PostgreSQL stores its log");
        }
    }

    /** Names of segments of one timeline sort as their places do; what else is archived is no segment. */
    private static boolean isAtLeast(String archived, String segment) {
        int digits = segment.length();
        return archived.length() >= digits && archived.substring(0, digits).compareTo(segment) >= 0;
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
                type,
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
}
