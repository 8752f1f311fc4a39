package dev.berth.datastore;

import dev.berth.failure.BerthException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Opens sessions with a PostgreSQL of the stack: straight to it, never through a pooler. */
public final class Postgres implements AutoCloseable {
    private static final int SECONDS_TO_CONNECT = 10;

    private final PostgresLogin login;
    private final String key;

    /** The way stays the caller's to close, after this. */
    public Postgres(Reach reach, PostgresLogin login) {
        this(reach, login, PostgresLogin.PORT);
    }

    /**
     * The same where it listens at a port of its own.
     *
     * @param port inside the container
     */
    public Postgres(Reach reach, PostgresLogin login, int port) {
        this.login = login;
        this.key = ReachSocketFactory.register(() -> reach.connect(login.service(), port));
    }

    /**
     * Opens a session.
     *
     * @param application the name under which PostgreSQL lists it
     * @param readOnly whether its transactions begin as read-only ones
     * @throws BerthException DATASTORE_UNREACHABLE when the server cannot be reached or refuses the login
     */
    public PostgresSession open(String application, boolean readOnly) {
        try {
            Connection connection = new Driver()
                    .connect(
                            "jdbc:postgresql://%s:%d/".formatted(login.service(), PostgresLogin.PORT),
                            properties(application, readOnly));
            if (connection == null) {
                throw new IllegalStateException("the driver does not know its own address");
            }
            return new PostgresSession(connection);
        } catch (SQLException e) {
            BerthException own = ownCause(e);
            throw own == null ? LoginFailure.of(login, e) : own;
        }
    }

    private Properties properties(String application, boolean readOnly) {
        Properties properties = new Properties();
        PGProperty.PG_DBNAME.set(properties, login.database());
        PGProperty.USER.set(properties, login.user());
        login.password().get().ifPresent(password -> PGProperty.PASSWORD.set(properties, password.reveal()));
        PGProperty.APPLICATION_NAME.set(properties, application);
        PGProperty.SOCKET_FACTORY.set(properties, ReachSocketFactory.class.getName());
        PGProperty.SOCKET_FACTORY_ARG.set(properties, key);
        PGProperty.CONNECT_TIMEOUT.set(properties, SECONDS_TO_CONNECT);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        if (readOnly) {
            PGProperty.OPTIONS.set(properties, "-c default_transaction_read_only=on");
        }
        return properties;
    }

    /** The driver wraps what the way to the service said of its own accord. */
    private static @Nullable BerthException ownCause(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof BerthException own) {
                return own;
            }
        }
        return null;
    }

    @Override
    public void close() {
        ReachSocketFactory.forget(key);
    }
}
