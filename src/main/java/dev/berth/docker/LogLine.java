package dev.berth.docker;

import java.time.Instant;

/** One line of a container's log, without its line end, with the engine's time in nanoseconds. */
public record LogLine(Instant time, boolean error, String text) {}
