package dev.berth.logs.store;

import dev.berth.logs.LogEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One search: the index, or SQLite's look at every message, finds what may fit, and the message decides. */
final class Finding {
    private static final int NANOS_OF_ONE_MICRO = 1000;

    /** By so many microseconds at most is a number ahead of its entry's time: so many entries of one moment. */
    private static final long MOST_AHEAD = 100_000_000;

    /** What is read at once; a reader that stays within one longer would keep the writer's journal growing. */
    private static final int PAGE = 2000;

    private final Connection connection;
    private final LogSearch search;
    private final Map<Long, Source> sources = new HashMap<>();
    private final List<String> indexed;
    private final List<String> scanned;

    Finding(Connection connection, LogSearch search) throws SQLException {
        this.connection = connection;
        this.search = search;
        indexed = search.clauses().stream()
                .flatMap(clause -> clause.forIndex().stream())
                .toList();
        scanned = search.clauses().stream()
                .filter(clause -> clause.forIndex().isEmpty())
                .map(Clause::forScan)
                .toList();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, service, container FROM source")) {
            while (row.next()) {
                Source source = new Source(row.getString(2), row.getString(3));
                if (search.wants(source.service(), source.container())) {
                    sources.put(row.getLong(1), source);
                }
            }
        }
    }

    private record Source(String service, String container) {}

    /** The newest that fit, oldest first. */
    List<LogEntry> newest(int most) throws SQLException {
        List<LogEntry> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql("DESC"));
                ResultSet row = query(select, first(), most)) {
            while (found.size() < most && row.next()) {
                entry(row).ifPresent(found::add);
            }
        }
        Collections.reverse(found);
        return found;
    }

    /** All that fit, oldest first. */
    void all(Consumer<LogEntry> taker) throws SQLException {
        long from = first();
        boolean more = true;
        try (PreparedStatement select = connection.prepareStatement(sql("ASC LIMIT " + PAGE))) {
            while (more) {
                List<LogEntry> page = new ArrayList<>();
                int rows = 0;
                try (ResultSet row = query(select, from, PAGE)) {
                    while (row.next()) {
                        rows++;
                        from = row.getLong(1) + 1;
                        entry(row).ifPresent(page::add);
                    }
                }
                page.forEach(taker);
                more = rows == PAGE;
            }
        }
    }

    private long first() {
        return search.since()
                .map(since -> Math.floorDiv(Nanos.of(since), NANOS_OF_ONE_MICRO))
                .orElse(Long.MIN_VALUE);
    }

    private long last() {
        return search.until()
                .map(until -> Math.floorDiv(Nanos.of(until), NANOS_OF_ONE_MICRO) + MOST_AHEAD)
                .orElse(Long.MAX_VALUE);
    }

    /** Nothing in it comes from outside: what does is a parameter. */
    private String sql(String order) {
        String columns = "SELECT e.id, e.offset, e.source, e.level, e.cut, e.logged, e.message FROM ";
        String from = indexed.isEmpty()
                ? "entry e WHERE e.id BETWEEN ? AND ?"
                : "words CROSS JOIN entry e ON e.id = words.rowid WHERE words.rowid BETWEEN ? AND ? AND words MATCH ?";
        String wanted = sources.keySet().stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
        return columns + from + " AND e.level >= " + LevelNumber.of(search.level()) + " AND e.source IN " + wanted
                + " AND e.message LIKE ? ESCAPE '\\'".repeat(scanned.size())
                + " ORDER BY " + (indexed.isEmpty() ? "e.id " : "words.rowid ") + order;
    }

    private ResultSet query(PreparedStatement select, long from, int rows) throws SQLException {
        select.setFetchSize(Math.min(rows, PAGE));
        int parameter = 1;
        select.setLong(parameter++, from);
        select.setLong(parameter++, last());
        if (!indexed.isEmpty()) {
            select.setString(parameter++, String.join(" AND ", indexed));
        }
        for (String pattern : scanned) {
            select.setString(parameter++, "%" + pattern + "%");
        }
        return select.executeQuery();
    }

    private Optional<LogEntry> entry(ResultSet row) throws SQLException {
        Source source = sources.get(row.getLong(3));
        long logged = row.getLong(6);
        Optional<Instant> loggedAt = row.wasNull() ? Optional.empty() : Optional.of(Nanos.toInstant(logged));
        if (source == null) {
            return Optional.empty();
        }
        LogEntry entry = new LogEntry(
                Nanos.toInstant(row.getLong(1) * NANOS_OF_ONE_MICRO + row.getLong(2)),
                source.service(),
                source.container(),
                LevelNumber.toLevel(row.getInt(4)),
                row.getString(7),
                loggedAt,
                false,
                row.getBoolean(5));
        return search.fits(entry) ? Optional.of(entry) : Optional.empty();
    }
}
