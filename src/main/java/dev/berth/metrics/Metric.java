package dev.berth.metrics;

import static dev.berth.metrics.Measure.BYTES;
import static dev.berth.metrics.Measure.BYTES_PER_SECOND;
import static dev.berth.metrics.Measure.FLAG;
import static dev.berth.metrics.Measure.NUMBER;
import static dev.berth.metrics.Measure.ONE;
import static dev.berth.metrics.Measure.PER_SECOND;
import static dev.berth.metrics.Measure.RATIO;
import static dev.berth.metrics.Measure.SECONDS;
import static dev.berth.metrics.Measure.TIME;

import java.util.List;
import java.util.Locale;

/**
 * All metrics that there are, each with what it counts, what it means, and its labels beside those that all have. A name that
 * ends with TOTAL is a counter's, one that ends with INFO carries labels and always the value 1.
 */
enum Metric {
    BUILD_INFO(ONE, "Which Berth watches", "version", "commit"),
    WATCH_START_TIMESTAMP_SECONDS(TIME, "When the watch began"),
    WATCH_LOOK_TIMESTAMP_SECONDS(TIME, "When it looked last; everything else is as it was then"),
    WATCH_JUDGES(FLAG, "Whether alerts are judged; while somebody changes the stack they stay as they were"),
    WATCH_REPAIRS(NUMBER, "How often it has repaired a service within a day", "service"),
    ENGINE_UP(FLAG, "Whether the engine answers; while it does not, nothing is said of what it runs"),
    ENGINE_SEEN_TIMESTAMP_SECONDS(TIME, "When the engine answered last"),
    ENGINE_DISK_USAGE_RATIO(RATIO, "Part in use of the disk that an engine of this machine keeps everything on"),
    ALERT(
            ONE,
            "An alert, as it stands, and whether another explains it",
            "rule",
            "target",
            "severity",
            "state",
            "explained"),
    ALERT_SINCE_TIMESTAMP_SECONDS(TIME, "Since when it stands so", "rule", "target", "severity", "state", "explained"),
    LOG_READING(FLAG, "Whether the watch reads what services say"),
    LOG_ENTRIES_TOTAL(NUMBER, "What services said and the watch read", "service", "level"),
    LOG_ENTRIES_DROPPED_TOTAL(NUMBER, "Of that, what had no room in the log store"),

    STACK_STATE(FLAG, "How the whole is: 1 for the state it is in, 0 for the others", "state"),
    STACK_PROTECTED(FLAG, "Whether the environment is protected"),
    MIGRATIONS_PENDING(NUMBER, "Migrations that are not applied"),

    SERVICE_INFO(ONE, "The image that a service runs", "service", "image"),
    SERVICE_STATE(FLAG, "What a service does: 1 for the state it is in, 0 for the others", "service", "state"),
    SERVICE_HEALTH(FLAG, "What its health checks say: 1 for that, 0 for the rest", "service", "health"),
    SERVICE_WELL(FLAG, "Whether it does all that it should", "service"),
    SERVICE_REQUIRED(FLAG, "Whether the environment is unhealthy without it", "service"),
    SERVICE_REPLICAS_RUNNING(NUMBER, "Containers that run", "service"),
    SERVICE_REPLICAS_SERVING(
            NUMBER, "Containers that run and whose health check is content, or that have none", "service"),
    SERVICE_REPLICAS_DESIRED(NUMBER, "Containers that there should be", "service"),
    SERVICE_RESTARTS(NUMBER, "Restarts by the engine of the containers that there are now", "service"),
    SERVICE_STARTS_TOTAL(NUMBER, "Starts of its containers since the watch began, by whomever", "service"),
    SERVICE_OOM_KILLS_TOTAL(NUMBER, "Processes of it that the kernel killed for want of memory", "service"),
    SERVICE_START_TIMESTAMP_SECONDS(TIME, "When the oldest container that runs was started", "service"),
    SERVICE_CPU_RATIO(RATIO, "CPU in use, 1 is one whole core", "service"),
    SERVICE_CPU_LIMIT_RATIO(RATIO, "CPU that its containers may use together, 1 is one whole core", "service"),
    SERVICE_MEMORY_BYTES(BYTES, "Memory in use", "service"),
    SERVICE_MEMORY_LIMIT_BYTES(BYTES, "Memory that its containers may use together", "service"),
    SERVICE_PROCESSES(NUMBER, "Processes and threads, as the kernel counts them for a limit", "service"),
    SERVICE_NETWORK_RECEIVED_BYTES_TOTAL(BYTES, "Received over its networks since the watch began", "service"),
    SERVICE_NETWORK_SENT_BYTES_TOTAL(BYTES, "Sent over its networks since the watch began", "service"),
    SERVICE_BLOCK_READ_BYTES_TOTAL(BYTES, "Read from disks since the watch began", "service"),
    SERVICE_BLOCK_WRITTEN_BYTES_TOTAL(BYTES, "Written to disks since the watch began", "service"),
    SERVICE_DRIFT(NUMBER, "In how many respects it is not as it is defined", "service", "aspect"),

