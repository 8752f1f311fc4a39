package dev.berth.tui;

import dev.berth.view.Role;
import java.util.ArrayList;
import java.util.List;

/** The whole screen: header, panes, what is being looked at, keys. */
final class BoardScreen {
    private static final int LEAST_COLUMNS = 60;
    private static final int LEAST_ROWS = 12;
    private static final int TABS_ROW = 1;
    private static final int PANE_ROW = 3;

    /** Header, panes, two rules and the keys. */
    private static final int FRAME = 5;

    private final BoardView view;
    private final BoardState state;
    private final int columns;
    private final int rows;
    private final List<Picture.Target> targets = new ArrayList<>();

    private BoardScreen(BoardView view, int columns, int rows) {
        this.view = view;
        this.state = view.state();
        this.columns = columns;
        this.rows = rows;
    }

    /** Exactly these rows, each exactly these columns wide. */
    static Picture picture(BoardView view, int columns, int rows) {
        BoardScreen screen = new BoardScreen(view, columns, rows);
        List<Line> lines = screen.lines();
        return new Picture(lines, List.copyOf(screen.targets));
    }

    /** How many lines fit into the middle of a screen of so many rows. */
    static int page(int rows) {
        return Math.max(1, rows - FRAME);
    }

    /** How many lines there are to scroll through. */
    static int count(BoardView view, int columns, int rows) {
        return new PaneLines(view, columns).count(page(rows));
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        if (columns < LEAST_COLUMNS || rows < LEAST_ROWS) {
            lines.add(Line.of("%d x %d is too small: the board".formatted(columns, rows)));
            lines.add(Line.of("needs %d x %d. q leaves.".formatted(LEAST_COLUMNS, LEAST_ROWS)));
        } else {
            HeaderLines header = new HeaderLines(view, columns);
            PaneLines pane = new PaneLines(view, columns);
            FooterLines footer = new FooterLines(view, columns);
            lines.add(header.first());
            lines.add(tabs());
            lines.add(header.stale().orElseGet(() -> Glyphs.rule(view.theme(), columns)));
            lines.addAll(Line.padded(pane.shown(page(rows)), page(rows)));
            pane.targets().forEach(target -> targets.add(target.lower(PANE_ROW)));
            lines.add(footer.last());
            lines.add(footer.keys());
        }
        return Line.padded(lines, rows).stream().map(line -> line.fit(columns)).toList();
    }

    private Line tabs() {
        Line line = Line.EMPTY;
        for (Pane pane : Pane.values()) {
            boolean shown = pane == state.pane() && !state.help();
            int from = line.width();
            line = line.and(" ").and(shown ? Role.STRONG : Role.MUTED, pane.key() + " " + pane.title());
            if (pane == Pane.ALERTS) {
                int alerts = AlertLines.of(view).size();
                line = line.and(Role.WARNING, alerts == 0 ? "" : " " + alerts);
            }
            line = line.and(shown ? state.only().map(name -> " of " + name).orElse("") : "")
                    .and(" ");
            targets.add(new Picture.Target(TABS_ROW, from, line.width(), new Picture.Show(pane)));
        }
        if (!state.filter().isEmpty()) {
            Line filter = Line.of(Role.WARNING, "only with \"" + state.filter() + "\" ");
            int blanks = columns - line.width() - filter.width();
            return line.and(" ".repeat(Math.max(1, blanks))).and(filter);
        }
        String hints = "/ filter  ? help ";
        if (line.width() + hints.length() >= columns) {
            hints = "? help ";
        }
        targets.add(new Picture.Target(TABS_ROW, columns - 8, columns, new Picture.Help()));
        return line.width() + hints.length() > columns ? line : line.right(Role.MUTED, hints, columns);
    }
}
