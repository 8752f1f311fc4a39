package dev.berth.view;

import dev.berth.health.HttpHealth;
import dev.berth.health.PgBouncerHealth;
import dev.berth.health.PostgresHealth;
import dev.berth.health.RedisHealth;
import dev.berth.health.Severity;
import dev.berth.health.StoreHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What each store says of itself in general: a verdict, and its numbers. */
public final class StoreLines {
    private StoreLines() {}

    /** Every store: its verdict, then its numbers, a line each. */
    public static List<String> of(Map<String, StoreHealth> stores, Theme theme) {
        if (stores.isEmpty()) {
            return List.of("No service is of a kind that can be asked: see services.NAME.kind in the definition.");
        }
        List<String> lines = new ArrayList<>();
        stores.forEach((service, health) -> {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            Sign sign = sign(health.verdict().severity());
            Folding.hanging(
                            service + "  " + theme.sign(sign) + " ",
                            theme.text(health.verdict().words()),
                            theme)
                    .forEach(lines::add);
            Table table = new Table(
                    Table.Column.words("WHAT"), Table.Column.words("VALUE").folds());
            numbers(health, theme).forEach((name, value) -> table.row("  " + name, value));
            List<String> rows = table.lines(theme);
            lines.addAll(rows.subList(1, rows.size()));
        });
        return lines;
    }

    private static Sign sign(Severity severity) {
        return switch (severity) {
            case WELL -> Sign.HEALTHY;
            case NO_DATA -> Sign.STOPPED;
            case DEGRADED -> Sign.DEGRADED;
        };
    }

    private static Map<String, String> numbers(StoreHealth health, Theme theme) {
        return switch (health) {
            case PostgresHealth postgres -> postgres(postgres, theme);
            case PgBouncerHealth pooler -> pooler(pooler, theme);
            case RedisHealth redis -> redis(redis, theme);
            case HttpHealth http -> http(http, theme);
            case StoreHealth.NoData none -> Map.of();
        };
    }

    private static Map<String, String> postgres(PostgresHealth postgres, Theme theme) {
        Facts facts = new Facts(theme);
        PostgresHealth.Sessions sessions = postgres.sessions();
        facts.add("version", postgres.version());
        facts.add(
                "connections",
                facts.number(sessions.connections()) + " of " + facts.number(sessions.maxConnections()),
                facts.number(sessions.active()) + " active",
                facts.number(sessions.idleInTransaction()) + " idle in transaction");
        facts.add("oldest transaction", facts.duration(sessions.oldestTransaction()));
        facts.add(
                "lock waits",
                facts.number(sessions.lockWaits()),
                "longest " + facts.duration(sessions.longestLockWait()));
        PostgresHealth.Throughput throughput = postgres.throughput();
        facts.add(
                "transactions",
                facts.rate(throughput.transactionsPerSecond()),
                facts.rate(throughput.rollbacksPerSecond()) + " rolled back");
        facts.add("cache hit ratio", facts.ratio(throughput.cacheHitRatio()));
        facts.add("deadlocks", facts.number(throughput.deadlocks()));
        facts.add("checksum failures", facts.number(postgres.safety().checksumFailures()));
        facts.add("wraparound age", facts.number(postgres.safety().wraparoundAge()) + " transactions");
        facts.add(
                "archiver",
                postgres.archiver().on() ? "on" : "off",
                facts.number(postgres.archiver().failed()) + " failed",
                "oldest waits " + facts.duration(postgres.archiver().oldestWaiting()));
        facts.add("replication", replication(postgres.replication(), facts));
        facts.add(
                "size",
                facts.bytes(postgres.size().databaseBytes()),
                "WAL " + facts.bytes(postgres.size().walBytes()));
        postgres.tables().ifPresent(tables -> {
            facts.add(
                    "unused indexes",
                    list(tables.unusedIndexes().stream()
                            .map(index -> index.name() + " " + facts.bytes(index.bytes()))
                            .toList()));
            facts.add(
                    "dead rows",
                    list(tables.bloat().stream()
                            .map(table -> table.table() + " " + table.deadRows())
                            .toList()));
            facts.add(
                    "vacuum overdue",
                    list(tables.overdue().stream()
                            .map(PostgresHealth.Overdue::table)
                            .toList()));
        });
        return facts.found();
    }

