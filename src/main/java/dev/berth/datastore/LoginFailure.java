package dev.berth.datastore;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.sql.SQLException;

/** Why PostgreSQL let nobody in, and what helps. */
final class LoginFailure {
    private LoginFailure() {}

    static BerthException of(PostgresLogin login, SQLException problem) {
        PostgresError error = PostgresError.of(problem);
        String server = "%s of %s".formatted(login.service(), login.project());
        String refused =
                "%s refuses %s for database %s: %s".formatted(server, login.user(), login.database(), error.message());
        return switch (error.state()) {
            case "28P01" ->
                failure(
                        refused,
                        "The stored password is not the running one. `berth secrets check` shows what differs; `berth secrets sync` gives the service the stored one.",
                        problem);
            case "28000" ->
                failure(
                        refused,
                        "Check the role, and what the server's pg_hba.conf lets in over the network.",
                        problem);
            // The driver's own state for a server that asks for a password when none is at hand.
            case "08004" ->
                failure(
                        refused,
                        "Name the secret with the password: migrations.passwordSecret in the environment's definition.",
                        problem);
            case "3D000", "42501" ->
                failure(
                        refused,
                        "Check migrations.database and migrations.user in the environment's definition.",
                        problem);
            case "57P03" -> failure(refused, "Run the command again when it is up: berth stack status", problem);
            case "53300" ->
                failure(
                        refused,
                        "End idle sessions, or raise max_connections; `berth db psql` needs a free one, too.",
                        problem);
            default ->
                failure(
                        "%s does not answer: %s".formatted(server, error.message()),
                        "See what it says: berth stack logs " + login.service(),
                        problem);
        };
    }

    private static BerthException failure(String message, String hint, SQLException problem) {
        return new BerthException(ErrorCode.DATASTORE_UNREACHABLE, message, hint, problem);
    }
}
