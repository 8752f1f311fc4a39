package dev.berth.metrics;

import dev.berth.health.HttpHealth;
import dev.berth.health.PgBouncerHealth;
import dev.berth.health.PostgresHealth;
import dev.berth.health.RedisHealth;
import dev.berth.health.Severity;
import dev.berth.health.StoreHealth;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/** What stores say of themselves, of which statements, sessions and reasons are texts, and left out. */
final class StoreSamples {
    /** Whoever may connect to any database makes any number of pools. */
    private static final int MOST_POOLS = 100;

    private final Samples into;

    StoreSamples(Samples into) {
        this.into = into;
    }

    void add(String service, StoreHealth store) {
        boolean answers = switch (store) {
            case StoreHealth.NoData none -> false;
            case HttpHealth http -> http.status().isPresent();
            case PostgresHealth postgres -> true;
            case PgBouncerHealth pooler -> true;
            case RedisHealth redis -> true;
        };
        into.flag(Metric.STORE_UP, answers, service);
        Severity severity = store.verdict().severity();
        if (severity != Severity.NO_DATA) {
            into.flag(Metric.STORE_DEGRADED, severity == Severity.DEGRADED, service);
        }
        switch (store) {
            case StoreHealth.NoData none -> {}
            case HttpHealth http -> http(service, http);
            case PostgresHealth postgres -> postgres(service, postgres);
            case PgBouncerHealth pooler -> pooler(service, pooler);
            case RedisHealth redis -> redis(service, redis);
        }
    }

    private void http(String service, HttpHealth http) {
        into.one(Metric.STORE_INFO, service, "http", "");
        into.add(Metric.HTTP_STATUS, http.status(), service);
        if (http.status().isPresent()) {
            into.duration(Metric.HTTP_LATENCY_SECONDS, http.latency(), service);
            into.duration(Metric.HTTP_LATENCY_P95_SECONDS, http.slowest(), service);
        }
    }

    private void postgres(String service, PostgresHealth postgres) {
        into.one(Metric.STORE_INFO, service, "postgres", Words.version(postgres.version()));
        sessions(service, postgres.sessions());
        throughput(service, postgres.throughput());
        PostgresHealth.Safety safety = postgres.safety();
        into.add(Metric.POSTGRES_CHECKSUM_FAILURES_TOTAL, safety.checksumFailures(), service);
        into.time(Metric.POSTGRES_CHECKSUM_FAILURE_TIMESTAMP_SECONDS, safety.lastChecksumFailure(), service);
        into.add(Metric.POSTGRES_WRAPAROUND_TRANSACTIONS, safety.wraparoundAge(), service);
        into.add(Metric.POSTGRES_WRAPAROUND_RATIO, safety.wraparoundUse(), service);
        archiver(service, postgres.archiver());
        replication(service, postgres.replication());
        PostgresHealth.Size size = postgres.size();
        into.add(Metric.POSTGRES_DATABASE_BYTES, size.databaseBytes(), service);
        into.add(Metric.POSTGRES_ALL_DATABASES_BYTES, size.allDatabasesBytes(), service);
        into.add(Metric.POSTGRES_WAL_BYTES, size.walBytes(), service);
        postgres.tables().ifPresent(tables -> tables(service, tables));
    }

    private void sessions(String service, PostgresHealth.Sessions sessions) {
        into.add(Metric.POSTGRES_CONNECTIONS, sessions.connections(), service);
        into.add(Metric.POSTGRES_MAX_CONNECTIONS, sessions.maxConnections(), service);
        into.add(Metric.POSTGRES_SESSIONS_ACTIVE, sessions.active(), service);
        into.add(Metric.POSTGRES_SESSIONS_IDLE_IN_TRANSACTION, sessions.idleInTransaction(), service);
        into.add(Metric.POSTGRES_LOCK_WAITS, sessions.lockWaits(), service);
        // Who sees all sessions, and sees none of the kind, knows that there is none.
        if (sessions.active().isPresent()) {
            into.add(
                    Metric.POSTGRES_OLDEST_TRANSACTION_SECONDS,
                    sessions.oldestTransaction().orElse(Duration.ZERO),
                    service);
            into.add(
                    Metric.POSTGRES_LONGEST_LOCK_WAIT_SECONDS,
                    sessions.longestLockWait().orElse(Duration.ZERO),
                    service);
        }
    }

