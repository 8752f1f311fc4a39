package dev.berth.tui;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Where somebody reads in a pane of lines.
 *
 * @param only the service whose logs and events are shown; empty for all
 * @param scroll how many lines are beyond the screen: below it in a log, above it in a table
 * @param held the number of the last log entry that is shown, so that the text stands still; empty follows
 * @param search what is looked for in the log; empty for nothing
 * @param match which line it was found in last, counted from the end
 * @param wrapped whether long lines of the log go on in the next row
 */
record Reading(
        Optional<String> only, int scroll, OptionalLong held, String search, OptionalInt match, boolean wrapped) {
    static final Reading FOLLOWING =
            new Reading(Optional.empty(), 0, OptionalLong.empty(), "", OptionalInt.empty(), false);

    /** From the end of one service's lines, or of all. */
    Reading of(Optional<String> service) {
        return new Reading(service, 0, OptionalLong.empty(), "", OptionalInt.empty(), wrapped);
    }

    Reading fromTheEnd() {
        return new Reading(only, 0, OptionalLong.empty(), search, OptionalInt.empty(), wrapped);
    }

    Reading scroll(int lines) {
        return new Reading(only, Math.max(0, lines), held, search, match, wrapped);
    }

    /** Stands still at this entry, or where it stands still already. */
    Reading hold(long entry) {
        return new Reading(only, scroll, held.isPresent() ? held : OptionalLong.of(entry), search, match, wrapped);
    }

    Reading search(String text) {
        return new Reading(only, scroll, held, text, OptionalInt.empty(), wrapped);
    }

    Reading found(int line) {
        return new Reading(only, scroll, held, search, OptionalInt.of(line), wrapped);
    }

    Reading wrap(boolean wraps) {
        return new Reading(only, 0, held, search, OptionalInt.empty(), wraps);
    }
}