    private static String replication(PostgresHealth.Replication replication, Facts facts) {
        if (replication.standby()) {
            return "standby, %s behind%s"
                    .formatted(facts.duration(replication.lag()), replication.cutOff() ? ", receives nothing" : "");
        }
        return list(replication.replicas().stream()
                .map(replica ->
                        "%s %s, %s behind".formatted(replica.name(), replica.state(), facts.bytes(replica.lagBytes())))
                .toList());
    }

    private static Map<String, String> pooler(PgBouncerHealth pooler, Theme theme) {
        Facts facts = new Facts(theme);
        facts.add("version", pooler.version());
        facts.add("queries", facts.rate(pooler.queriesPerSecond()));
        facts.add("transactions", facts.rate(pooler.transactionsPerSecond()));
        facts.add("average wait", facts.duration(pooler.averageWait()));
        facts.add("most clients", facts.number(pooler.maxClients()));
        pooler.pools()
                .forEach(pool -> facts.add(
                        "pool %s/%s".formatted(pool.database(), pool.user()),
                        "cl_active " + facts.number(pool.clientsActive()),
                        "cl_waiting " + facts.number(pool.clientsWaiting()),
                        "sv_active " + facts.number(pool.serversActive()),
                        "sv_idle " + facts.number(pool.serversIdle()),
                        "maxwait " + facts.duration(pool.maximumWait())));
        return facts.found();
    }

    private static Map<String, String> redis(RedisHealth redis, Theme theme) {
        Facts facts = new Facts(theme);
        facts.add("version", redis.version());
        facts.add(
                "memory",
                facts.bytes(redis.memory().usedBytes()) + " of "
                        + facts.bytes(redis.memory().maximumBytes()),
                redis.policy());
        facts.add("hit ratio", facts.ratio(redis.hitRatio()));
        facts.add("commands", facts.rate(redis.commandsPerSecond()));
        facts.add(
                "evictions",
                facts.number(redis.evictions().total()),
                facts.rate(redis.evictions().perSecond()));
        facts.add(
                "clients",
                facts.number(redis.clients().connected()) + " of "
                        + facts.number(redis.clients().maximum()),
                facts.number(redis.clients().rejected()) + " rejected");
        facts.add("keys", facts.number(redis.keys()));
        RedisHealth.Persistence persistence = redis.persistence();
        facts.add(
                "persistence",
                persistence.appendOnly() ? "append-only file" : "no append-only file",
                persistence.lastWriteFailed() || persistence.lastSaveFailed() || persistence.lastRewriteFailed()
                        ? "the last write failed"
                        : "nothing failed");
        return facts.found();
    }

    private static Map<String, String> http(HttpHealth http, Theme theme) {
        Facts facts = new Facts(theme);
        facts.add(
                "request",
                http.request(),
                http.withCredential() ? "with a token" : "without a token",
                facts.number(http.status()));
        facts.add("latency", facts.duration(http.latency()));
        return facts.found();
    }

    private static String list(List<String> parts) {
        if (parts.isEmpty()) {
            return "none";
        }
        String shown = String.join(", ", parts.subList(0, Math.min(3, parts.size())));
        return parts.size() > 3 ? shown + " and %d more".formatted(parts.size() - 3) : shown;
    }

    /** Names and values in their order; what is absent shows as unknown. */
    private record Facts(Theme theme, Map<String, String> found) {
        Facts(Theme theme) {
            this(theme, new LinkedHashMap<>());
        }

        void add(String name, String... values) {
            found.put(name, String.join(theme.separator(), values));
        }

        String number(OptionalInt number) {
            return number.isPresent() ? Integer.toString(number.getAsInt()) : theme.unknown();
        }

        String number(OptionalLong number) {
            return number.isPresent() ? Long.toString(number.getAsLong()) : theme.unknown();
        }

        String bytes(OptionalLong bytes) {
            return bytes.isPresent() ? Amounts.bytes(bytes.getAsLong()) : theme.unknown();
        }

        String ratio(OptionalDouble ratio) {
            return ratio.isPresent() ? Amounts.ratio(ratio.getAsDouble()) : theme.unknown();
        }

        String rate(OptionalDouble rate) {
            return rate.isPresent() ? String.format(Locale.ROOT, "%.1f/s", rate.getAsDouble()) : theme.unknown();
        }

        String duration(Optional<Duration> duration) {
            return duration.map(StoreTables::time).orElse(theme.unknown());
        }
    }
}
