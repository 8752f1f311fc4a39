package dev.berth.migration;

import java.util.List;
import java.util.Optional;

/**
 * What was and will be applied to one database.
 *
 * @param current the highest version applied; empty when none is
 * @param migrations in the order in which they run
 */
public record History(Optional<String> current, List<Migration> migrations, List<Mismatch> mismatches) {

    public List<Migration> pending() {
        return migrations.stream().filter(Migration::isPending).toList();
    }
}
