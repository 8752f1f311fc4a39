package dev.berth.monitor;

import dev.berth.health.Figures;
import dev.berth.health.HttpHealth;
import dev.berth.health.PgBouncerHealth;
import dev.berth.health.PostgresHealth;
import dev.berth.health.RedisHealth;
import dev.berth.health.StoreHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What stores say of themselves, as measurements. */
final class StoreLook {
    private final Gathering into;

    StoreLook(Gathering into) {
        this.into = into;
    }

    void add(String service, StoreHealth store) {
        into.add(
                Measurement.STORE_SILENT,
                service,
                store instanceof StoreHealth.NoData,
                store instanceof StoreHealth.NoData(Instant since, String reason) ? reason : "");
        switch (store) {
            case StoreHealth.NoData none -> into.silentService(service, none.reason());
            case PostgresHealth postgres -> postgres(service, postgres);
            case PgBouncerHealth pooler -> pooler(service, pooler);
            case RedisHealth redis -> redis(service, redis);
            case HttpHealth http -> http(service, http);
        }
    }

    private void http(String service, HttpHealth http) {
        Optional<Duration> latency = http.slowest().or(http::latency);
        if (http.status().isPresent() && latency.isPresent()) {
            into.add(Measurement.HTTP_LATENCY_SECONDS, service, Gathering.seconds(latency.get()));
        } else {
            into.noData(Measurement.HTTP_LATENCY_SECONDS, service, "it does not answer");
        }
    }

    private void postgres(String service, PostgresHealth postgres) {
        PostgresHealth.Sessions sessions = postgres.sessions();
        into.add(
                Measurement.POSTGRES_CONNECTIONS_RATIO,
                service,
                sessions.connections().isPresent() && sessions.maxConnections().orElse(0) > 0
                        ? OptionalDouble.of((double) sessions.connections().getAsInt()
                                / sessions.maxConnections().getAsInt())
                        : OptionalDouble.empty());
        // Who sees all sessions, and sees none of the kind, knows that there is none.
        if (sessions.active().isPresent()) {
            into.add(
                    Measurement.POSTGRES_TRANSACTION_SECONDS,
                    service,
                    Gathering.seconds(sessions.oldestTransaction().orElse(Duration.ZERO)));
            into.add(
                    Measurement.POSTGRES_LOCK_WAIT_SECONDS,
                    service,
                    Gathering.seconds(sessions.longestLockWait().orElse(Duration.ZERO)));
        } else {
            String reason = "the login may not see the sessions of others";
            into.noData(Measurement.POSTGRES_TRANSACTION_SECONDS, service, reason);
            into.noData(Measurement.POSTGRES_LOCK_WAIT_SECONDS, service, reason);
        }
        postgres.safety()
                .checksumFailures()
                .ifPresent(failures -> into.add(Measurement.POSTGRES_CHECKSUM_FAILURES, service, (double) failures));
        into.add(
                Measurement.POSTGRES_WRAPAROUND_RATIO,
                service,
                postgres.safety().wraparoundUse());
        Stream.concat(
                        postgres.replication().lag().stream(),
                        postgres.replication().replicas().stream().flatMap(replica -> replica.lag().stream()))
                .max(Duration::compareTo)
                .ifPresent(
                        lag -> into.add(Measurement.POSTGRES_REPLICATION_LAG_SECONDS, service, Gathering.seconds(lag)));
        if (postgres.archiver().on()) {
            into.add(
                    Measurement.POSTGRES_ARCHIVING_FAILING,
                    service,
                    postgres.archiver().isFailing()
                            || postgres.archiver().late().isPresent(),
                    postgres.archiver()
                            .late()
                            .map(waited -> "the oldest piece waits for " + Figures.duration(waited))
                            .orElse(""));
        }
        into.add(
                Measurement.POSTGRES_CACHE_HIT_RATIO,
                service,
                postgres.throughput().cacheHitRatio());
    }

    private void pooler(String service, PgBouncerHealth pooler) {
        long waiting = 0;
        Duration longest = Duration.ZERO;
        for (PgBouncerHealth.Pool pool : pooler.pools()) {
            if (pool.clientsWaiting().isEmpty()) {
                into.noData(Measurement.PGBOUNCER_CLIENTS_WAITING, service, "it does not say who waits");
                into.noData(Measurement.PGBOUNCER_WAIT_SECONDS, service, "it does not say who waits");
                return;
            }
            waiting += pool.clientsWaiting().getAsLong();
            Duration wait =
                    pool.clientsWaiting().getAsLong() > 0 ? pool.maximumWait().orElse(Duration.ZERO) : Duration.ZERO;
            longest = wait.compareTo(longest) > 0 ? wait : longest;
        }
        into.add(Measurement.PGBOUNCER_CLIENTS_WAITING, service, (double) waiting);
        into.add(Measurement.PGBOUNCER_WAIT_SECONDS, service, Gathering.seconds(longest));
    }

    private void redis(String service, RedisHealth redis) {
        into.add(Measurement.REDIS_EVICTIONS_RATE, service, redis.evictions().perSecond());
        if (redis.mayLoseNothing()) {
            into.add(
                    Measurement.REDIS_SESSION_EVICTIONS_RATE,
                    service,
                    redis.evictions().perSecond());
        }
        RedisHealth.Memory memory = redis.memory();
        if (redis.policy().equals("noeviction") && memory.maximumBytes().orElse(0) > 0) {
            OptionalDouble used = Gathering.toDouble(memory.usedBytes());
            into.add(
                    Measurement.REDIS_MEMORY_RATIO,
                    service,
                    used.isPresent()
                            ? OptionalDouble.of(
                                    used.getAsDouble() / memory.maximumBytes().getAsLong())
                            : used);
        }
        RedisHealth.Persistence kept = redis.persistence();
        List<String> failures = new ArrayList<>();
        if (kept.lastWriteFailed()) {
            failures.add("a write to its append-only file failed");
        }
        if (kept.lastRewriteFailed()) {
            failures.add("the rewrite of its append-only file failed");
        }
        if (kept.lastSaveFailed()) {
            failures.add("its last save failed");
        }
        into.add(Measurement.REDIS_PERSISTENCE_FAILING, service, !failures.isEmpty(), String.join(", ", failures));
    }
}
