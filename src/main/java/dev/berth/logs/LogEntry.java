package dev.berth.logs;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that a service said, all lines of it together, without characters that do something to a terminal.
 *
 * @param time when the engine received its first line
 * @param container the container's name
 * @param message lines separated by a line feed
 * @param loggedAt when the service itself says that it was, where it logs JSON
 * @param late whether one that is younger has been handed out before it
 * @param cut whether it was too long, and the next one goes on with it
 */
public record LogEntry(
        Instant time,
        String service,
        String container,
        LogLevel level,
        String message,
        Optional<Instant> loggedAt,
        boolean late,
        boolean cut) {

    /** One that is in order, and whole. */
    public LogEntry(Instant time, String service, String container, LogLevel level, String message) {
        this(time, service, container, level, message, Optional.empty(), false, false);
    }

    /** The same with another message. */
    public LogEntry withMessage(String other) {
        return new LogEntry(time, service, container, level, other, loggedAt, late, cut);
    }

    LogEntry afterYounger() {
        return new LogEntry(time, service, container, level, message, loggedAt, true, cut);
    }
}
