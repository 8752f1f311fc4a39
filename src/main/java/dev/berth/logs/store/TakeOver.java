package dev.berth.logs.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings entries of the first format, a row each whose number is its time in microseconds, into blocks, step by step: whoever
 * is killed meanwhile goes on where he was.
 */
final class TakeOver {
    private final Connection connection;
    private final Insertion insertion;

    TakeOver(Connection connection, Insertion insertion) {
        this.connection = connection;
        this.insertion = insertion;
    }

    void run() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            while (step(statement)) {
                connection.commit();
            }
            statement.executeUpdate("DROP TABLE entry");
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
        try (Statement statement = connection.createStatement()) {
            Removal.shrink(statement);
        }
    }

    /** Whether there were any left. */
    boolean step(Statement statement) throws SQLException {
        List<Row> rows = new ArrayList<>();
        Amount amount = Amount.NONE;
        long last = 0;
        try (ResultSet row = statement.executeQuery(
                "SELECT id * 1000 + offset, source, level, cut, logged, message, id FROM entry ORDER BY id")) {
            while (!insertion.isBlock(amount) && row.next()) {
                rows.add(Tail.row(row));
                last = row.getLong(7);
                amount = amount.and(rows.getLast());
            }
        }
        insertion.addCounted(rows);
        statement.executeUpdate("DELETE FROM entry WHERE id <= " + last);
        return !rows.isEmpty();
    }
}