    private void throughput(String service, PostgresHealth.Throughput throughput) {
        into.add(Metric.POSTGRES_CACHE_HIT_RATIO, throughput.cacheHitRatio(), service);
        into.add(Metric.POSTGRES_TRANSACTIONS_PER_SECOND, throughput.transactionsPerSecond(), service);
        into.add(Metric.POSTGRES_ROLLBACKS_PER_SECOND, throughput.rollbacksPerSecond(), service);
        into.add(Metric.POSTGRES_TEMPORARY_BYTES_PER_SECOND, throughput.temporaryBytesPerSecond(), service);
        into.add(Metric.POSTGRES_DEADLOCKS_TOTAL, throughput.deadlocks(), service);
        into.time(Metric.POSTGRES_STATISTICS_START_TIMESTAMP_SECONDS, throughput.statisticsSince(), service);
    }

    private void archiver(String service, PostgresHealth.Archiver archiver) {
        into.flag(Metric.POSTGRES_ARCHIVING, archiver.on(), service);
        if (archiver.on()) {
            into.flag(Metric.POSTGRES_ARCHIVING_FAILING, archiver.isFailing(), service);
            into.add(Metric.POSTGRES_ARCHIVED_SEGMENTS_TOTAL, archiver.archived(), service);
            into.add(Metric.POSTGRES_ARCHIVE_FAILURES_TOTAL, archiver.failed(), service);
            into.time(Metric.POSTGRES_ARCHIVED_TIMESTAMP_SECONDS, archiver.lastArchivedAt(), service);
            into.time(Metric.POSTGRES_ARCHIVE_FAILURE_TIMESTAMP_SECONDS, archiver.lastFailedAt(), service);
            into.duration(Metric.POSTGRES_ARCHIVE_WAITING_SECONDS, archiver.oldestWaiting(), service);
        }
    }

    /** A standby calls itself what it likes: of several the worst is told. */
    private void replication(String service, PostgresHealth.Replication replication) {
        into.flag(Metric.POSTGRES_STANDBY, replication.standby(), service);
        if (replication.standby()) {
            into.flag(Metric.POSTGRES_STANDBY_CUT_OFF, replication.cutOff(), service);
            into.duration(Metric.POSTGRES_STANDBY_LAG_SECONDS, replication.lag(), service);
        }
        into.add(Metric.POSTGRES_REPLICAS, replication.replicas().size(), service);
        into.duration(
                Metric.POSTGRES_REPLICA_LAG_SECONDS,
                replication.replicas().stream()
                        .flatMap(replica -> replica.lag().stream())
                        .max(Comparator.naturalOrder()),
                service);
        into.add(
                Metric.POSTGRES_REPLICA_LAG_BYTES,
                replication.replicas().stream()
                        .flatMapToLong(replica -> replica.lagBytes().stream())
                        .max(),
                service);
    }

    private void tables(String service, PostgresHealth.Tables tables) {
        into.add(Metric.POSTGRES_UNUSED_INDEXES, tables.unusedIndexes().size(), service);
        into.add(
                Metric.POSTGRES_UNUSED_INDEX_BYTES,
                sum(tables.unusedIndexes(), index -> index.bytes().orElse(0)),
                service);
        into.add(Metric.POSTGRES_DEAD_ROWS, sum(tables.bloat(), PostgresHealth.DeadRows::deadRows), service);
        into.add(
                Metric.POSTGRES_WASTED_BYTES,
                sum(tables.bloat(), table -> table.wastedBytes().orElse(0)),
                service);
        into.add(Metric.POSTGRES_VACUUM_OVERDUE_TABLES, tables.overdue().size(), service);
    }

    private static <T> OptionalLong sum(List<T> items, ToLongFunction<T> amount) {
        return OptionalLong.of(items.stream().mapToLong(amount).sum());
    }

