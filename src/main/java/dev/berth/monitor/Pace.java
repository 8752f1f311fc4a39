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
}
