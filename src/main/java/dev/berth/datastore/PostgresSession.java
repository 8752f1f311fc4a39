package dev.berth.datastore;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** One session with a PostgreSQL server. */
public final class PostgresSession implements AutoCloseable {
    private final Connection connection;

    PostgresSession(Connection connection) {
        this.connection = connection;
    }

    /** The session as JDBC has it; closing it closes the session. */
    public Connection connection() {
        return connection;
    }

    /** The id of the server's process that serves this session, as the server itself told at the login. */
    public int process() throws SQLException {
        return driver().getBackendPID();
    }

    /** Asks the server to give up the running statement, over a connection of its own; no effect when none runs. */
    public void cancel() throws SQLException {
        driver().cancelQuery();
    }

    /** Ends the session at once, whatever it does, from any thread. */
    public void abort() throws SQLException {
        connection.abort(Runnable::run);
    }

    private PGConnection driver() throws SQLException {
        return connection.unwrap(PGConnection.class);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
