package dev.berth.health;

import dev.berth.datastore.Postgres;
import dev.berth.datastore.PostgresError;
import dev.berth.datastore.PostgresLogin;
import dev.berth.datastore.PostgresSession;
import dev.berth.datastore.Reach;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks a PostgreSQL server for its own statistics, one read-only transaction a time, so that asking hardly counts in them.
 * A question that this version or this login cannot answer leaves its numbers absent.
 */
final class PostgresProbe implements StoreProbe {
    /** What walks over tables and files is asked more seldom. */
    private static final Duration SELDOM = Duration.ofMinutes(1);

    private static final int STATEMENTS_SHOWN = 50;

    private final Postgres postgres;
    private final Clock clock;
    private @Nullable PostgresSession session;
    private Counters before = Counters.NONE;
    private Optional<Map<String, StatementCount>> statementsBefore = Optional.empty();
    private Instant statementsAt = Instant.EPOCH;
    private Optional<PostgresHealth.Tables> tables = Optional.empty();
    private PostgresHealth.Size size =
            new PostgresHealth.Size(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    PostgresProbe(Reach reach, PostgresLogin login, int port, Clock clock) {
        this.postgres = new Postgres(reach, login, port);
        this.clock = clock;
    }

    /** What pg_stat_statements counts of one statement. */
    record StatementCount(long calls, double milliseconds, long rows, long hit, long read) {

        /** What was added; all of it where the count began anew. */
        StatementCount since(@Nullable StatementCount earlier) {
            return earlier == null || calls < earlier.calls()
                    ? this
                    : new StatementCount(
                            calls - earlier.calls(),
                            milliseconds - earlier.milliseconds(),
                            rows - earlier.rows(),
                            hit - earlier.hit(),
                            read - earlier.read());
        }
    }

    /** The server in general. */
    private record Server(String version, int number, int maxConnections, boolean standby, boolean seesAll) {}

    /** Reads a row. */
    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    @Override
    public StoreHealth ask() throws IOException {
        try {
            Connection connection = connection();
            PostgresHealth health = read(connection);
            connection.rollback();
            return health;
        } catch (SQLException e) {
            drop();
            throw new IOException(
                    PostgresError.in(e).map(PostgresError::message).orElse(String.valueOf(e.getMessage())), e);
        }
    }

    private Connection connection() throws SQLException {
        PostgresSession open = session;
        if (open == null) {
            open = postgres.open("berth", true);
            session = open;
            Connection connection = open.connection();
            connection.setNetworkTimeout(Runnable::run, (int) StoreProbes.LONGEST_ANSWER.toMillis());
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET statement_timeout = '5s'; SET lock_timeout = '1s'");
            }
            connection.setAutoCommit(false);
        }
        return open.connection();
    }

    private PostgresHealth read(Connection connection) throws SQLException {
        Instant now = clock.instant();
        Server server = all(
                        connection,
                        PostgresQueries.SERVER,
                        row -> new Server(
                                row.getString("version").split(" ", 2)[0],
                                row.getInt("number"),
                                row.getInt("max_connections"),
                                row.getBoolean("standby"),
                                row.getBoolean("sees_all")))
                .getFirst();
        if (tables.isEmpty() || now.isAfter(tables.get().takenAt().plus(SELDOM))) {
            size = size(connection);
            tables = Optional.of(tables(connection, now));
        }
        List<PostgresHealth.LockWait> waits = waits(connection, server);
        return new PostgresHealth(
                now,
                server.version(),
                sessions(connection, server, waits),
                throughput(connection, now),
                safety(connection),
                archiver(connection),
                replication(connection, server),
                size,
                queries(connection, server, now),
                waits,
                tables);
    }

    private PostgresHealth.Sessions sessions(Connection connection, Server server, List<PostgresHealth.LockWait> waits)
            throws SQLException {
        Optional<Duration> longest =
                waits.stream().flatMap(wait -> wait.waited().stream()).max(Comparator.naturalOrder());
        return one(connection, PostgresQueries.SESSIONS, row -> {
                    boolean seesAll = server.seesAll();
                    return new PostgresHealth.Sessions(
                            integer(row, "connections"),
                            OptionalInt.of(server.maxConnections()),
                            seesAll ? integer(row, "active") : OptionalInt.empty(),
                            seesAll ? integer(row, "idle_in_transaction") : OptionalInt.empty(),
                            seesAll ? seconds(row, "oldest_transaction") : Optional.empty(),
                            seesAll ? integer(row, "lock_waits") : OptionalInt.empty(),
                            longest);
                })
                .orElseGet(() -> new PostgresHealth.Sessions(
                        OptionalInt.empty(),
                        OptionalInt.of(server.maxConnections()),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        longest));
    }

