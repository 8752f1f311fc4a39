package dev.berth.logs.store;

import java.time.Instant;

/** Moments as the file has them: nanoseconds since 1970, which are enough for 292 years before and after. */
final class Nanos {
    private static final long OF_ONE_SECOND = 1_000_000_000;
    private static final long LAST_SECOND = Long.MAX_VALUE / OF_ONE_SECOND - 1;

    private Nanos() {}

    /** What is further away is as far as can be. */
    static long of(Instant time) {
        long second = Math.clamp(time.getEpochSecond(), -LAST_SECOND, LAST_SECOND);
        return second * OF_ONE_SECOND + time.getNano();
    }

    static Instant toInstant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, OF_ONE_SECOND), Math.floorMod(nanos, OF_ONE_SECOND));
    }
}
