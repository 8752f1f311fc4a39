package dev.berth.logs.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Takes some of the oldest entries out, so few that what comes meanwhile does not wait long. */
final class Removal {
    /** So many at once. */
    static final int STEP = 2000;

    /** So many stay, however large they are. */
    private static final int NEWEST = 100;

    /** Pages of the index that a step tidies: what was removed from it takes room until then. */
    private static final int TIDIED = 100;

    private final Connection connection;
    private final Retention retention;
    private final long oldest;

    Removal(Connection connection, Retention retention, Instant now) {
        this.connection = connection;
        this.retention = retention;
        this.oldest = Nanos.of(now.minus(retention.age())) / 1000;
    }

    /** Whether there is more to be taken out. */
    boolean run() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean more = step("id < " + oldest);
            boolean removed = more;
            if (!more && used(statement) > retention.bytes()) {
                removed = step("TRUE");
                more = removed && used(statement) > retention.bytes();
            }
            if (removed) {
                shrink(statement);
            }
            return more;
        }
    }

    /** Bytes that are not free within the file. */
    private static long used(Statement statement) throws SQLException {
        long pages =
                StoreFile.number(statement, "PRAGMA page_count") - StoreFile.number(statement, "PRAGMA freelist_count");
        return pages * StoreFile.number(statement, "PRAGMA page_size");
    }

    /** Whether any of those could be removed. */
    private boolean step(String which) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            List<Long> ids = ids(statement, which);
            if (!ids.isEmpty()) {
                long last = ids.getLast();
                discount(statement, last);
                unindex(ids);
                statement.executeUpdate("DELETE FROM entry WHERE id <= " + last);
                statement.executeUpdate("DELETE FROM gap WHERE until <= " + last + " * 1000");
                statement.executeUpdate("INSERT INTO words (words, rank) VALUES ('merge', " + TIDIED + ")");
            }
            connection.commit();
            return !ids.isEmpty();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static List<Long> ids(Statement statement, String which) throws SQLException {
        List<Long> ids = new ArrayList<>();
        String newest = "(SELECT id FROM entry ORDER BY id DESC LIMIT 1 OFFSET " + (NEWEST - 1) + ")";
        try (ResultSet row = statement.executeQuery(
                "SELECT id FROM entry WHERE " + which + " AND id < " + newest + " ORDER BY id LIMIT " + STEP)) {
            while (row.next()) {
                ids.add(row.getLong(1));
            }
        }
        return ids;
    }

    private static void discount(Statement statement, long last) throws SQLException {
        statement.executeUpdate("""
                UPDATE source SET entries = source.entries - gone.entries, bytes = source.bytes - gone.bytes
                FROM (SELECT source, count(*) AS entries, sum(octet_length(message)) AS bytes FROM entry WHERE id <= %d
                      GROUP BY source) AS gone
                WHERE source.id = gone.source""".formatted(last));
    }

    private void unindex(List<Long> ids) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM words WHERE rowid = ?")) {
            for (long id : ids) {
                delete.setLong(1, id);
                delete.executeUpdate();
            }
        }
    }

    /** Gives what is free back to the disk; what a reader still looks at comes with the next time. */
    private static void shrink(Statement statement) throws SQLException {
        statement.executeUpdate("PRAGMA incremental_vacuum");
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
}
