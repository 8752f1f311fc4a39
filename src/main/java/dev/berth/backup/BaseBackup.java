package dev.berth.backup;

import dev.berth.docker.Engine;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A backup of a server that knows nothing of it: its files are read while it works, between the two calls that PostgreSQL has
 * for that (its manual: "Making a Base Backup Using the Low Level API"), and with them the log from the first call to the
 * moment. A replication slot of the session keeps that log; both end with the session, however that ends.
 */
final class BaseBackup implements ClusterBackup {
    /** The first that tells whether a server that reads its log holds. */
    private static final int OLDEST = 140000;

    /** The first whose calls are named so. */
    private static final int RENAMED = 150000;

    /** What the server may do before it begins: a checkpoint writes everything that it has in memory. */
    private static final Duration CHECKPOINT_WITHIN = Duration.ofMinutes(30);

    /**
     * FOLDER: prints an archive of a cluster's files but for its log and what a server makes anew; the list is that of the manual.
     * Files may change and go while they are read, of which the log tells the rest. The control file is taken when it was read
     * twice alike, so that it is whole.
     */
    private static final String ARCHIVE = """
            set -uo pipefail
            control=$(mktemp -d)
            trap 'rm -rf "$control"' EXIT
            mkdir "$control/global"
            for attempt in {1..100}; do
              cp "$1/global/pg_control" "$control/global/pg_control.whole" || exit
              cmp --silent "$1/global/pg_control" "$control/global/pg_control.whole" && break
              if ((attempt == 100)); then echo "pg_control changes all the time" >&2; exit 1; fi
              sleep 0.05
            done
            tar --create --numeric-owner --xattrs --sparse \
              --warning=no-file-changed --warning=no-file-removed --warning=no-file-shrank --warning=no-file-ignored \
              --exclude='pgsql_tmp*' --exclude='pg_internal.init*' --anchored \
              --exclude='./pg_wal' --exclude='./pg_replslot/*' --exclude='./pg_dynshmem/*' --exclude='./pg_notify/*' \
              --exclude='./pg_serial/*' --exclude='./pg_snapshots/*' --exclude='./pg_stat_tmp/*' --exclude='./pg_subtrans/*' \
              --exclude='./postmaster.*' --exclude='./backup_label*' --exclude='./backup_manifest' --exclude='./*.signal' \
              --exclude='./berth.*' --exclude='./lost+found' --exclude='./global/pg_control' \
              --directory="$1" . --directory="$control" ./global/pg_control.whole
            status=$?
            ((status <= 1)) || exit "$status"
            """;

    private static final String FILES = "base.tar.zst";

    /** FOLDER TIME: whether a server that began then, to a second or two, has its files there, with its log among them. */
    private static final String IS_SERVED = """
            set -eu
            [ -d "$1/pg_wal" ] && [ ! -h "$1/pg_wal" ] && [ -e "$1/global/pg_control" ]
            began=$(sed -n 3p "$1/postmaster.pid")
            [ $((began - $2)) -ge -2 ] && [ $((began - $2)) -le 2 ]
            """;

    /** FOLDER SEGMENT...: prints an archive of segments of a log, and of what tells of its timelines. */
    private static final String ARCHIVE_LOG = """
            set -euo pipefail
            cd "$1"
            shift
            shopt -s nullglob
            tar --create --numeric-owner -- "$@" *.history
            """;

    private final Engine engine;
    private final Repository repository;
    private final Cluster server;
    private final Scope.PostgresService service;
    private final String id;
    private final Instant begunAt;
    private final Definition.BackupRepository place;
    private @Nullable Conversation session;
    private String first = "";
    private BackupSet.@Nullable Part cluster;
    private BackupSet.@Nullable Part label;

    BaseBackup(Engine engine, Scope scope, Repository repository, Cluster server, String id, Instant begunAt) {
        this.engine = engine;
        this.repository = repository;
        this.server = server;
        this.service = scope.postgres().orElseThrow();
        this.id = id;
        this.begunAt = begunAt;
        this.place = scope.environment().definition().backup().repository();
    }

