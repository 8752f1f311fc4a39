package dev.berth.tui;

import dev.berth.view.Theme;
import java.util.List;

/** Amounts as characters: bars, small curves and rules, with substitutes where the locale has only ASCII. */
final class Glyphs {
    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    private static final String ASCII_LEVELS = "_.,-=+*#";
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

    private Glyphs() {}

    static String rule(Theme theme, int columns) {
        return (theme.unicode() ? "─" : "-").repeat(columns);
    }

    /** A bar that is full at a ratio of 1, and stays full beyond. */
    static String bar(Theme theme, double ratio, int columns) {
        double full = Math.clamp(ratio, 0, 1) * columns;
        int whole = (int) full;
        if (!theme.unicode()) {
            return "#".repeat((int) Math.round(full)) + " ".repeat(columns - (int) Math.round(full));
        }
        int eighths = (int) ((full - whole) * 8);
        String part = eighths > 0 ? String.valueOf(EIGHTHS.charAt(eighths)) : "";
        return "█".repeat(whole) + part + " ".repeat(columns - whole - part.length());
    }

    /**
     * The last values, one column each, the newest to the right.
     *
     * @param ceiling what is drawn as high as possible at least, so that noise stays low
     */
    static String curve(Theme theme, List<Double> values, double ceiling, int columns) {
        List<Double> shown = values.subList(Math.max(0, values.size() - columns), values.size());
        double highest = Math.max(
                ceiling, shown.stream().mapToDouble(Double::doubleValue).max().orElse(0));
        String levels = theme.unicode() ? LEVELS : ASCII_LEVELS;
        StringBuilder curve = new StringBuilder(" ".repeat(columns - shown.size()));
        for (double value : shown) {
            curve.append(levels.charAt((int) Math.clamp(value / highest * levels.length(), 0, levels.length() - 1)));
        }
        return curve.toString();
    }
}
