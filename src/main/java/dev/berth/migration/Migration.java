package dev.berth.migration;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One migration, as its file and a database have it.
 *
 * @param version empty for a repeatable one
 * @param script its file, as a path within the migrations' folder
 * @param installedAt when it was applied, or failed
 * @param checksum of the file's lines, or of what was applied where the file is missing
 */
public record Migration(
        Optional<String> version,
        String description,
        String script,
        MigrationState state,
        Optional<Instant> installedAt,
        OptionalInt checksum) {

    /** Whether it would run next time. */
    public boolean isPending() {
        return state == MigrationState.PENDING;
    }

    /** The same in another state. */
    Migration in(MigrationState other) {
        return new Migration(version, description, script, other, installedAt, checksum);
    }
}