    @Override
    public String copy(Optional<BackupSet.Type> wanted, DoubleConsumer percent) {
        wanted.filter(type -> type != BackupSet.Type.FULL).ifPresent(type -> {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s has no pgBackRest, and its backups are always full".formatted(service.name()),
                    "Leave --type out.");
        });
        boolean renamed = requireFit() >= RENAMED;
        requireFiles();
        repository.requireRoom(place, room());
        repository.begin(id, begunAt);
        Conversation held = Conversation.begin(engine, server, "postgres");
        session = held;
        held.ask("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_session_timeout = '24h';"
                + " SELECT pg_create_physical_replication_slot('berth_%s', true, true)"
                        .formatted(id.toLowerCase(Locale.ROOT)));
        first = held.ask(
                        "SELECT pg_walfile_name(%s)"
                                .formatted(
                                        renamed
                                                ? "pg_backup_start('berth-%s', fast => true)".formatted(id)
                                                : "pg_start_backup('berth-%s', true, false)".formatted(id)),
                        CHECKPOINT_WITHIN)
                .getLast();
        cluster = stored(FILES, List.of("bash", "-c", ARCHIVE, "berth", folder()));
        String text = held.ask("SELECT translate(encode(convert_to(labelfile, 'UTF8'), 'base64'), E'\\n', '') FROM %s"
                        .formatted(
                                renamed ? "pg_backup_stop(wait_for_archive => false)" : "pg_stop_backup(false, false)"))
                .getLast();
        label = repository.store(
                Repository.path(id, "backup_label.zst"),
                new ByteArrayInputStream(Base64.getDecoder().decode(text.getBytes(StandardCharsets.US_ASCII))));
        percent.accept(100);
        return "base backup of %s".formatted(service.name());
    }

    /**
     * Looks whether the server can do what is needed, since a session that is refused something ends without a word.
     *
     * @return its version, such as 170012
     */
    private int requireFit() {
        List<String> settings = server.rows("postgres", """
                        SELECT current_setting('server_version_num'), current_setting('is_superuser'),
                          current_setting('wal_level'), current_setting('max_replication_slots')::int
                            - (SELECT count(*) FROM pg_replication_slots),
                          (SELECT count(*) FROM pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global')),
                          pg_is_in_recovery()""").getFirst();
        int version = Integer.parseInt(settings.get(0));
        if (version < OLDEST) {
            throw unfit(
                    "PostgreSQL %d is too old".formatted(version / 10000), "PostgreSQL 14 and newer can be backed up.");
        }
        if (!settings.get(1).equals("on")) {
            throw unfit(
                    "%s is no superuser".formatted(server.superuser()),
                    "Name one that may log in over the local socket: services: {%s: {backup: {user: …}}}"
                            .formatted(service.name()));
        }
        if (settings.get(2).equals("minimal")) {
            throw unfit("its wal_level is minimal", "Set wal_level = replica, and restart it.");
        }
        if (Integer.parseInt(settings.get(3)) <= 0) {
            throw unfit("it has no replication slot left", "Raise max_replication_slots, and restart it.");
        }
        if (!settings.get(4).equals("0")) {
            throw unfit(
                    "it has tablespaces, which lie elsewhere",
                    "Only its own folder is read: move what they hold into it.");
        }
        if (settings.get(5).equals("t")) {
            throw unfit("it is a standby", "Give the kind postgres to the server that it follows.");
        }
        return version;
    }

    private BerthException unfit(String why, String remedy) {
        return new BerthException(
                ErrorCode.BACKUP_FAILED, "%s cannot be backed up: %s".formatted(service.name(), why), remedy);
    }

    /** As much as the last one, or else half of what it reads: files of a database become smaller by far. */
    private long room() {
        long last = repository.bytesOfLast(FILES);
        return last > 0
                ? last + last / 4
                : Long.parseLong(server.value("postgres", "SELECT sum(pg_database_size(oid)) FROM pg_database")) / 2;
    }

    /** Looks whether the files that the workbench has are the server's, before hours are spent on others. */
    private void requireFiles() {
        String begun = server.value("postgres", "SELECT extract(epoch FROM pg_postmaster_start_time())::bigint");
        if (!repository.holds(IS_SERVED, folder(), begun)) {
            throw unfit(
                    "its files are not whole in %s".formatted(service.volume()),
                    "Its cluster, the log included, must lie in one volume or folder of the host.");
        }
    }

    private BackupSet.Part stored(String name, List<String> command) {
        return repository
                .storeOutput(Repository.path(id, name), command)
                .orElseThrow(() -> new BerthException(ErrorCode.BACKUP_FAILED, name + " could not be stored", null));
    }

    /** Where the workbench has the cluster. */
    private String folder() {
        return Sources.of(service.volume())
                + service.data().substring(service.mount().length());
    }

    @Override
    public BackupSet.Type type() {
        return BackupSet.Type.FULL;
    }

    @Override
    public Stored log(String place) {
        // In the session that has begun it, which no crash of the server survives: the moment is in the log.
        Conversation held = Objects.requireNonNull(session);
        String last = held.ask("SELECT pg_walfile_name('%s'::pg_lsn - 1)".formatted(place))
                .getLast();
        held.ask("SELECT pg_switch_wal()");
        long segmentBytes = Long.parseLong(
                server.value("postgres", "SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'"));
        List<String> command = new ArrayList<>(List.of("bash", "-c", ARCHIVE_LOG, "berth", folder() + "/pg_wal"));
        command.addAll(LogSegments.between(first, last, segmentBytes));
        BackupSet.Part log = stored("log.tar.zst", command);
        close();
        BackupSet.Part files = Objects.requireNonNull(cluster);
        return new Stored(
                new BackupSet.Files.Base(repository.owner(folder()), files, Objects.requireNonNull(label), log),
                files.bytes(),
                first,
                last);
    }

    @Override
    public List<String> gaps() {
        List<String> gaps = new ArrayList<>(List.of(
                "%s is a base backup, since it has no pgBackRest: of the time between two sets nothing comes back"
                        .formatted(service.name()),
                "its pages were not held against their checksums while they were read: backup drill does that"));
        if (!server.value("postgres", "SHOW archive_mode").equals("off")) {
            gaps.add("%s sends its log to an archive of its own, which must be begun anew after a restore"
                    .formatted(service.name()));
        }
        return gaps;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
