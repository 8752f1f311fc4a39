package dev.berth.health;

import dev.berth.datastore.PostgresError;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks within one transaction of a session, which a question that cannot be answered leaves as it was. */
final class PostgresQuestions {
    private final Connection connection;

    PostgresQuestions(Connection connection) {
        this.connection = connection;
    }

    /** Reads a row. */
    interface Reader<T> {
        T read(PostgresRow row) throws SQLException;
    }

    /** Gets an answer from a statement that was made ready. */
    private interface Question<T> {
        T ask() throws SQLException;
    }

    /** All rows; a question that this version or this login cannot answer ends the sample. */
    <T> List<T> all(String sql, Reader<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return read(rows, reader);
        }
    }

    /** All rows; empty where the question cannot be answered. */
    <T> Optional<List<T>> answered(String sql, Reader<T> reader) throws SQLException {
        return tolerant(() -> all(sql, reader));
    }

    /** All rows; none where the question cannot be answered. */
    <T> List<T> some(String sql, Reader<T> reader) throws SQLException {
        return answered(sql, reader).orElse(List.of());
    }

    /**
     * The same for a question with one parameter, an array.
     *
     * @param type of its elements, as the server calls it
     */
    <T> List<T> some(String sql, Reader<T> reader, String type, Object[] elements) throws SQLException {
        return tolerant(() -> {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.setArray(1, connection.createArrayOf(type, elements));
                        try (ResultSet rows = statement.executeQuery()) {
                            return read(rows, reader);
                        }
                    }
                })
                .orElse(List.of());
    }

    /** The first row; empty where there is none, or the question cannot be answered. */
    <T> Optional<T> one(String sql, Reader<T> reader) throws SQLException {
        return some(sql, reader).stream().findFirst();
    }

    /** One that ends the session ends the sample. */
    private <T> Optional<T> tolerant(Question<T> question) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            T answer = question.ask();
            connection.releaseSavepoint(savepoint);
            return Optional.of(answer);
        } catch (SQLException e) {
            if (PostgresError.in(e).filter(PostgresError::isConnectionLost).isPresent()) {
                throw e;
            }
            connection.rollback(savepoint);
            return Optional.empty();
        }
    }

    private static <T> List<T> read(ResultSet rows, Reader<T> reader) throws SQLException {
        List<T> found = new ArrayList<>();
        PostgresRow row = new PostgresRow(rows);
        while (rows.next()) {
            found.add(reader.read(row));
        }
        return found;
    }
}
