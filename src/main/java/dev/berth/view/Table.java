package dev.berth.view;

import dev.berth.failure.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rows of cells under headings: words to the left, numbers to the right.
 *
 * <p>Where they are wider than the terminal, columns yield: those that fold or are cut become narrower, then those that may
 * leave do so one after the other, which the table says below itself. No line is ever longer than the terminal is wide.
 */
public final class Table {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    public Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /** How a column becomes narrower. */
    private enum Yield {
        NOT,
        FOLD,
        CUT
    }

    /** A heading, on which side its cells stand, and what becomes of it where there is not enough room. */
    public static final class Column {
        private static final int STAYS = Integer.MAX_VALUE;

        private final String heading;
        private final boolean number;
        private final Yield yield;
        private final int least;
        private final int leaving;

        private Column(String heading, boolean number, Yield yield, int least, int leaving) {
            this.heading = heading;
            this.number = number;
            this.yield = yield;
            this.least = least;
            this.leaving = leaving;
        }

        public static Column words(String heading) {
            return new Column(heading, false, Yield.NOT, 0, STAYS);
        }

        public static Column numbers(String heading) {
            return new Column(heading, true, Yield.NOT, 0, STAYS);
        }

        /** Its cells go on below themselves, word by word. */
        public Column folds() {
            return new Column(heading, number, Yield.FOLD, least, leaving);
        }

        /** Its cells are cut to no less than this many columns. */
        public Column cuts(int atLeast) {
            return new Column(heading, number, Yield.CUT, atLeast, leaving);
        }

        /** It is left out when the others have become as narrow as they can; the lowest number goes first. */
        public Column leaves(int order) {
            return new Column(heading, number, yield, least, order);
        }

        public String heading() {
            return heading;
        }

        private int narrowest(int natural, int longestWord) {
            return switch (yield) {
                case NOT -> natural;
                case FOLD -> Math.min(natural, longestWord);
                case CUT -> Math.min(natural, Math.max(least, DisplayWidth.of(heading)));
            };
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
                .map(column -> new Cell(column.heading, Role.MUTED))
                .toList();
        Layout layout = layout(headings, theme);
        List<String> lines = new ArrayList<>(rows.size() + 1);
        lines.addAll(lines(headings, layout, theme));
        rows.forEach(row -> lines.addAll(lines(row, layout, theme)));
        lines.addAll(leftOut(layout, theme));
        return lines;
    }

    /**
     * Where everything stands.
     *
     * @param shown the numbers of the columns that stay
     * @param widths of all columns
     */
    private record Layout(List<Integer> shown, List<Integer> widths) {}

    private Layout layout(List<Cell> headings, Theme theme) {
        int[] natural = new int[columns.size()];
        int[] words = new int[columns.size()];
        measure(headings, natural, words, theme);
        rows.forEach(row -> measure(row, natural, words, theme));
        List<Integer> shown =
                new ArrayList<>(IntStream.range(0, natural.length).boxed().toList());
        if (total(shown, natural) <= theme.columns()) {
            return new Layout(shown, Arrays.stream(natural).boxed().toList());
        }
        int[] narrowest = new int[natural.length];
        for (int i = 0; i < narrowest.length; i++) {
            narrowest[i] = columns.get(i).narrowest(natural[i], words[i]);
        }
        while (total(shown, narrowest) > theme.columns()) {
            Optional<Integer> leaving = shown.stream()
                    .filter(i -> columns.get(i).leaving != Column.STAYS)
                    .min(Comparator.comparingInt(i -> columns.get(i).leaving));
            if (leaving.isEmpty()) {
                // Nothing yields any more: words are broken anywhere rather than by the terminal.
                Arrays.fill(narrowest, 1);
                break;
            }
            shown.removeIf(leaving.get()::equals);
        }
        int[] widths = narrowed(shown, natural, narrowest, theme.columns());
        return new Layout(shown, Arrays.stream(widths).boxed().toList());
    }

    /** The widest gives first, a column at a time, until all fit. */
    private static int[] narrowed(List<Integer> shown, int[] natural, int[] narrowest, int room) {
        int[] widths = natural.clone();
        int excess = total(shown, widths) - room;
        for (; excess > 0; excess--) {
            Optional<Integer> widest =
                    shown.stream().filter(i -> widths[i] > narrowest[i]).max(Comparator.comparingInt(i -> widths[i]));
            if (widest.isEmpty()) {
                break;
            }
            widths[widest.get()]--;
        }
        return widths;
    }

    private static int total(List<Integer> shown, int[] widths) {
        return shown.stream().mapToInt(i -> widths[i]).sum() + GAP.length() * Math.max(0, shown.size() - 1);
    }

    private static void measure(List<Cell> cells, int[] natural, int[] words, Theme theme) {
        for (int i = 0; i < natural.length; i++) {
            String text = theme.text(cells.get(i).text());
            natural[i] = Math.max(natural[i], DisplayWidth.of(text));
            words[i] = Math.max(words[i], Folding.longestWord(text));
        }
    }

    /** A row, in as many lines as its highest cell takes. */
    private List<String> lines(List<Cell> cells, Layout layout, Theme theme) {
        List<List<String>> parts = new ArrayList<>();
        int height = 1;
        for (int i : layout.shown()) {
            List<String> part =
                    part(cells.get(i), columns.get(i), layout.widths().get(i), theme);
            parts.add(part);
            height = Math.max(height, part.size());
        }
        List<String> lines = new ArrayList<>(height);
        for (int at = 0; at < height; at++) {
            lines.add(line(cells, parts, at, layout, theme));
        }
        return lines;
    }

    private static List<String> part(Cell cell, Column column, int width, Theme theme) {
        String text = theme.text(cell.text());
        if (DisplayWidth.of(text) <= width) {
            return List.of(text);
        }
        return column.yield == Yield.CUT ? List.of(cut(text, width, theme)) : Folding.fold(text, width);
    }

    private static String cut(String text, int width, Theme theme) {
        String mark = theme.text("…");
        return width <= mark.length()
                ? DisplayWidth.clip(text, width)
                : DisplayWidth.clip(text, width - mark.length()) + mark;
    }

    private String line(List<Cell> cells, List<List<String>> parts, int at, Layout layout, Theme theme) {
        StringBuilder line = new StringBuilder();
        int blanks = 0;
        for (int shown = 0; shown < parts.size(); shown++) {
            int i = layout.shown().get(shown);
            List<String> part = parts.get(shown);
            String text = at < part.size() ? part.get(at) : "";
            int padding = layout.widths().get(i) - DisplayWidth.of(text);
            if (columns.get(i).number) {
                blanks += padding;
                padding = 0;
            }
            if (!text.isEmpty()) {
                line.repeat(' ', blanks).append(theme.paint(cells.get(i).role(), text));
                blanks = 0;
            }
            blanks += padding + GAP.length();
        }
        return line.toString();
    }

    private List<String> leftOut(Layout layout, Theme theme) {
        if (layout.shown().size() == columns.size()) {
            return List.of();
        }
        List<String> names = IntStream.range(0, columns.size())
                .filter(i -> !layout.shown().contains(i))
                .mapToObj(i -> columns.get(i).heading)
                .toList();
        String sentence = "No room for %s: a wider terminal shows more.".formatted(String.join(", ", names));
        return Folding.fold(sentence, theme.columns()).stream()
                .map(line -> theme.paint(Role.MUTED, theme.text(line)))
                .toList();
    }
}