    STORE_UP(FLAG, "Whether a service that is asked how it is has answered", "service"),
    STORE_DEGRADED(FLAG, "Whether something is wrong by what it said", "service"),
    STORE_INFO(ONE, "Of which kind a store is, and its version", "service", "kind", "version"),

    POSTGRES_CONNECTIONS(NUMBER, "Connections of clients", "service"),
    POSTGRES_MAX_CONNECTIONS(NUMBER, "Connections that it takes", "service"),
    POSTGRES_SESSIONS_ACTIVE(NUMBER, "Sessions that run a statement", "service"),
    POSTGRES_SESSIONS_IDLE_IN_TRANSACTION(NUMBER, "Sessions that do nothing in an open transaction", "service"),
    POSTGRES_OLDEST_TRANSACTION_SECONDS(
            SECONDS, "How long the oldest open transaction has been open; 0 for none", "service"),
    POSTGRES_LOCK_WAITS(NUMBER, "Sessions that wait for a lock", "service"),
    POSTGRES_LONGEST_LOCK_WAIT_SECONDS(
            SECONDS, "How long the one waits that has waited longest; 0 for none", "service"),
    POSTGRES_CACHE_HIT_RATIO(RATIO, "Part of the blocks read lately that was in its cache", "service"),
    POSTGRES_TRANSACTIONS_PER_SECOND(PER_SECOND, "Transactions that were committed, over the last seconds", "service"),
    POSTGRES_ROLLBACKS_PER_SECOND(PER_SECOND, "Transactions that were rolled back, over the last seconds", "service"),
    POSTGRES_TEMPORARY_BYTES_PER_SECOND(
            BYTES_PER_SECOND, "Written to temporary files, over the last seconds", "service"),
    POSTGRES_DEADLOCKS_TOTAL(NUMBER, "Deadlocks in its database since its statistics began", "service"),
    POSTGRES_STATISTICS_START_TIMESTAMP_SECONDS(TIME, "When its statistics began", "service"),
    POSTGRES_CHECKSUM_FAILURES_TOTAL(NUMBER, "Damaged pages that it found", "service"),
    POSTGRES_CHECKSUM_FAILURE_TIMESTAMP_SECONDS(TIME, "When it found the last one", "service"),
    POSTGRES_WRAPAROUND_TRANSACTIONS(NUMBER, "Age of the oldest transaction id that is not frozen", "service"),
    POSTGRES_WRAPAROUND_RATIO(RATIO, "Part of all transaction ids that this is", "service"),
    POSTGRES_ARCHIVING(FLAG, "Whether its log is archived", "service"),
    POSTGRES_ARCHIVING_FAILING(FLAG, "Whether the last attempt to archive went wrong", "service"),
    POSTGRES_ARCHIVED_SEGMENTS_TOTAL(NUMBER, "Pieces of its log that were archived", "service"),
    POSTGRES_ARCHIVE_FAILURES_TOTAL(NUMBER, "Attempts to archive that went wrong", "service"),
    POSTGRES_ARCHIVED_TIMESTAMP_SECONDS(TIME, "When a piece was archived last", "service"),
    POSTGRES_ARCHIVE_FAILURE_TIMESTAMP_SECONDS(TIME, "When that went wrong last", "service"),
    POSTGRES_ARCHIVE_WAITING_SECONDS(
            SECONDS, "How long the oldest piece has been ready; absent where none is", "service"),
    POSTGRES_STANDBY(FLAG, "Whether it is a copy of another server", "service"),
    POSTGRES_STANDBY_CUT_OFF(FLAG, "Whether a standby receives nothing from its primary", "service"),
    POSTGRES_STANDBY_LAG_SECONDS(SECONDS, "How old what a standby shows is", "service"),
    POSTGRES_REPLICAS(NUMBER, "Standbys that are connected to it", "service"),
    POSTGRES_REPLICA_LAG_SECONDS(SECONDS, "How far behind the last of them is", "service"),
    POSTGRES_REPLICA_LAG_BYTES(BYTES, "The same, in its log", "service"),
    POSTGRES_DATABASE_BYTES(BYTES, "Size of its database", "service"),
    POSTGRES_ALL_DATABASES_BYTES(BYTES, "Size of all its databases", "service"),
    POSTGRES_WAL_BYTES(BYTES, "Size of the log that it keeps", "service"),
    POSTGRES_UNUSED_INDEXES(
            NUMBER, "Indexes that no query used since its statistics began; 50 at most are counted", "service"),
    POSTGRES_UNUSED_INDEX_BYTES(BYTES, "Size of these", "service"),
    POSTGRES_DEAD_ROWS(NUMBER, "Rows that nobody can see any more, of the 50 worst tables", "service"),
    POSTGRES_WASTED_BYTES(BYTES, "Room that they take, estimated", "service"),
    POSTGRES_VACUUM_OVERDUE_TABLES(
            NUMBER, "Tables that autovacuum should have been at; 50 at most are counted", "service"),

