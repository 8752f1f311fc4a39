package dev.berth.tui;

import dev.berth.view.Role;
import java.util.ArrayList;
import java.util.List;

/** The keys. */
final class HelpLines {
    private static final List<List<String>> KEYS = List.of(
            List.of("MOVE"),
            List.of("j k  arrows", "down and up"),
            List.of("g G", "first and last"),
            List.of("Ctrl-F Ctrl-B", "a page down and up"),
            List.of("1 2 3  Tab", "services, logs, events"),
            List.of("Enter", "all there is to know of a service"),
            List.of("Esc", "back: from a detail, a filter, a selection"),
            List.of("/", "only what contains a text"),
            List.of("ACT ON THE SELECTED SERVICE"),
            List.of("l", "its logs"),
            List.of("e", "its events"),
            List.of("r", "restart it"),
            List.of("s", "a shell in its container"),
            List.of("EVERYTHING ELSE"),
            List.of(":", "any command, as at the prompt"),
            List.of("?", "these keys"),
            List.of("q  Ctrl-C", "leave"));

    private HelpLines() {}

    static List<Line> of() {
        List<Line> lines = new ArrayList<>();
        for (List<String> row : KEYS) {
            lines.add(
                    row.size() == 1
                            ? Line.of(Role.MUTED, " " + row.getFirst())
                            : Line.of("   ")
                                    .and(Role.STRONG, row.getFirst())
                                    .tab(20)
                                    .and(row.getLast()));
        }
        return lines;
    }
}
