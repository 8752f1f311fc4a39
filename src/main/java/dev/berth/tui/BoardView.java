package dev.berth.tui;

import dev.berth.environment.Stack;
import dev.berth.health.LiveStack;
import dev.berth.logs.LogEntry;
import dev.berth.view.Theme;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Everything that one picture of the board is drawn from.
 *
 * @param engine what runs it, such as {@code Docker 28.2.2}; empty until it is known
 * @param logs the last lines of all services, oldest first
 */
record BoardView(
        Stack stack,
        LiveStack live,
        String engine,
        List<LogEntry> logs,
        BoardState state,
        boolean readOnly,
        Theme theme,
        Instant now,
        ZoneId zone) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    /** The time of day where the board is looked at. */
    String time(Instant instant) {
        return TIME.format(instant.atZone(zone));
    }
}
