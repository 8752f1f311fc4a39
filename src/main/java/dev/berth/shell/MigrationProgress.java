package dev.berth.shell;

import dev.berth.deployment.Progress;
import dev.berth.migration.Blocker;
import dev.berth.migration.Migration;
import dev.berth.migration.MigrationListener;
import java.time.Duration;
import java.util.List;

/** Tells what happens to migrations as what the running step waits for. */
final class MigrationProgress implements MigrationListener {
    private final Progress progress;

    MigrationProgress(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void began(Migration migration) {
        progress.waiting(named(migration), List.of());
    }

    @Override
    public void applied(Migration migration, Duration took) {
        progress.waiting(named(migration) + " applied", List.of());
    }

    @Override
    public void blocked(Migration migration, List<Blocker> blockers) {
        progress.waiting(
                named(migration) + " waits for a lock",
                blockers.stream().map(Blocker::describe).toList());
    }

    @Override
    public void retrying(Migration migration, int attempt, int attempts) {
        progress.waiting(
                "%s got no lock in time, attempt %d of %d".formatted(named(migration), attempt, attempts), List.of());
    }

    private static String named(Migration migration) {
        return migration.version().map(version -> "V" + version + " ").orElse("") + migration.description();
    }
}