    private void pooler(String service, PgBouncerHealth pooler) {
        into.one(Metric.STORE_INFO, service, "pgbouncer", Words.version(pooler.version()));
        into.add(Metric.PGBOUNCER_POOLS, pooler.pools().size(), service);
        into.add(Metric.PGBOUNCER_DATABASES_PAUSED, pooler.paused().size(), service);
        into.add(Metric.PGBOUNCER_MAX_CLIENTS, pooler.maxClients(), service);
        into.add(Metric.PGBOUNCER_QUERIES_PER_SECOND, pooler.queriesPerSecond(), service);
        into.add(Metric.PGBOUNCER_TRANSACTIONS_PER_SECOND, pooler.transactionsPerSecond(), service);
        into.duration(Metric.PGBOUNCER_AVERAGE_WAIT_SECONDS, pooler.averageWait(), service);
        pooler.pools().stream()
                .sorted(Comparator.comparing(PgBouncerHealth.Pool::database).thenComparing(PgBouncerHealth.Pool::user))
                .limit(MOST_POOLS)
                .forEach(pool -> pool(pool, service, Words.name(pool.database()), Words.name(pool.user())));
    }

    private void pool(PgBouncerHealth.Pool pool, String... labels) {
        into.one(Metric.PGBOUNCER_POOL_INFO, labels[0], labels[1], labels[2], Words.name(pool.mode()));
        into.add(Metric.PGBOUNCER_CLIENTS_ACTIVE, pool.clientsActive(), labels);
        into.add(Metric.PGBOUNCER_CLIENTS_WAITING, pool.clientsWaiting(), labels);
        into.add(Metric.PGBOUNCER_SERVERS_ACTIVE, pool.serversActive(), labels);
        into.add(Metric.PGBOUNCER_SERVERS_IDLE, pool.serversIdle(), labels);
        into.add(Metric.PGBOUNCER_SERVERS_USED, pool.serversUsed(), labels);
        into.duration(Metric.PGBOUNCER_WAIT_SECONDS, pool.maximumWait(), labels);
    }

    private void redis(String service, RedisHealth redis) {
        into.one(Metric.STORE_INFO, service, "redis", Words.version(redis.version()));
        into.one(Metric.REDIS_INFO, service, redis.role().orElse(""), Words.name(redis.policy()));
        into.add(Metric.REDIS_MEMORY_BYTES, redis.memory().usedBytes(), service);
        into.add(Metric.REDIS_MAX_MEMORY_BYTES, redis.memory().maximumBytes(), service);
        into.add(Metric.REDIS_FRAGMENTATION_RATIO, redis.memory().fragmentation(), service);
        into.add(Metric.REDIS_KEYS, redis.keys(), service);
        into.add(Metric.REDIS_HIT_RATIO, redis.hitRatio(), service);
        into.add(Metric.REDIS_COMMANDS_PER_SECOND, redis.commandsPerSecond(), service);
        into.add(Metric.REDIS_EVICTED_KEYS_TOTAL, redis.evictions().total(), service);
        RedisHealth.Clients clients = redis.clients();
        into.add(Metric.REDIS_CLIENTS, clients.connected(), service);
        into.add(Metric.REDIS_MAX_CLIENTS, clients.maximum(), service);
        into.add(Metric.REDIS_CLIENTS_BLOCKED, clients.blocked(), service);
        into.add(Metric.REDIS_REJECTED_CONNECTIONS_TOTAL, clients.rejected(), service);
        persistence(service, redis.persistence());
        into.flag(Metric.REDIS_LOADING, redis.loading(), service);
        into.duration(Metric.REDIS_REPLICA_LAG_SECONDS, redis.replicaLag(), service);
    }

    private void persistence(String service, RedisHealth.Persistence persistence) {
        into.flag(Metric.REDIS_APPEND_ONLY, persistence.appendOnly(), service);
        into.add(Metric.REDIS_APPEND_ONLY_BYTES, persistence.filesBytes(), service);
        into.flag(Metric.REDIS_WRITE_FAILED, persistence.lastWriteFailed(), service);
        into.flag(Metric.REDIS_REWRITE_FAILED, persistence.lastRewriteFailed(), service);
        into.flag(Metric.REDIS_SAVE_FAILED, persistence.lastSaveFailed(), service);
        into.time(Metric.REDIS_SAVED_TIMESTAMP_SECONDS, persistence.lastSavedAt(), service);
        into.add(Metric.REDIS_UNSAVED_CHANGES, persistence.unsavedChanges(), service);
    }
}