    PGBOUNCER_POOLS(NUMBER, "Pools; of 100 at most there are numbers", "service"),
    PGBOUNCER_POOL_INFO(ONE, "How a pool shares its connections", "service", "database", "user", "mode"),
    PGBOUNCER_CLIENTS_ACTIVE(NUMBER, "Clients with a connection to the server", "service", "database", "user"),
    PGBOUNCER_CLIENTS_WAITING(NUMBER, "Clients that wait for one", "service", "database", "user"),
    PGBOUNCER_SERVERS_ACTIVE(NUMBER, "Connections to the server that a client has", "service", "database", "user"),
    PGBOUNCER_SERVERS_IDLE(NUMBER, "Connections that none has", "service", "database", "user"),
    PGBOUNCER_SERVERS_USED(
            NUMBER, "Connections that none has, and that are tested before the next", "service", "database", "user"),
    PGBOUNCER_WAIT_SECONDS(SECONDS, "How long the client waits that has waited longest", "service", "database", "user"),
    PGBOUNCER_DATABASES_PAUSED(NUMBER, "Databases that it holds clients back from", "service"),
    PGBOUNCER_MAX_CLIENTS(NUMBER, "Clients that it takes", "service"),
    PGBOUNCER_QUERIES_PER_SECOND(PER_SECOND, "Queries, over the last seconds", "service"),
    PGBOUNCER_TRANSACTIONS_PER_SECOND(PER_SECOND, "Transactions, over the last seconds", "service"),
    PGBOUNCER_AVERAGE_WAIT_SECONDS(SECONDS, "How long clients waited on average, over the last seconds", "service"),

    REDIS_INFO(ONE, "What it is for, and what it does when it is full", "service", "role", "policy"),
    REDIS_MEMORY_BYTES(BYTES, "Memory that its data take", "service"),
    REDIS_MAX_MEMORY_BYTES(BYTES, "Memory that they may take; absent for no bound", "service"),
    REDIS_FRAGMENTATION_RATIO(RATIO, "What the process holds for each byte of data; more than 1 is usual", "service"),
    REDIS_KEYS(NUMBER, "Keys in all its databases", "service"),
    REDIS_HIT_RATIO(RATIO, "Part of the look-ups lately that found their key", "service"),
    REDIS_COMMANDS_PER_SECOND(PER_SECOND, "Commands, over the last seconds", "service"),
    REDIS_EVICTED_KEYS_TOTAL(NUMBER, "Keys thrown away for want of memory since it started", "service"),
    REDIS_CLIENTS(NUMBER, "Clients that are connected", "service"),
    REDIS_MAX_CLIENTS(NUMBER, "Clients that it takes", "service"),
    REDIS_CLIENTS_BLOCKED(NUMBER, "Clients that wait in a blocking command", "service"),
    REDIS_REJECTED_CONNECTIONS_TOTAL(
            NUMBER, "Clients turned away since it started, because there were too many", "service"),
    REDIS_APPEND_ONLY(FLAG, "Whether every write is kept in a file", "service"),
    REDIS_APPEND_ONLY_BYTES(BYTES, "Size of that file", "service"),
    REDIS_WRITE_FAILED(FLAG, "Whether the last write to it failed", "service"),
    REDIS_REWRITE_FAILED(FLAG, "Whether it could not be rewritten", "service"),
    REDIS_SAVE_FAILED(FLAG, "Whether the last whole save failed", "service"),
    REDIS_SAVED_TIMESTAMP_SECONDS(TIME, "When all was saved last", "service"),
    REDIS_UNSAVED_CHANGES(NUMBER, "Changes since", "service"),
    REDIS_LOADING(FLAG, "Whether it reads its data in, and answers nothing else yet", "service"),
    REDIS_REPLICA_LAG_SECONDS(SECONDS, "How long a replica has heard nothing of its primary", "service"),