    private PostgresHealth.Throughput throughput(Connection connection, Instant now) throws SQLException {
        Counters earlier = before;
        Map<String, Long> values = new HashMap<>();
        List<Optional<Instant>> since = new ArrayList<>();
        String epoch = one(connection, PostgresQueries.COUNTERS, row -> {
                    for (String name : new String[] {
                        "xact_commit", "xact_rollback", "blks_hit", "blks_read", "deadlocks", "temp_bytes"
                    }) {
                        number(row, name).ifPresent(value -> values.put(name, value));
                    }
                    since.add(time(row, "stats_reset"));
                    return row.getString("epoch");
                })
                .orElse("");
        Counters counters = new Counters(now, epoch, values);
        before = counters;
        return new PostgresHealth.Throughput(
                counters.share(earlier, "blks_hit", "blks_read"),
                counters.perSecond(earlier, "xact_commit"),
                counters.perSecond(earlier, "xact_rollback"),
                counters.perSecond(earlier, "temp_bytes"),
                counters.growth(earlier, "deadlocks"),
                counters.value("deadlocks"),
                since.isEmpty() ? Optional.empty() : since.getFirst());
    }

    private static PostgresHealth.Safety safety(Connection connection) throws SQLException {
        return one(
                        connection,
                        PostgresQueries.SAFETY,
                        row -> new PostgresHealth.Safety(
                                number(row, "failures"), time(row, "last_failure"), number(row, "wraparound_age")))
                .orElseGet(
                        () -> new PostgresHealth.Safety(OptionalLong.empty(), Optional.empty(), OptionalLong.empty()));
    }

    private static PostgresHealth.Archiver archiver(Connection connection) throws SQLException {
        return one(
                        connection,
                        PostgresQueries.ARCHIVER,
                        row -> new PostgresHealth.Archiver(
                                row.getBoolean("enabled"),
                                number(row, "archived_count"),
                                number(row, "failed_count"),
                                time(row, "last_archived_time"),
                                time(row, "last_failed_time")))
                .orElseGet(() -> new PostgresHealth.Archiver(
                        false, OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty()));
    }

    private static PostgresHealth.Replication replication(Connection connection, Server server) throws SQLException {
        if (server.standby()) {
            Optional<Duration> lag = one(connection, PostgresQueries.STANDBY, row -> seconds(row, "lag"))
                    .flatMap(found -> found);
            return new PostgresHealth.Replication(true, lag, List.of());
        }
        return new PostgresHealth.Replication(
                false,
                Optional.empty(),
                some(
                        connection,
                        PostgresQueries.REPLICAS,
                        row -> new PostgresHealth.Replica(
                                text(row, "application_name"),
                                text(row, "state"),
                                number(row, "lag_bytes"),
                                seconds(row, "lag"))));
    }

    private static PostgresHealth.Size size(Connection connection) throws SQLException {
        return one(
                        connection,
                        PostgresQueries.SIZE,
                        row -> new PostgresHealth.Size(
                                number(row, "database"), number(row, "databases"), number(row, "wal")))
                .orElseGet(() ->
                        new PostgresHealth.Size(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()));
    }

    private static PostgresHealth.Tables tables(Connection connection, Instant now) throws SQLException {
        return new PostgresHealth.Tables(
                now,
                some(
                        connection,
                        PostgresQueries.UNUSED_INDEXES,
                        row -> new PostgresHealth.UnusedIndex(
                                text(row, "name"), text(row, "table_name"), number(row, "bytes"))),
                some(
                        connection,
                        PostgresQueries.DEAD_ROWS,
                        row -> new PostgresHealth.DeadRows(
                                text(row, "table_name"),
                                row.getLong("dead"),
                                row.getLong("live"),
                                number(row, "bytes"),
                                number(row, "wasted"))),
                some(
                        connection,
                        PostgresQueries.OVERDUE,
                        row -> new PostgresHealth.Overdue(
                                text(row, "table_name"),
                                row.getLong("dead"),
                                row.getLong("threshold"),
                                time(row, "last_vacuum"))));
    }

