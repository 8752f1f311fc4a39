package dev.berth.health;

import java.time.Duration;
import java.time.Instant;

/**
 * What was seen of a volume over the last days.
 *
 * @param use as it was last
 * @param sizes what it held
 * @param disk what was in use of its file system, by whomever
 * @param again when it is to be counted again
 * @param silentUntil when its disk, which hung, is to be asked again at all
 */
record VolumeHistory(VolumeUse use, Course sizes, Course disk, Instant again, Instant silentUntil) {
    /** What is further ahead was set by a clock that was put back since. */
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    boolean isDue(Instant now) {
        return !isAhead(again, now);
    }

    boolean isSilent(Instant now) {
        return isAhead(silentUntil, now);
    }

    private static boolean isAhead(Instant moment, Instant now) {
        Duration left = Duration.between(now, moment);
        return left.isPositive() && left.compareTo(LONGEST_PAUSE) <= 0;
    }
}
