package dev.berth.logs.store;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import dev.berth.logs.LogListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is kept of an environment's logs, to be read while it is written, be it by another process. */
public final class StoredLogs implements AutoCloseable {
    private final Path file;
    private final Connection connection;

    private StoredLogs(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens a store; empty where there is none.
     *
     * @throws BerthException FAILED when it cannot be read, or was written by a newer Berth
     */
    public static Optional<StoredLogs> open(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Connection connection = StoreFile.openToRead(file);
            if (StoreFile.isOld(connection)) {
                connection.close();
                takeOver(file);
                connection = StoreFile.openToRead(file);
            }
            return Optional.of(new StoredLogs(file, connection));
        } catch (SQLException e) {
            throw StoreFailure.of(file, e);
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "the log store %s cannot be opened: %s".formatted(file, e),
                    "Look at the disk and the permissions of its folder.",
                    e);
        }
    }

    /** Brings it into the present format, where nobody writes it. */
    private static void takeOver(Path file) {
        try {
            LogStore.open(file, InstantSource.system()).close();
        } catch (BerthException e) {
            if (e.code() != ErrorCode.LOCKED) {
                throw e;
            }
            throw new BerthException(
                    ErrorCode.LOCKED,
                    "the log store %s has an older format, and another Berth writes it".formatted(file),
                    "It may be being brought into the new one: ask again in a minute. An older watch is to be started"
                            + " anew: monitor stop, then monitor start.",
                    e);
        }
    }

    /**
     * Hands over what is found in the order of its times, and the gaps of the time between. It holds no more than the entries
     * that were asked for, and where all were, a few: the listener may take its time, and nobody waits for it.
     *
     * @param listener one that throws ends the search
     */
    public void search(LogSearch search, LogListener listener) {
        try {
            Merge merge = new Merge(gaps(search), listener);
            try (Finding finding = new Finding(connection, search, search.last().isPresent(), merge::add)) {
                if (search.last().isPresent()) {
                    takeNewest(finding, search.last().getAsInt(), merge);
                } else {
                    takeAll(finding, merge);
                }
            }
            merge.end();
        } catch (SQLException e) {
            throw StoreFailure.of(file, e);
        }
    }

    private static void takeAll(Finding finding, Merge merge) throws SQLException {
        for (Optional<LogEntry> next = finding.next(); next.isPresent(); next = finding.next()) {
            merge.take(next.get());
        }
    }

    private static void takeNewest(Finding finding, int most, Merge merge) throws SQLException {
        List<LogEntry> newest = new ArrayList<>();
        Optional<LogEntry> next = most > 0 ? finding.next() : Optional.empty();
        while (next.isPresent()) {
            newest.add(next.get());
            next = newest.size() < most ? finding.next() : Optional.empty();
        }
        if (newest.size() == most) {
            newest.stream().skip(most - 1).findFirst().ifPresent(first -> merge.skipBefore(first.time()));
        }
        newest.reversed().forEach(merge::take);
    }

    private List<LogGap> gaps(LogSearch search) throws SQLException {
        List<LogGap> gaps = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT since, until, service, container, dropped, reason FROM gap ORDER BY since, id")) {
            while (row.next()) {
                LogGap gap = new LogGap(
                        Nanos.toInstant(row.getLong(1)),
                        Nanos.toInstant(row.getLong(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getLong(5),
                        row.getString(6));
                if (search.concerns(gap)) {
                    gaps.add(gap);
                }
            }
        }
        return gaps;
    }

    /** How much is kept, and of whom. */
    public LogStats stats() {
        try (Statement statement = connection.createStatement()) {
            long bytes =
                    StoreFile.number(statement, "PRAGMA page_count") * StoreFile.number(statement, "PRAGMA page_size");
            Map<String, LogStats.Share> services = services(statement);
            return new LogStats(
                    services.values().stream()
                            .mapToLong(LogStats.Share::entries)
                            .sum(),
                    bytes,
                    time(statement, StoreFile.OLDEST),
                    time(statement, StoreFile.NEWEST),
                    services,
                    StoreFile.number(statement, "SELECT count(*) FROM gap"),
                    StoreFile.number(statement, "SELECT sum(dropped) FROM gap"));
        } catch (SQLException e) {
            throw StoreFailure.of(file, e);
        }
    }

    private static Map<String, LogStats.Share> services(Statement statement) throws SQLException {
        Map<String, LogStats.Share> services = new TreeMap<>();
        try (ResultSet row = statement.executeQuery(
                "SELECT service, sum(entries), sum(bytes) FROM source" + " GROUP BY service HAVING sum(entries) > 0")) {
            while (row.next()) {
                services.put(row.getString(1), new LogStats.Share(row.getLong(2), row.getLong(3)));
            }
        }
        return services;
    }

    private static Optional<Instant> time(Statement statement, String which) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT " + which)) {
            long nanos = row.next() ? row.getLong(1) : 0;
            return row.wasNull() ? Optional.empty() : Optional.of(Nanos.toInstant(nanos));
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw StoreFailure.of(file, e);
        }
    }
}
