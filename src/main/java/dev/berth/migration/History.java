package dev.berth.migration;

import java.util.List;
import java.util.Optional;

/**
 * What was and will be applied to one database.
 *
 * @param current the highest version applied; empty when none is
 * @param baseline up to which version the database was declared as migrated; empty where it never was
 * @param migrations in the order in which they run
 */
public record History(
        Optional<String> current, Optional<String> baseline, List<Migration> migrations, List<Mismatch> mismatches) {

    public List<Migration> pending() {
        return migrations.stream().filter(Migration::isPending).toList();
    }

    /** Whether a migration that was to run is now recorded as applied. */
    boolean hasApplied(Migration planned) {
        return migrations.stream()
                .anyMatch(migration -> migration.script().equals(planned.script())
                        && migration.installedAt().isPresent()
                        && migration.state() != MigrationState.FAILED
                        && migration.checksum().equals(planned.checksum()));
    }

    /** Whether nothing at all is recorded. */
    boolean isEmpty() {
        return migrations.stream().allMatch(migration -> migration.installedAt().isEmpty());
    }
}