    private static List<PostgresHealth.LockWait> waits(Connection connection, Server server) throws SQLException {
        record Waiting(
                PostgresHealth.Session session, String lock, Optional<Duration> waited, List<Integer> blockers) {}
        List<Waiting> waiting = some(
                connection,
                PostgresQueries.waits(server.number()),
                row -> new Waiting(
                        session(row), text(row, "lock"), seconds(row, "waited"), processes(text(row, "blockers"))));
        if (waiting.isEmpty()) {
            return List.of();
        }
        TreeSet<Integer> blockers = new TreeSet<>();
        waiting.forEach(each -> blockers.addAll(each.blockers()));
        Map<Integer, PostgresHealth.Session> known = new HashMap<>();
        some(connection, PostgresQueries.SESSIONS_BY_PROCESS, PostgresProbe::session, "int4", blockers.toArray())
                .forEach(session -> known.put(session.process(), session));
        return waiting.stream()
                .map(each -> new PostgresHealth.LockWait(
                        each.session(),
                        each.lock(),
                        each.waited(),
                        each.blockers().stream()
                                .flatMap(process -> Optional.ofNullable(known.get(process)).stream())
                                .toList()))
                .toList();
    }

    private static PostgresHealth.Session session(ResultSet row) throws SQLException {
        return new PostgresHealth.Session(
                row.getInt("pid"),
                text(row, "login"),
                text(row, "application"),
                text(row, "client"),
                text(row, "state"),
                seconds(row, "in_transaction"),
                seconds(row, "in_state"),
                text(row, "query"));
    }

    private static List<Integer> processes(String text) {
        List<Integer> processes = new ArrayList<>();
        for (String word : text.split(" ", -1)) {
            Counters.number(word).ifPresent(process -> processes.add(process.intValue()));
        }
        return processes;
    }

    private Optional<PostgresHealth.Queries> queries(Connection connection, Server server, Instant now)
            throws SQLException {
        Optional<String> schema = one(connection, PostgresQueries.STATEMENTS_PLACE, row -> text(row, "schema"));
        if (schema.isEmpty()) {
            return Optional.empty();
        }
        Map<String, StatementCount> counts = new HashMap<>();
        try {
            tolerant(connection, () -> {
                for (Map.Entry<String, StatementCount> each : all(
                        connection,
                        PostgresQueries.statements(schema.get(), server.number()),
                        row -> Map.entry(
                                text(row, "id"),
                                new StatementCount(
                                        row.getLong("calls"),
                                        row.getDouble("milliseconds"),
                                        row.getLong("rows"),
                                        row.getLong("hit"),
                                        row.getLong("read"))))) {
                    counts.put(each.getKey(), each.getValue());
                }
                return counts;
            });
        } catch (UnansweredException e) {
            // The extension is there, but its library was not loaded, or this login may not read it.
            return Optional.empty();
        }
        Map<String, StatementCount> earlier = statementsBefore.orElse(Map.of());
        Optional<Instant> since = statementsBefore.isPresent() ? Optional.of(statementsAt) : Optional.empty();
        List<Map.Entry<String, StatementCount>> top = counts.entrySet().stream()
                .map(each -> Map.entry(each.getKey(), each.getValue().since(earlier.get(each.getKey()))))
                .filter(each -> each.getValue().calls() > 0)
                .sorted(Comparator.comparingDouble((Map.Entry<String, StatementCount> each) ->
                        -each.getValue().milliseconds()))
                .limit(STATEMENTS_SHOWN)
                .toList();
        Optional<Instant> reset = server.number() >= 140_000
                ? one(connection, PostgresQueries.statementsReset(schema.get()), row -> time(row, "stats_reset"))
                        .flatMap(found -> found)
                : Optional.empty();
        statementsBefore = Optional.of(counts);
        statementsAt = now;
        return Optional.of(new PostgresHealth.Queries(since, reset, named(connection, schema.get(), top)));
    }

