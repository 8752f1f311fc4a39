package dev.berth.datastore;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.workspace.Definition;
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

    /**
     * The login that an environment's migrations use.
     *
     * @param project the Compose project's name
     * @param secrets opened only when the password is asked for
     * @throws BerthException DEFINITION_INVALID where the definition names no database, or a pooler
     */
    public static PostgresLogin of(Definition definition, String project, Supplier<SecretStore> secrets) {
        Definition.Migrations migrations = definition
                .migrations()
                .orElseThrow(
                        () -> new BerthException(
                                ErrorCode.DEFINITION_INVALID,
                                "%s defines no migrations, and so names no database".formatted(definition.name()),
                                "Add to its definition: migrations: {location: migrations, service: postgres, database: app, user: migrator}"));
        if (definition.service(migrations.service()).kind() == Definition.Kind.PGBOUNCER) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "migrations.service of %s is %s, a pooler".formatted(definition.name(), migrations.service()),
                    "Name the PostgreSQL service itself: sessions and their locks do not survive a pooler.");
        }
        return new PostgresLogin(
                project,
                migrations.service(),
                migrations.database(),
                migrations.user(),
                () -> migrations.passwordSecret().map(name -> password(secrets.get(), name, definition.name())));
    }

    private static SecretValue password(SecretStore store, String name, String environment) {
        return store.read(name)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.SECRET_MISSING,
                        "the secret %s of %s is not stored".formatted(name, environment),
                        "Generate what is missing: berth secrets sync"))
                .value();
    }

    /** PostgreSQL's own port: the one inside the container, whatever is published. */
    public static final int PORT = 5432;
}
