package dev.berth.health;

import dev.berth.datastore.Postgres;
import dev.berth.datastore.PostgresError;
import dev.berth.datastore.PostgresLogin;
import dev.berth.datastore.PostgresSession;
import dev.berth.datastore.Reach;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks a PostgreSQL server for its own statistics, one read-only transaction a time, so that asking hardly counts in them.
 * A question that this version or this login cannot answer leaves its numbers absent.
 */
final class PostgresProbe implements StoreProbe {
    /** What walks over tables and files is asked more seldom. */
    private static final Duration SELDOM = Duration.ofMinutes(1);

    private static final List<String> COUNTED =
            List.of("xact_commit", "xact_rollback", "blks_hit", "blks_read", "deadlocks", "temp_bytes");

    private final Postgres postgres;
    private final Clock clock;
    private final PostgresStatements statements = new PostgresStatements();
    private @Nullable PostgresSession session;
    private Counters before = Counters.NONE;
    private Optional<PostgresHealth.Tables> tables = Optional.empty();
    private PostgresHealth.Size size =
            new PostgresHealth.Size(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    PostgresProbe(Reach reach, PostgresLogin login, int port, Clock clock) {
        this.postgres = new Postgres(reach, login, port);
        this.clock = clock;
    }

    /**
     * The server in general.
     *
     * @param number its version, as it numbers them
     * @param seesAll whether the login is shown what others do
     */
    private record Server(String version, int number, int maxConnections, boolean standby, boolean seesAll) {}

    /** The counters of the database, and since when they count. */
    private record Counted(String epoch, Map<String, Long> values, Optional<Instant> since) {}

    @Override
    public StoreHealth ask() throws IOException {
        try {
            Connection connection = connection();
            PostgresHealth health = read(new PostgresQuestions(connection));
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

    private PostgresHealth read(PostgresQuestions questions) throws SQLException {
        Instant now = clock.instant();
        Server server = questions
                .all(
                        PostgresQueries.SERVER,
                        row -> new Server(
                                row.text("version").split(" ", 2)[0],
                                row.integer("number").orElse(0),
                                row.integer("max_connections").orElse(0),
                                row.is("standby"),
                                row.is("sees_all")))
                .getFirst();
        if (tables.isEmpty() || now.isAfter(tables.get().takenAt().plus(SELDOM))) {
            size = size(questions);
            tables = Optional.of(tables(questions, now));
        }
        List<PostgresHealth.LockWait> waits = PostgresLocks.ask(questions, server.number());
        return new PostgresHealth(
                now,
                server.version(),
                sessions(questions, server, waits),
                throughput(questions, now),
                safety(questions),
                archiver(questions),
                replication(questions, server),
                size,
                statements.ask(questions, server.number(), now),
                waits,
                tables);
    }

    private static PostgresHealth.Sessions sessions(
            PostgresQuestions questions, Server server, List<PostgresHealth.LockWait> waits) throws SQLException {
        Optional<Duration> longest =
                waits.stream().flatMap(wait -> wait.waited().stream()).max(Comparator.naturalOrder());
        return questions
                .one(PostgresQueries.SESSIONS, row -> {
                    boolean seesAll = server.seesAll();
                    return new PostgresHealth.Sessions(
                            row.integer("connections"),
                            OptionalInt.of(server.maxConnections()),
                            seesAll ? row.integer("active") : OptionalInt.empty(),
                            seesAll ? row.integer("idle_in_transaction") : OptionalInt.empty(),
                            seesAll ? row.seconds("oldest_transaction") : Optional.empty(),
                            seesAll ? row.integer("lock_waits") : OptionalInt.empty(),
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

    private PostgresHealth.Throughput throughput(PostgresQuestions questions, Instant now) throws SQLException {
        Counters earlier = before;
        Counted counted = questions
                .one(PostgresQueries.COUNTERS, row -> {
                    Map<String, Long> values = new HashMap<>();
                    for (String name : COUNTED) {
                        row.number(name).ifPresent(value -> values.put(name, value));
                    }
                    return new Counted(row.text("epoch"), values, row.time("stats_reset"));
                })
                .orElseGet(() -> new Counted("", Map.of(), Optional.empty()));
        Counters counters = new Counters(now, counted.epoch(), counted.values());
        before = counters;
        return new PostgresHealth.Throughput(
                counters.share(earlier, "blks_hit", "blks_read"),
                counters.perSecond(earlier, "xact_commit"),
                counters.perSecond(earlier, "xact_rollback"),
                counters.perSecond(earlier, "temp_bytes"),
                counters.growth(earlier, "deadlocks"),
                counters.value("deadlocks"),
                counted.since());
    }

    private static PostgresHealth.Safety safety(PostgresQuestions questions) throws SQLException {
        return questions
                .one(
                        PostgresQueries.SAFETY,
                        row -> new PostgresHealth.Safety(
                                row.number("failures"), row.time("last_failure"), row.number("wraparound_age")))
                .orElseGet(
                        () -> new PostgresHealth.Safety(OptionalLong.empty(), Optional.empty(), OptionalLong.empty()));
    }

    private static PostgresHealth.Archiver archiver(PostgresQuestions questions) throws SQLException {
        Optional<Duration> waiting = questions
                .one(PostgresQueries.WAITING_LOG, row -> row.seconds("waiting"))
                .flatMap(Function.identity());
        return questions
                .one(
                        PostgresQueries.ARCHIVER,
                        row -> new PostgresHealth.Archiver(
                                row.is("enabled"),
                                row.number("archived_count"),
                                row.number("failed_count"),
                                row.time("last_archived_time"),
                                row.time("last_failed_time"),
                                waiting))
                .orElseGet(() -> new PostgresHealth.Archiver(
                        false,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static PostgresHealth.Replication replication(PostgresQuestions questions, Server server)
            throws SQLException {
        if (server.standby()) {
            return questions
                    .one(
                            PostgresQueries.STANDBY,
                            row -> new PostgresHealth.Replication(
                                    true, row.is("cut_off"), row.seconds("lag"), List.of()))
                    .orElseGet(() -> new PostgresHealth.Replication(true, false, Optional.empty(), List.of()));
        }
        return new PostgresHealth.Replication(
                false,
                false,
                Optional.empty(),
                questions.some(
                        PostgresQueries.REPLICAS,
                        row -> new PostgresHealth.Replica(
                                row.text("application_name"),
                                row.text("state"),
                                row.number("lag_bytes"),
                                row.seconds("lag"))));
    }

    private static PostgresHealth.Size size(PostgresQuestions questions) throws SQLException {
        return questions
                .one(
                        PostgresQueries.SIZE,
                        row -> new PostgresHealth.Size(
                                row.number("database"), row.number("databases"), row.number("wal")))
                .orElseGet(() ->
                        new PostgresHealth.Size(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()));
    }

    private static PostgresHealth.Tables tables(PostgresQuestions questions, Instant now) throws SQLException {
        return new PostgresHealth.Tables(
                now,
                questions.some(
                        PostgresQueries.UNUSED_INDEXES,
                        row -> new PostgresHealth.UnusedIndex(
                                row.text("name"), row.text("table_name"), row.number("bytes"))),
                questions.some(
                        PostgresQueries.DEAD_ROWS,
                        row -> new PostgresHealth.DeadRows(
                                row.text("table_name"),
                                row.count("dead"),
                                row.count("live"),
                                row.number("bytes"),
                                row.number("wasted"))),
                questions.some(
                        PostgresQueries.OVERDUE,
                        row -> new PostgresHealth.Overdue(
                                row.text("table_name"),
                                row.count("dead"),
                                row.count("threshold"),
                                row.time("last_vacuum"))));
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