    HTTP_STATUS(NUMBER, "Status of its answer to a request like its clients'", "service"),
    HTTP_LATENCY_SECONDS(SECONDS, "How long it took for it", "service"),
    HTTP_LATENCY_P95_SECONDS(SECONDS, "The 95th of a hundred such, over the last minutes", "service"),

    VOLUME_SERVICE_INFO(ONE, "A service that mounts the volume", "volume", "service"),
    VOLUME_STATE(FLAG, "How it is by its rules: 1 for the state it is in, 0 for the others", "volume", "state"),
    VOLUME_BYTES(BYTES, "What it holds", "volume"),
    VOLUME_COUNTED_TIMESTAMP_SECONDS(TIME, "When that was counted", "volume"),
    VOLUME_CAPACITY_BYTES(BYTES, "Size of its file system, without what only root may use", "volume"),
    VOLUME_FREE_BYTES(BYTES, "Room left in it", "volume"),
    VOLUME_USAGE_RATIO(RATIO, "Part of it in use", "volume"),
    VOLUME_GROWTH_BYTES_PER_SECOND(BYTES_PER_SECOND, "How fast the volume grows, over the last days", "volume"),
    VOLUME_FULL_SECONDS(SECONDS, "In what time there is no more room; absent where it is not getting full", "volume"),

    SECRETS_SERVER_UP(FLAG, "Whether the server that keeps secrets is of use"),
    SECRETS_SERVER_STATE(FLAG, "How it is: 1 for the state it is in, 0 for the others", "state"),
    SECRETS_SERVER_STATE_TIMESTAMP_SECONDS(TIME, "Since when it is so"),
    SECRETS_LEASE_END_TIMESTAMP_SECONDS(TIME, "When Berth's login there ends"),

    BACKUP_COMPLETE_TIMESTAMP_SECONDS(TIME, "Of when the newest backup is that nobody has found damage in"),
    BACKUP_FAILED(FLAG, "Whether the last attempt to make one did not come to its end"),
    BACKUP_WELL(FLAG, "Whether there is one, the last attempt came to its end, and the last drill found no damage"),
    BACKUP_DRILL_TIMESTAMP_SECONDS(TIME, "When one was last restored for trial"),
    BACKUP_DRILL_WELL(FLAG, "Whether all was well with it");

    static final String PREFIX = "berth_";

    /** What every metric has before its own. */
    static final List<String> COMMON_LABELS = List.of("environment", "project");

    private static final String COUNTS = "_TOTAL";
    private static final String CARRIES_LABELS = "_INFO";

    private final Measure measure;
    private final String help;
    private final String labels;

    Metric(Measure measure, String help, String... labels) {
        this.measure = measure;
        this.help = help;
        this.labels = String.join(" ", labels);
    }

    /** What kind of metric it is. */
    enum Kind {
        GAUGE,
        COUNTER,
        INFO
    }

    Kind kind() {
        return name().endsWith(COUNTS) ? Kind.COUNTER : name().endsWith(CARRIES_LABELS) ? Kind.INFO : Kind.GAUGE;
    }

    /** What its samples are called. */
    String sampleName() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    /** The same without what its kind alone adds. */
    String familyName() {
        String suffix = switch (kind()) {
            case GAUGE -> "";
            case COUNTER -> COUNTS;
            case INFO -> CARRIES_LABELS;
        };
        return sampleName().substring(0, sampleName().length() - suffix.length());
    }

    Measure measure() {
        return measure;
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(" ", -1));
    }
}
