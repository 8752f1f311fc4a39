package dev.berth.logs.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/** Takes some of the oldest entries out, so few that what comes meanwhile does not wait long; blocks go as a whole. */
final class Removal {
    /** So many at once, or a block. */
    static final int STEP = 2000;

    /** So many stay, however large they are. */
    private static final int NEWEST = 100;

    private final Connection connection;
    private final Retention retention;
    private final long oldest;

    Removal(Connection connection, Retention retention, Instant now) {
        this.connection = connection;
        this.retention = retention;
        this.oldest = Nanos.of(now.minus(retention.age()));
    }

    /** Whether there is more to be taken out. */
    boolean run() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean more = step(statement, oldest);
            boolean removed = more;
            if (!more && used(statement) > retention.bytes()) {
                removed = step(statement, Long.MAX_VALUE);
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

    /** Whether any of those before that time could be removed. */
    private boolean step(Statement statement, long before) throws SQLException {
        connection.setAutoCommit(false);
        try {
            long spare = StoreFile.number(statement, "SELECT sum(entries) FROM source") - NEWEST;
            long removed = 0;
            long last = removeOldest(statement, before, spare);
            while (last > 0) {
                removed += last;
                last = removed < STEP ? removeOldest(statement, before, spare - removed) : 0;
            }
            if (removed > 0) {
                statement.executeUpdate("DELETE FROM gap WHERE until < " + StoreFile.OLDEST);
            }
            connection.commit();
            return removed > 0;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** How many it took: the block that is over first, or what is older than that in the tail. */
    private static long removeOldest(Statement statement, long before, long most) throws SQLException {
        String over = " FROM block WHERE last < " + before;
        long block = StoreFile.number(statement, "SELECT id" + over + " ORDER BY last LIMIT 1");
        if (block == 0) {
            return removeRows(statement, before, most);
        }
        long rows = removeRows(statement, StoreFile.number(statement, "SELECT min(last)" + over), most);
        long entries = StoreFile.number(statement, "SELECT entries FROM block WHERE id = " + block);
        if (rows > 0 || entries > most) {
            return rows;
        }
        discount(statement, "SELECT source, entries, bytes FROM share WHERE block = " + block);
        statement.executeUpdate("DELETE FROM share WHERE block = " + block);
        statement.executeUpdate("DELETE FROM block WHERE id = " + block);
        return entries;
    }

    private static long removeRows(Statement statement, long before, long most) throws SQLException {
        if (most <= 0) {
            return 0;
        }
        String rows = " FROM tail WHERE time < %d ORDER BY time, id LIMIT %d".formatted(before, Math.min(most, STEP));
        discount(statement, """
                SELECT source, count(*) AS entries, sum(octet_length(message)) AS bytes
                FROM (SELECT source, message%s) GROUP BY source""".formatted(rows));
        return statement.executeUpdate("DELETE FROM tail WHERE id IN (SELECT id%s)".formatted(rows));
    }

    private static void discount(Statement statement, String gone) throws SQLException {
        statement.executeUpdate("""
                UPDATE source SET entries = source.entries - gone.entries, bytes = source.bytes - gone.bytes
                FROM (%s) AS gone WHERE source.id = gone.source""".formatted(gone));
    }

    /** Gives what is free back to the disk; what a reader still looks at comes with the next time. */
    static void shrink(Statement statement) throws SQLException {
        statement.executeUpdate("PRAGMA incremental_vacuum");
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
}
