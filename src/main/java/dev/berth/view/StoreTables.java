package dev.berth.view;

import dev.berth.health.PgBouncerHealth;
import dev.berth.health.PostgresHealth;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Of what stores have many: statements, waiting sessions and pools, a row each. */
public final class StoreTables {
    private static final int QUERY_COLUMNS = 100;
    private static final int LEAST_QUERY_COLUMNS = 24;
    private static final int LEAST_NAME_COLUMNS = 8;

    private StoreTables() {}

    /** The statements of several servers. */
    public static Table statements(Collection<PostgresHealth> servers) {
        Table table = new Table(
                Table.Column.numbers("TOTAL"),
                Table.Column.numbers("CALLS"),
                Table.Column.numbers("MEAN"),
                Table.Column.numbers("ROWS").leaves(1),
                Table.Column.numbers("HIT"),
                Table.Column.words("USER").cuts(LEAST_NAME_COLUMNS),
                Table.Column.words("QUERY").cuts(LEAST_QUERY_COLUMNS));
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
                                    ? Amounts.ratio(statement.cacheHitRatio().getAsDouble())
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
                Table.Column.words("USER").cuts(LEAST_NAME_COLUMNS),
                Table.Column.words("STATE").folds(),
                Table.Column.words("LOCK").folds(),
                Table.Column.words("QUERY").cuts(LEAST_QUERY_COLUMNS));
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
                Table.Column.words("DATABASE").cuts(LEAST_NAME_COLUMNS),
                Table.Column.words("USER").cuts(LEAST_NAME_COLUMNS),
                Table.Column.numbers("CL_ACTIVE"),
                Table.Column.numbers("CL_WAITING"),
                Table.Column.numbers("SV_ACTIVE"),
                Table.Column.numbers("SV_IDLE").leaves(3),
                Table.Column.numbers("SV_USED").leaves(1),
                Table.Column.numbers("MAXWAIT"),
                Table.Column.words("MODE").folds().leaves(2));
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

    static String time(Duration duration) {
        return duration.toMillis() >= 1000
                ? Amounts.duration(duration)
                : String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }

    private static String cut(String query) {
        String line = query.replaceAll("\\s+", " ").strip();
        return line.length() <= QUERY_COLUMNS ? line : line.substring(0, QUERY_COLUMNS - 1) + "…";
    }
}
