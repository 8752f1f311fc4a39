package dev.berth.health;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How much a volume holds.
 *
 * @param service that mounts it
 * @param target where, in its container
 * @param bytes of its own, never the host's disk; absent where they could not be counted
 * @param basis how it is known, such as {@code databases and WAL} or {@code counted}; why not, where it is not
 * @param freeBytes that it may still grow by
 * @param growthBytesPerDay over what was seen of it; absent until that is long enough to tell
 */
public record VolumeUse(
        String name,
        String service,
        String target,
        OptionalLong bytes,
        Optional<Instant> countedAt,
        String basis,
        OptionalLong freeBytes,
        OptionalDouble growthBytesPerDay) {

    /** Absent where it does not grow. */
    public OptionalDouble daysToFull() {
        return freeBytes.isPresent() && growthBytesPerDay.isPresent() && growthBytesPerDay.getAsDouble() > 0
                ? OptionalDouble.of(freeBytes.getAsLong() / growthBytesPerDay.getAsDouble())
                : OptionalDouble.empty();
    }
}
