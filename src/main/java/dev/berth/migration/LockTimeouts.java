package dev.berth.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** How long a migration may wait for a lock, by whether it runs in a transaction. */
record LockTimeouts(Duration transactional) {
    /** What runs outside a transaction waits for old transactions to end, and hinders nobody meanwhile. */
    static final Duration PATIENT = Duration.ofMinutes(10);

    Duration apply(Connection connection, boolean inTransaction) throws SQLException {
        Duration limit = inTransaction ? transactional : PATIENT;
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET %s lock_timeout = %d".formatted(inTransaction ? "LOCAL" : "SESSION", limit.toMillis()));
        }
        return limit;
    }
}
