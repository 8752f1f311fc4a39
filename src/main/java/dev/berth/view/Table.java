package dev.berth.view;

import dev.berth.failure.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of cells under headings: words to the left, numbers to the right. */
public final class Table {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    public Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /** A heading, and on which side its cells stand. */
    public record Column(String heading, boolean number) {
        public static Column words(String heading) {
            return new Column(heading, false);
        }

        public static Column numbers(String heading) {
            return new Column(heading, true);
        }
    }

    /** A text in its role. */
    public record Cell(String text, Role role) {
        public Cell {
            text = Quoted.line(text);
        }

        public static Cell of(String text) {
            return new Cell(text, Role.PLAIN);
        }
    }

    public Table row(String... texts) {
        return row(Arrays.stream(texts).map(Cell::of).toArray(Cell[]::new));
    }

    public Table row(Cell... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines, headings first; empty cells at the end of a line leave no blanks there. */
    public List<String> lines(Theme theme) {
        List<Cell> headings = columns.stream()
                .map(column -> new Cell(column.heading(), Role.MUTED))
                .toList();
        int[] widths = new int[columns.size()];
        measure(headings, widths, theme);
        rows.forEach(row -> measure(row, widths, theme));
        List<String> lines = new ArrayList<>(rows.size() + 1);
        lines.add(line(headings, widths, theme));
        rows.forEach(row -> lines.add(line(row, widths, theme)));
        return lines;
    }

    private static void measure(List<Cell> cells, int[] widths, Theme theme) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] =
                    Math.max(widths[i], DisplayWidth.of(theme.text(cells.get(i).text())));
        }
    }

    private String line(List<Cell> cells, int[] widths, Theme theme) {
        StringBuilder line = new StringBuilder();
        int blanks = 0;
        for (int i = 0; i < widths.length; i++) {
            Cell cell = cells.get(i);
            String text = theme.text(cell.text());
            int padding = widths[i] - DisplayWidth.of(text);
            if (columns.get(i).number()) {
                blanks += padding;
                padding = 0;
            }
            if (!text.isEmpty()) {
                line.repeat(' ', blanks).append(theme.paint(cell.role(), text));
                blanks = 0;
            }
            blanks += padding + GAP.length();
        }
        return line.toString();
    }
}
