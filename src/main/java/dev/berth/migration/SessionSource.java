package dev.berth.migration;

import dev.berth.datastore.Postgres;
import dev.berth.datastore.PostgresSession;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The sessions that Flyway asks for, remembered so that they can be interrupted. */
final class SessionSource implements DataSource {
    private static final String APPLICATION = "berth migrate";

    private final Postgres postgres;
    private final boolean readOnly;
    private final List<PostgresSession> sessions = new ArrayList<>();

    SessionSource(Postgres postgres, boolean readOnly) {
        this.postgres = postgres;
        this.readOnly = readOnly;
    }

    @Override
    public Connection getConnection() throws SQLException {
        PostgresSession session = postgres.open(APPLICATION, readOnly);
        synchronized (sessions) {
            sessions.add(session);
        }
        // The driver brings this machine's zone along; a migration must do the same wherever it is started.
        try (Statement statement = session.connection().createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'");
        }
        return session.connection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    /** Asks the server to give up whatever statements run. */
    void cancel() {
        for (PostgresSession session : snapshot()) {
            try {
                if (!session.connection().isClosed()) {
                    session.cancel();
                }
            } catch (SQLException e) {
                // The session is ending already, or the server is gone: there is nothing to give up.
            }
        }
    }

    /** Ends all sessions at once. */
    void abort() {
        for (PostgresSession session : snapshot()) {
            try {
                session.abort();
            } catch (SQLException e) {
                // It has ended.
            }
        }
    }

    private List<PostgresSession> snapshot() {
        synchronized (sessions) {
            return List.copyOf(sessions);
        }
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // Nothing is logged.
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // The sessions have a time-out of their own.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("nothing is logged");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
