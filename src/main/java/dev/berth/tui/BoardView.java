package dev.berth.tui;

import dev.berth.environment.Stack;
import dev.berth.health.LiveStack;
import dev.berth.monitor.Seen;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Theme;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Everything that one picture of the board is drawn from.
 *
 * @param engine what runs it, such as {@code Docker 28.2.2}; empty until it is known
 * @param logs the last entries of all services, oldest first
 * @param watch what the environment's watch saw last; empty where there never was one
 */
record BoardView(
        Stack stack,
        LiveStack live,
        String engine,
        LogTail.Excerpt logs,
        Optional<Seen> watch,
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

    /** How many columns the names of the services take. */
    int longestName() {
        return stack.services().stream()
                .mapToInt(service -> DisplayWidth.of(service.name()))
                .max()
                .orElse(0);
    }

    /** Which one of the services it is, in the order of the definition. */
    int place(String service) {
        for (int i = 0; i < stack.services().size(); i++) {
            if (stack.services().get(i).name().equals(service)) {
                return i;
            }
        }
        return stack.services().size();
    }
}
