package dev.berth.migration;

import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Flyway as Berth uses it: one folder, no class path scanned, no word logged, one migrator at a time. */
final class FlywaySetup {
    /** Another migrator is waited for this long, asking once a second. */
    static final int SECONDS_TO_WAIT = 600;

    private final MigrationFolder folder;
    private final Placeholders placeholders;
    private final String schema;

    /** @param schema where the history is, and where names without a schema are made */
    FlywaySetup(MigrationFolder folder, Placeholders placeholders, String schema) {
        this.folder = folder;
        this.placeholders = placeholders;
        this.schema = schema;
    }

    MigrationFolder folder() {
        return folder;
    }

    FluentConfiguration configure(DataSource sessions) {
        return configure(sessions, false);
    }

    /** @param again whether Flyway was called before in the same command */
    FluentConfiguration configure(DataSource sessions, boolean again) {
        FluentConfiguration configuration = Flyway.configure(FlywaySetup.class.getClassLoader())
                .loggers("slf4j")
                .dataSource(sessions)
                .resourceProvider(new FolderResources(folder, again))
                .javaMigrationClassProvider(List::of)
                // What a session's search path says of the schema can change with a role, a setting or a new schema.
                .defaultSchema(schema)
                .encoding(StandardCharsets.UTF_8)
                .placeholders(placeholders.values())
                .lockRetryCount(SECONDS_TO_WAIT)
                .validateOnMigrate(true);
        // A lock held in an open transaction would make CREATE INDEX CONCURRENTLY wait for Flyway, and Flyway for it.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration;
    }
}
