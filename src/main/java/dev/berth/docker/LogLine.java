package dev.berth.docker;

import java.time.Instant;

/** One line of a container's log, without its line end, with the engine's time in nanoseconds. */
public record LogLine(Instant time, boolean error, String text) {

    /** In characters; a longer one comes as several, all with its time. */
    public static final int LONGEST = 16 * 1024 * 1024;
}
