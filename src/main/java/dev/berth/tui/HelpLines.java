package dev.berth.tui;

import dev.berth.view.Role;
import dev.berth.view.Theme;
import java.util.ArrayList;
import java.util.List;

/** The keys, in two columns. */
final class HelpLines {
    private static final int COLUMN = 39;
    private static final int KEY = 13;

    private static final List<List<String>> LEFT = List.of(
            List.of("MOVE"),
            List.of("j k  arrows", "down and up"),
            List.of("g G", "first and last"),
            List.of("PgUp PgDn", "a page, also ^B ^F"),
            List.of("1…6  Tab", "the panes"),
            List.of("Enter", "all there is to know"),
            List.of("Esc", "back, step by step"),
            List.of("/", "only what contains a text"),
            List.of("mouse", "click, click again, wheel"),
            List.of("ACT ON THE SELECTED SERVICE"),
            List.of("l", "its logs"),
            List.of("e", "its events"),
            List.of("r", "restart it"),
            List.of("s", "a shell in its container"));

    private static final List<List<String>> RIGHT = List.of(
            List.of("READ LOGS"),
            List.of("p  Space", "pause, go on"),
            List.of("f", "find a text"),
            List.of("n N", "older, newer find"),
            List.of("w", "wrap long lines"),
            List.of("G", "follow again"),
            List.of("EVERYTHING ELSE"),
            List.of(":", "any command of Berth"),
            List.of("m", "mouse off, to select text"),
            List.of("?", "these keys"),
            List.of("q  Ctrl-C", "leave"),
            List.of("SIGNS"),
            List.of("● ◐ ▲", "healthy starting degraded"),
            List.of("✗ ○ –", "failed stopped unknown"));

    private HelpLines() {}

    static List<Line> of(Theme theme) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < Math.max(LEFT.size(), RIGHT.size()); i++) {
            Line left = i < LEFT.size() ? row(theme, LEFT.get(i)) : Line.EMPTY;
            Line right = i < RIGHT.size() ? row(theme, RIGHT.get(i)) : Line.EMPTY;
            lines.add(left.fit(COLUMN).and(right));
        }
        return lines;
    }

    private static Line row(Theme theme, List<String> row) {
        return row.size() == 1
                ? Line.of(Role.MUTED, " " + row.getFirst())
                : Line.of("  ")
                        .and(Role.STRONG, theme.text(row.getFirst()))
                        .tab(KEY)
                        .and(theme.text(row.getLast()));
    }
}
