package dev.berth.monitor;

import java.time.Duration;

/**
 * How often a receiver is told.
 *
 * @param gathering how long the first of several waits for the others; what is over sooner is not told of
 * @param interval at least that long lies between two messages
 * @param repeat after so long without news what still fires is told again
 */
record Pace(Duration gathering, Duration interval, Duration repeat) {
    static final Pace USUAL = new Pace(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(4));

    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final Duration LAST_RETRY = Duration.ofMinutes(10);
    private static final int DOUBLINGS = 6;

    /** How long to wait before a message is tried once more that could not be delivered so often. */
    static Duration retry(int attempts) {
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.clamp(attempts - 1L, 0, DOUBLINGS));
        return wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait;
    }
}
