package dev.berth.tui;

import dev.berth.health.Series;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Role;
import dev.berth.view.Theme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * A number over the last quarter of an hour, as filled columns under its name.
 *
 * @param now what it is, in words
 * @param least how much the highest column stands for at least, so that noise stays low
 * @param label how an amount is written
 */
record Chart(String name, String now, Series series, double least, Role role, DoubleFunction<String> label) {
    private static final String EIGHTHS = " ▁▂▃▄▅▆▇█";
    private static final String HALVES = " .:";
    private static final int LABEL = 9;

    /** Exactly so many rows, at least four: the name, the columns, and which time they stand for. */
    List<Line> lines(Theme theme, int columns, int rows) {
        double[] heights = heights(columns - LABEL - 2);
        double highest = least;
        double peak = Double.NaN;
        for (double height : heights) {
            if (!Double.isNaN(height)) {
                peak = Double.isNaN(peak) ? height : Math.max(peak, height);
                highest = Math.max(highest, height);
            }
        }
        List<Line> lines = new ArrayList<>();
        Line title = Line.of(" ")
                .and(Role.STRONG, DisplayWidth.padRight(name, LABEL + 1))
                .and(now);
        lines.add(
                Double.isNaN(peak)
                        ? title
                        : title.and(Role.MUTED, "  highest " + label.apply(peak).strip()));
        int plot = rows - 2;
        for (int row = 0; row < plot; row++) {
            String mark = row == 0 ? label.apply(highest) : row == plot - 1 ? label.apply(0) : "";
            lines.add(Line.of(Role.MUTED, DisplayWidth.padLeft(mark, LABEL) + (theme.unicode() ? " │" : " |"))
                    .and(role, row(theme, heights, highest, plot, plot - 1 - row)));
        }
        Line axis = Line.of(Role.MUTED, " ".repeat(LABEL + 2) + "15 min ago");
        lines.add(axis.right(Role.MUTED, "now", LABEL + 2 + heights.length));
        return lines.stream().map(line -> line.fit(columns)).toList();
    }

    private static String row(Theme theme, double[] heights, double highest, int rows, int below) {
        String levels = theme.unicode() ? EIGHTHS : HALVES;
        int steps = levels.length() - 1;
        StringBuilder row = new StringBuilder(heights.length);
        for (double height : heights) {
            if (Double.isNaN(height)) {
                row.append(' ');
                continue;
            }
            long filled = Math.round(height / highest * rows * steps);
            // What is known is seen, even when it is nothing.
            long least = below == 0 ? 1 : 0;
            row.append(levels.charAt((int) Math.clamp(filled - (long) below * steps, least, steps)));
        }
        return row.toString();
    }

    /** As many whole spans a column as there is room for, always the same ones together, so that nothing dances. */
    private double[] heights(int room) {
        double[] spans = series.spans();
        int each = Math.ceilDiv(Series.SPANS, Math.max(1, room));
        int columns = Series.SPANS / each;
        double[] heights = new double[columns];
        Arrays.fill(heights, Double.NaN);
        long lastColumn = Math.floorDiv(series.spansEver() - 1, each);
        for (int i = 0; i < spans.length; i++) {
            long ever = series.spansEver() - spans.length + i;
            int column = (int) (columns - 1 - (lastColumn - Math.floorDiv(ever, each)));
            if (column >= 0 && !Double.isNaN(spans[i])) {
                heights[column] = Double.isNaN(heights[column]) ? spans[i] : Math.max(heights[column], spans[i]);
            }
        }
        return heights;
    }
}
