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
            return Optional.of(new StoredLogs(file, StoreFile.openToRead(file)));
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

    /**
     * Hands over what is found in the order of its times, and the gaps of the time between. It holds no more than the entries
     * that were asked for, and where all were, a few: the listener may take its time, and nobody waits for it.
     *
     * @param listener one that throws ends the search
     */
    public void search(LogSearch search, LogListener listener) {
        try {
            Finding finding = new Finding(connection, search);
            Merge merge = new Merge(gaps(search), listener);
            if (search.last().isPresent()) {
                List<LogEntry> newest = finding.newest(search.last().getAsInt());
                if (newest.size() == search.last().getAsInt()) {
                    newest.stream().findFirst().ifPresent(first -> merge.skipBefore(first.time()));
                }
                newest.forEach(merge::take);
            } else {
                finding.all(merge::take);
            }
            merge.end();
        } catch (SQLException e) {
            throw StoreFailure.of(file, e);
        }
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
                    time(statement, "ORDER BY id"),
                    time(statement, "ORDER BY id DESC"),
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

    private static Optional<Instant> time(Statement statement, String order) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT id * 1000 + offset FROM entry " + order + " LIMIT 1")) {
            return row.next() ? Optional.of(Nanos.toInstant(row.getLong(1))) : Optional.empty();
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
