package dev.berth.logs;

import java.time.Instant;

/**
 * Something that a service said, all lines of it together, without characters that do something to a terminal.
 *
 * @param time when the engine received its first line
 * @param container the container's name
 * @param message lines separated by a line feed
 */
public record LogEntry(Instant time, String service, String container, LogLevel level, String message) {}
