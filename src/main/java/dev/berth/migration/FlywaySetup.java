package dev.berth.migration;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Flyway as Berth uses it: one folder, no class path scanned, no word logged, one migrator at a time. */
final class FlywaySetup {
    /** Another migrator is waited for this long, asking once a second. */
    static final int SECONDS_TO_WAIT = 600;

    private final Path folder;
    private final Placeholders placeholders;

    FlywaySetup(Path folder, Placeholders placeholders) {
        this.folder = folder;
        this.placeholders = placeholders;
    }

    FluentConfiguration configure(DataSource sessions) {
        FluentConfiguration configuration = Flyway.configure(FlywaySetup.class.getClassLoader())
                .loggers("slf4j")
                .dataSource(sessions)
                .locations("filesystem:" + folder)
                .failOnMissingLocations(true)
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