    private static List<PostgresHealth.Statement> named(
            Connection connection, String schema, List<Map.Entry<String, StatementCount>> top) throws SQLException {
        if (top.isEmpty()) {
            return List.of();
        }
        record Named(String id, String user, String text) {}
        Map<String, Named> names = new HashMap<>();
        Object[] ids = top.stream().map(Map.Entry::getKey).toArray();
        some(
                        connection,
                        PostgresQueries.statementTexts(schema),
                        row -> new Named(text(row, "id"), text(row, "login"), text(row, "query")),
                        "text",
                        ids)
                .forEach(each -> names.put(each.id(), each));
        List<PostgresHealth.Statement> statements = new ArrayList<>();
        for (Map.Entry<String, StatementCount> each : top) {
            Named name = names.getOrDefault(each.getKey(), new Named(each.getKey(), "", ""));
            StatementCount count = each.getValue();
            statements.add(new PostgresHealth.Statement(
                    each.getKey().substring(0, each.getKey().indexOf(':')),
                    name.user(),
                    name.text().replaceAll("\\s+", " ").strip(),
                    count.calls(),
                    Duration.ofNanos(Math.round(count.milliseconds() * 1e6)),
                    count.rows(),
                    Figures.ratio(count.hit(), count.read())));
        }
        return statements;
    }

    /** A question that was understood but cannot be answered. */
    private static final class UnansweredException extends SQLException {
        private static final long serialVersionUID = 1;

        UnansweredException(SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause);
        }
    }

    /** Something that asks. */
    private interface Question<T> {
        T ask() throws SQLException;
    }

    /** A question that fails leaves the transaction as it was; one that ends the session ends the sample. */
    private static <T> T tolerant(Connection connection, Question<T> question) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            T answer = question.ask();
            connection.releaseSavepoint(savepoint);
            return answer;
        } catch (SQLException e) {
            if (PostgresError.in(e).filter(PostgresError::isConnectionLost).isPresent()) {
                throw e;
            }
            connection.rollback(savepoint);
            throw new UnansweredException(e);
        }
    }

    private static <T> Optional<T> one(Connection connection, String sql, Reader<T> reader) throws SQLException {
        return some(connection, sql, reader).stream().findFirst();
    }

    private static <T> List<T> some(Connection connection, String sql, Reader<T> reader) throws SQLException {
        try {
            return tolerant(connection, () -> all(connection, sql, reader));
        } catch (UnansweredException e) {
            return List.of();
        }
    }

    private static <T> List<T> some(Connection connection, String sql, Reader<T> reader, String type, Object[] elements)
            throws SQLException {
        try {
            return tolerant(connection, () -> {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setArray(1, connection.createArrayOf(type, elements));
                    try (ResultSet rows = statement.executeQuery()) {
                        return read(rows, reader);
                    }
                }
            });
        } catch (UnansweredException e) {
            return List.of();
        }
    }

    private static <T> List<T> all(Connection connection, String sql, Reader<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return read(rows, reader);
        }
    }

    private static <T> List<T> read(ResultSet rows, Reader<T> reader) throws SQLException {
        List<T> found = new ArrayList<>();
        while (rows.next()) {
            found.add(reader.read(rows));
        }
        return found;
    }

    private static String text(ResultSet row, String name) throws SQLException {
        return Optional.ofNullable(row.getString(name)).orElse("");
    }

    private static OptionalLong number(ResultSet row, String name) throws SQLException {
        long value = row.getLong(name);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static OptionalInt integer(ResultSet row, String name) throws SQLException {
        int value = row.getInt(name);
        return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static Optional<Duration> seconds(ResultSet row, String name) throws SQLException {
        double value = row.getDouble(name);
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofNanos(Math.round(Math.max(0, value) * 1e9)));
    }

    private static Optional<Instant> time(ResultSet row, String name) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(name)).map(Timestamp::toInstant);
    }

    /** Rates go on from the last sample, whichever session it came from. */
    private void drop() {
        PostgresSession open = session;
        session = null;
        if (open != null) {
            try {
                open.abort();
            } catch (SQLException e) {
                // It is gone, which is what was wanted.
                return;
            }
        }
    }

    @Override
    public void close() {
        PostgresSession open = session;
        session = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (SQLException e) {
            // It is gone, which is what was wanted.
            return;
        } finally {
            postgres.close();
        }
    }
}
