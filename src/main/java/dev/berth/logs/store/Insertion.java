package dev.berth.logs.store;

import dev.berth.logs.LogEntry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.Map;

/** Puts entries into an open transaction; its statements live as long as the connection. */
final class Insertion {
    private static final int NANOS_OF_ONE_MICRO = 1000;

    private final PreparedStatement find;
    private final PreparedStatement insert;
    private final PreparedStatement index;
    private final PreparedStatement begin;
    private final PreparedStatement identify;
    private final PreparedStatement count;
    private final Map<Origin, Source> sources = new HashMap<>();
    private long asked = Long.MIN_VALUE;
    private long given = Long.MIN_VALUE;

    Insertion(Connection connection) throws SQLException {
        find = connection.prepareStatement("SELECT 1 FROM entry WHERE id = ?");
        insert = connection.prepareStatement(
                "INSERT INTO entry (id, offset, source, level, cut, logged, message) VALUES (?,?,?,?,?,?,?)");
        index = connection.prepareStatement("INSERT INTO words (rowid, message) VALUES (?,?)");
        begin = connection.prepareStatement("INSERT OR IGNORE INTO source (service, container) VALUES (?,?)");
        identify = connection.prepareStatement("SELECT id FROM source WHERE service = ? AND container = ?");
        count = connection.prepareStatement("UPDATE source SET entries = entries + ?, bytes = bytes + ? WHERE id = ?");
    }

    private record Origin(String service, String container) {}

    /** Who says something, and how much in this transaction. */
    private static final class Source {
        private final long id;
        private long entries;
        private long bytes;

        private Source(long id) {
            this.id = id;
        }
    }

    void add(LogEntry entry) throws SQLException {
        long nanos = Nanos.of(entry.time());
        long id = free(Math.floorDiv(nanos, NANOS_OF_ONE_MICRO));
        Source source = source(new Origin(entry.service(), entry.container()));
        insert.setLong(1, id);
        insert.setLong(2, nanos - id * NANOS_OF_ONE_MICRO);
        insert.setLong(3, source.id);
        insert.setInt(4, LevelNumber.of(entry.level()));
        insert.setBoolean(5, entry.cut());
        if (entry.loggedAt().isPresent()) {
            insert.setLong(6, Nanos.of(entry.loggedAt().get()));
        } else {
            insert.setNull(6, Types.INTEGER);
        }
        insert.setString(7, entry.message());
        insert.executeUpdate();
        index.setLong(1, id);
        index.setString(2, WordSplitter.indexed(entry.message()));
        index.executeUpdate();
        source.entries++;
        source.bytes += entry.message().getBytes(StandardCharsets.UTF_8).length;
    }

    /** The number of that microsecond, or the next that nobody has; those of one moment follow each other. */
    private long free(long micros) throws SQLException {
        long id = micros == asked ? given + 1 : micros;
        while (isTaken(id)) {
            id++;
        }
        asked = micros;
        given = id;
        return id;
    }

    private boolean isTaken(long id) throws SQLException {
        find.setLong(1, id);
        try (ResultSet row = find.executeQuery()) {
            return row.next();
        }
    }

    private Source source(Origin origin) throws SQLException {
        Source known = sources.get(origin);
        if (known != null) {
            return known;
        }
        begin.setString(1, origin.service());
        begin.setString(2, origin.container());
        begin.executeUpdate();
        identify.setString(1, origin.service());
        identify.setString(2, origin.container());
        try (ResultSet row = identify.executeQuery()) {
            row.next();
            Source source = new Source(row.getLong(1));
            sources.put(origin, source);
            return source;
        }
    }

    /** Adds what has come to the numbers of each source. */
    void count() throws SQLException {
        for (Source source : sources.values()) {
            if (source.entries > 0) {
                count.setLong(1, source.entries);
                count.setLong(2, source.bytes);
                count.setLong(3, source.id);
                count.executeUpdate();
                source.entries = 0;
                source.bytes = 0;
            }
        }
    }

    /** The transaction is undone: sources that it began are not there. */
    void undo() {
        sources.clear();
        asked = Long.MIN_VALUE;
    }
}
