package dev.berth.datastore;

import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What PostgreSQL said of a failure.
 *
 * @param state the five characters of SQLSTATE; 08… where the connection itself failed
 * @param message the server's first line, or the driver's words where the server said nothing
 * @param position of the error in the statement, in characters from 1
 * @param where the functions and statements around it
 */
public record PostgresError(
        String state,
        String message,
        Optional<String> detail,
        Optional<String> hint,
        OptionalInt position,
        Optional<String> where) {

    /** Reads the first failure in a chain that carries an SQLSTATE; empty when there is none. */
    public static Optional<PostgresError> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException problem && problem.getSQLState() != null) {
                return Optional.of(of(problem));
            }
        }
        return Optional.empty();
    }

    static PostgresError of(SQLException problem) {
        String state = problem.getSQLState() == null ? "XX000" : problem.getSQLState();
        ServerErrorMessage server = problem instanceof PSQLException own ? own.getServerErrorMessage() : null;
        if (server == null) {
            return new PostgresError(
                    state, words(problem), Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty());
        }
        return new PostgresError(
                state,
                text(server.getMessage()).orElse(words(problem)),
                text(server.getDetail()),
                text(server.getHint()),
                position(server),
                text(server.getWhere()));
    }

    /** The driver's words with those of what caused them, which say why. */
    private static String words(SQLException problem) {
        Throwable cause = problem.getCause();
        String own = String.valueOf(problem.getMessage());
        return cause == null || cause.getMessage() == null || own.contains(cause.getMessage())
                ? own
                : own + " (" + cause.getMessage() + ")";
    }

    /** The driver takes for a number whatever the server sends as one. */
    private static OptionalInt position(ServerErrorMessage server) {
        try {
            return server.getPosition() > 0 ? OptionalInt.of(server.getPosition()) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private static Optional<String> text(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }

    /** A lock was not given within lock_timeout. */
    public boolean isLockTimeout() {
        return state.equals("55P03");
    }

    /** The session ended under the statement: network, crash, restart or an administrator. */
    public boolean isConnectionLost() {
        return state.startsWith("08") || state.startsWith("57P");
    }
}
