package dev.berth.tui;

import dev.berth.view.DisplayWidth;
import dev.berth.view.Role;
import java.util.ArrayList;
import java.util.List;

/** Rows of cells under headings, of which one column takes the room that the others leave. */
final class Grid {
    private static final int GAP = 2;
    private static final int LEAST_FLEXIBLE = 12;

    private final List<Column> columns;
    private final String filter;
    private final List<List<Line>> rows = new ArrayList<>();

    /** Keeps only rows that contain the filter's text. */
    Grid(String filter, Column... columns) {
        this.filter = filter;
        this.columns = List.of(columns);
    }

    /** A heading, and how its cells stand under it. */
    record Column(String heading, Kind kind) {
        static Column words(String heading) {
            return new Column(heading, Kind.WORDS);
        }

        static Column number(String heading) {
            return new Column(heading, Kind.NUMBER);
        }

        static Column rest(String heading) {
            return new Column(heading, Kind.REST);
        }
    }

    enum Kind {
        WORDS,
        NUMBER,
        REST
    }

    Grid row(String... cells) {
        List<Line> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(Line.of(cell));
        }
        return row(row);
    }

    Grid row(List<Line> cells) {
        StringBuilder text = new StringBuilder();
        cells.forEach(cell -> text.append(cell.text()).append(' '));
        if (text.toString().contains(filter)) {
            rows.add(List.copyOf(cells));
        }
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The headings and the rows; a blank stands before each. */
    List<Line> lines(int width) {
        int[] widths = new int[columns.size()];
        int taken = 1 + GAP * (columns.size() - 1);
        for (int i = 0; i < widths.length; i++) {
            widths[i] = DisplayWidth.of(columns.get(i).heading());
            for (List<Line> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).width());
            }
            taken += columns.get(i).kind() == Kind.REST ? 0 : widths[i];
        }
        for (int i = 0; i < widths.length; i++) {
            if (columns.get(i).kind() == Kind.REST) {
                widths[i] = Math.max(LEAST_FLEXIBLE, width - taken - 1);
            }
        }
        List<Line> lines = new ArrayList<>();
        lines.add(line(
                columns.stream()
                        .map(column -> Line.of(Role.MUTED, column.heading()))
                        .toList(),
                widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private Line line(List<Line> cells, int[] widths) {
        Line line = Line.of(" ");
        for (int i = 0; i < widths.length; i++) {
            Line cell = cells.get(i);
            String blanks = " ".repeat(Math.max(0, widths[i] - cell.width()));
            line = i == 0 ? line : line.and(" ".repeat(GAP));
            line = columns.get(i).kind() == Kind.NUMBER
                    ? line.and(blanks).and(cell)
                    : line.and(cell.width() > widths[i] ? cell.fit(widths[i]) : cell.and(blanks));
        }
        return line;
    }
}
