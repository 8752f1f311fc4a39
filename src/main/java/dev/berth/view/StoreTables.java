package dev.berth.view;

import dev.berth.health.HttpHealth;
import dev.berth.health.PgBouncerHealth;
import dev.berth.health.PostgresHealth;
import dev.berth.health.RedisHealth;
import dev.berth.health.Severity;
import dev.berth.health.StoreHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What stores say of themselves, as tables. */
public final class StoreTables {
    private static final int QUERY_COLUMNS = 100;

    private StoreTables() {}

    /** Every store: its verdict, then its numbers, a line each. */
    public static List<String> stats(Map<String, StoreHealth> stores, Theme theme) {
        if (stores.isEmpty()) {
            return List.of("No service is of a kind that can be asked: see services.NAME.kind in the definition.");
        }
        List<String> lines = new ArrayList<>();
        stores.forEach((service, health) -> {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            Sign sign = sign(health.verdict().severity());
            lines.add(service + "  " + theme.sign(sign) + " "
                    + theme.paint(sign.role(), theme.text(health.verdict().words())));
            Table table = new Table(Table.Column.words("WHAT"), Table.Column.words("VALUE"));
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
                facts.number(postgres.archiver().failed()) + " failed");
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
            return "standby, " + facts.duration(replication.lag()) + " behind";
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

    /** The statements of several servers. */
    public static Table statements(Collection<PostgresHealth> servers) {
        Table table = new Table(
                Table.Column.numbers("TOTAL"),
                Table.Column.numbers("CALLS"),
                Table.Column.numbers("MEAN"),
                Table.Column.numbers("ROWS"),
                Table.Column.numbers("HIT"),
                Table.Column.words("USER"),
                Table.Column.words("QUERY"));
        for (PostgresHealth server : servers) {
            server.queries()
                    .map(PostgresHealth.Queries::statements)
                    .orElse(List.of())
                    .forEach(statement -> table.row(
                            time(statement.total()),
                            Long.toString(statement.calls()),
                            time(statement.mean()),
                            Long.toString(statement.rows()),
                            statement.cacheHitRatio().isPresent()
                                    ? percent(statement.cacheHitRatio().getAsDouble())
                                    : "–",
                            statement.user(),
                            cut(statement.text())));
        }
        return table;
    }

    /** Who waits, and below each the ones it waits for. */
    public static List<String> waits(Collection<PostgresHealth> servers, Theme theme) {
        Table table = new Table(
                Table.Column.numbers("WAITED"),
                Table.Column.numbers("PID"),
                Table.Column.words("USER"),
                Table.Column.words("STATE"),
                Table.Column.words("LOCK"),
                Table.Column.words("QUERY"));
        for (PostgresHealth server : servers) {
            for (PostgresHealth.LockWait wait : server.waits()) {
                PostgresHealth.Session session = wait.session();
                table.row(
                        wait.waited().map(Amounts::duration).orElse(theme.unknown()),
                        Integer.toString(session.process()),
                        session.user(),
                        "waits",
                        wait.lock(),
                        cut(session.query()));
                wait.blockers()
                        .forEach(blocker -> table.row(
                                "",
                                Integer.toString(blocker.process()),
                                blocker.user(),
                                "%s, transaction open for %s"
                                        .formatted(
                                                blocker.state(),
                                                blocker.inTransaction()
                                                        .map(Amounts::duration)
                                                        .orElse(theme.unknown())),
                                "holds it",
                                cut(blocker.query())));
            }
        }
        return table.isEmpty() ? List.of("Nobody waits for a lock.") : table.lines(theme);
    }

    /** The pools of several poolers. */
    public static Table pools(Collection<PgBouncerHealth> poolers) {
        Table table = new Table(
                Table.Column.words("DATABASE"),
                Table.Column.words("USER"),
                Table.Column.numbers("CL_ACTIVE"),
                Table.Column.numbers("CL_WAITING"),
                Table.Column.numbers("SV_ACTIVE"),
                Table.Column.numbers("SV_IDLE"),
                Table.Column.numbers("SV_USED"),
                Table.Column.numbers("MAXWAIT"),
                Table.Column.words("MODE"));
        for (PgBouncerHealth pooler : poolers) {
            for (PgBouncerHealth.Pool pool : pooler.pools()) {
                table.row(
                        pool.database(),
                        pool.user(),
                        count(pool.clientsActive()),
                        count(pool.clientsWaiting()),
                        count(pool.serversActive()),
                        count(pool.serversIdle()),
                        count(pool.serversUsed()),
                        pool.maximumWait().map(Amounts::duration).orElse("–"),
                        pooler.paused().contains(pool.database()) ? pool.mode() + ", paused" : pool.mode());
            }
        }
        return table;
    }

    private static String count(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "–";
    }

    private static String time(Duration duration) {
        return duration.toMillis() >= 1000
                ? Amounts.duration(duration)
                : String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * ratio);
    }

    private static String cut(String query) {
        String line = query.replaceAll("\\s+", " ").strip();
        return line.length() <= QUERY_COLUMNS ? line : line.substring(0, QUERY_COLUMNS - 1) + "…";
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
            return ratio.isPresent() ? percent(ratio.getAsDouble()) : theme.unknown();
        }

        String rate(OptionalDouble rate) {
            return rate.isPresent() ? String.format(Locale.ROOT, "%.1f/s", rate.getAsDouble()) : theme.unknown();
        }

        String duration(Optional<Duration> duration) {
            return duration.map(StoreTables::time).orElse(theme.unknown());
        }
    }
}
