package dev.berth.datastore;

import dev.berth.secret.SecretValue;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How to log in to a project's PostgreSQL.
 *
 * @param project for messages only
 * @param service Compose's name of the service
 * @param password asked for at each connection, not before; empty where the login needs none
 */
public record PostgresLogin(
        String project, String service, String database, String user, Supplier<Optional<SecretValue>> password) {

    /** PostgreSQL's own port: the one inside the container, whatever is published. */
    static final int PORT = 5432;
}
