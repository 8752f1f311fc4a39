package dev.berth.backup;

import dev.berth.docker.Engine;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;

/** A backup by pgBackRest in the database's own container, whose server sends its log to the repository all the time. */
final class ArchivedBackup implements ClusterBackup {
    private static final Duration ARCHIVED_WITHIN = Duration.ofMinutes(10);
    private static final String ARCHIVING = "berth.archiving";

    private final Engine engine;
    private final Scope scope;
    private final Repository repository;
    private final Cluster server;
    private final String id;
    private final Instant begunAt;
    private final Set<String> damaged;
    private final Clock clock;
    private BackupSet.Type type = BackupSet.Type.FULL;
    private Optional<PgBackRestInfo.Backup> backup = Optional.empty();

    /** @param damaged labels of backups that nothing new may rest on */
    ArchivedBackup(
            Engine engine,
            Scope scope,
            Repository repository,
            Cluster server,
            String id,
            Instant begunAt,
            Set<String> damaged,
            Clock clock) {
        this.engine = engine;
        this.scope = scope;
        this.repository = repository;
        this.server = server;
        this.id = id;
        this.begunAt = begunAt;
        this.damaged = damaged;
        this.clock = clock;
    }

    @Override
    public String copy(Optional<BackupSet.Type> wanted, DoubleConsumer percent) {
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
        requireArchiving();
        type = info.backups().isEmpty()
                ? BackupSet.Type.FULL
                : wanted.orElseGet(() -> BackupType.next(info, damaged, clock.instant()));
        requireRoom(info);
        repository.begin(id, begunAt);
        program.allowWork();
        if (!info.hasStanza()) {
            program.createStanza();
        }
        archive();
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

    /** A full backup takes about as much as the last full one. */
    private void requireRoom(PgBackRestInfo info) {
        repository.requireRoom(
                scope.environment().definition().backup().repository(),
                info.backups().stream()
                        .filter(each ->
                                type == BackupSet.Type.FULL && each.needs().isEmpty())
                        .mapToLong(PgBackRestInfo.Backup::stored)
                        .reduce(0, (before, newest) -> newest));
    }

    /**
     * From the first backup on every segment of the log is kept; the server's archive command looks for this file. It comes after
     * the repository is ready: a log that can be stored nowhere fills the disk.
     */
    private void archive() {
        Workbench.succeeded(
                "have PostgreSQL keep its log",
                server.run(
                        List.of("touch", scope.postgres().orElseThrow().data() + "/" + ARCHIVING), Cluster.PATIENCE));
    }

    private void requireArchiving() {
        if (!server.value("postgres", "SHOW archive_mode").equals("on")) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "archive_mode of %s is off: nothing could be restored to a moment"
                            .formatted(scope.postgres().orElseThrow().name()),
                    "Set archive_mode = on and an archive_command that calls pgbackrest archive-push, and restart it.");
        }
    }

    @Override
    public BackupSet.Type type() {
        return type;
    }

    @Override
    public Stored log(String place) {
        PgBackRestInfo.Backup made = backup.orElseThrow();
        String last = server.value("postgres", "SELECT pg_walfile_name('%s'::pg_lsn - 1)".formatted(place));
        // A moment after the last commit cannot be told from the end of the log: one more, and it can.
        server.value("postgres", "SELECT pg_current_xact_id()");
        server.value("postgres", "SELECT pg_switch_wal()");
        awaitArchived(last);
        return new Stored(
                new BackupSet.Files.Archived(made.label(), made.needs()), made.bytes(), made.firstSegment(), last);
    }

    private void awaitArchived(String segment) {
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

    @Override
    public List<String> gaps() {
        return List.of();
    }

    @Override
    public void close() {
        // pgBackRest ends by itself.
    }
}
