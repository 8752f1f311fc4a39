package dev.berth.deployment;

import dev.berth.environment.Environment;
import java.util.Optional;

/** The backup that a protected environment gets before its schema is migrated. */
public interface BackupBeforeMigration {

    /** Until backups can be made: none is, and plan and confirmation say so. */
    BackupBeforeMigration NONE = new BackupBeforeMigration() {
        @Override
        public String announcement() {
            return "no backup is made before migrating";
        }

        @Override
        public Optional<String> run(Environment environment) {
            return Optional.empty();
        }
    };

    /** What will happen, for the plan. */
    String announcement();

    /** Makes the backup and says in a line what it is; empty where none is made. */
    Optional<String> run(Environment environment);
}
