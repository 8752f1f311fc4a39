package dev.berth.logs.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The entries that are in no block yet, a row each; its statement lives as long as the connection. */
final class Tail {
    private static final String COLUMNS = "time, source, level, cut, logged, message";

    private final Connection connection;
    private final PreparedStatement insert;

    Tail(Connection connection) throws SQLException {
        this.connection = connection;
        insert = connection.prepareStatement("INSERT INTO tail (" + COLUMNS + ") VALUES (?,?,?,?,?,?)");
    }

    void add(List<Row> rows) throws SQLException {
        for (Row row : rows) {
            insert.setLong(1, row.nanos());
            insert.setLong(2, row.source());
            insert.setInt(3, row.level());
            insert.setBoolean(4, row.cut());
            if (row.logged().isPresent()) {
                insert.setLong(5, row.logged().getAsLong());
            } else {
                insert.setNull(5, Types.INTEGER);
            }
            insert.setString(6, row.message());
            insert.executeUpdate();
        }
    }

    /** Takes all out. */
    List<Row> take() throws SQLException {
        List<Row> rows = read(connection, Long.MIN_VALUE, Long.MAX_VALUE);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM tail");
        }
        return rows;
    }

    Amount amount() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*), sum(octet_length(message)) FROM tail")) {
            return row.next() ? new Amount(row.getLong(1), row.getLong(2)) : Amount.NONE;
        }
    }

    /** Those of a time, both ends in it, in its order. */
    static List<Row> read(Connection connection, long first, long last) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM tail WHERE time BETWEEN ? AND ? ORDER BY time, id")) {
            select.setLong(1, first);
            select.setLong(2, last);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(row(row));
                }
            }
        }
        return rows;
    }

    /** The row where a result stands whose columns are those of the tail. */
    static Row row(ResultSet row) throws SQLException {
        long loggedAt = row.getLong(5);
        OptionalLong logged = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(loggedAt);
        return new Row(row.getLong(1), row.getLong(2), row.getInt(3), row.getBoolean(4), logged, row.getString(6));
    }
}
