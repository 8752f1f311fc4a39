package dev.berth.migration;

import java.time.Duration;
import java.util.List;

/** What happens while migrations run, one method an event; called from another thread. */
public interface MigrationListener {

    /** A listener that says nothing. */
    MigrationListener SILENT = new MigrationListener() {};

    default void began(Migration migration) {}

    default void applied(Migration migration, Duration took) {}

    /** The running migration waits for locks that these sessions hold. */
    default void blocked(Migration migration, List<Blocker> blockers) {}

    /** A migration got no lock in time, was rolled back, and is tried again. */
    default void retrying(Migration migration, int attempt, int attempts) {}
}
