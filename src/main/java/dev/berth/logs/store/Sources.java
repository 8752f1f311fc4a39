package dev.berth.logs.store;

import dev.berth.logs.LogEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who says something, by number, and how much of it is kept; its statements live as long as the connection. */
final class Sources {
    private final PreparedStatement begin;
    private final PreparedStatement identify;
    private final PreparedStatement count;
    private final Map<Origin, Long> numbers = new HashMap<>();

    Sources(Connection connection) throws SQLException {
        begin = connection.prepareStatement("INSERT OR IGNORE INTO source (service, container) VALUES (?,?)");
        identify = connection.prepareStatement("SELECT id FROM source WHERE service = ? AND container = ?");
        count = connection.prepareStatement("UPDATE source SET entries = entries + ?, bytes = bytes + ? WHERE id = ?");
    }

    private record Origin(String service, String container) {}

    long number(LogEntry entry) throws SQLException {
        Origin origin = new Origin(entry.service(), entry.container());
        Long known = numbers.get(origin);
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
            long number = row.getLong(1);
            numbers.put(origin, number);
            return number;
        }
    }

    /** Adds what has come to the numbers of each. */
    void count(List<Row> rows) throws SQLException {
        for (Share share : Share.of(rows)) {
            count.setLong(1, share.entries());
            count.setLong(2, share.bytes());
            count.setLong(3, share.source());
            count.executeUpdate();
        }
    }

    /** The transaction is undone: sources that it began are not there. */
    void forget() {
        numbers.clear();
    }
}
