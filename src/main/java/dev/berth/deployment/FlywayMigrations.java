package dev.berth.deployment;

import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.migration.Blocker;
import dev.berth.migration.Migration;
import dev.berth.migration.MigrationListener;
import dev.berth.migration.Migrator;
import dev.berth.migration.Migrators;
import dev.berth.migration.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A run's migrations, by the migrators of the workspace. */
final class FlywayMigrations implements MigrationWork {
    private final Migrators migrators;

    FlywayMigrations(Migrators migrators) {
        this.migrators = migrators;
    }

    @Override
    public Optional<Standing> standing(Environment environment, Engine engine) {
        if (environment.definition().migrations().isEmpty()) {
            return Optional.of(new Standing(Optional.of(List.of()), List.of(), Optional.empty()));
        }
        try (Migrator migrator = migrators.of(environment)) {
            return migrator.standing()
                    .map(standing -> new Standing(
                            standing.pending().map(FlywayMigrations::plain), standing.notices(), standing.objection()));
        }
    }

    @Override
    public Optional<List<Plan.PendingMigration>> pending(Environment environment, Engine engine) {
        return standing(environment, engine).flatMap(Standing::pending);
    }

    @Override
    public List<Plan.PendingMigration> migrate(
            Environment environment, Engine engine, Progress progress, Runnable applied) {
        try (Migrator migrator = migrators.of(environment)) {
            Outcome outcome = migrator.migrate(new MigrationListener() {
                @Override
                public void began(Migration migration) {
                    progress.waiting(migration.script(), List.of());
                }

                @Override
                public void applied(Migration migration, Duration took) {
                    applied.run();
                }

                @Override
                public void blocked(Migration migration, List<Blocker> blockers) {
                    progress.waiting(
                            migration.script() + " waits for a lock",
                            blockers.stream().map(Blocker::describe).toList());
                }
            });
            outcome.notices().forEach(progress::notice);
            return plain(outcome.applied());
        }
    }

    @Override
    public Optional<String> version(Environment environment, Engine engine) {
        if (environment.definition().migrations().isEmpty()) {
            return Optional.empty();
        }
        try (Migrator migrator = migrators.of(environment)) {
            return migrator.info().current();
        }
    }

    private static List<Plan.PendingMigration> plain(List<Migration> migrations) {
        return migrations.stream()
                .map(migration -> new Plan.PendingMigration(migration.version().orElse("R"), migration.description()))
                .toList();
    }
}
