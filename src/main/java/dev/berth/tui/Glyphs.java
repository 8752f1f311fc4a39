package dev.berth.tui;

import dev.berth.view.Role;
import dev.berth.view.Theme;

/** Amounts as characters: bars, small curves and rules, with substitutes where the locale has only ASCII. */
final class Glyphs {
    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    private static final String ASCII_LEVELS = "_.,-=+*#";
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

    private Glyphs() {}

    static Line rule(Theme theme, int columns) {
        return Line.of(Role.MUTED, (theme.unicode() ? "─" : "-").repeat(columns));
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
     * One column for each value, the newest to the right; a blank where it is not known.
     *
     * @param ceiling what is drawn as high as possible at least, so that noise stays low
     */
    static String curve(Theme theme, double[] values, double ceiling, int columns) {
        double highest = ceiling;
        for (double value : values) {
            highest = Double.isNaN(value) ? highest : Math.max(highest, value);
        }
        String levels = theme.unicode() ? LEVELS : ASCII_LEVELS;
        StringBuilder curve = new StringBuilder(" ".repeat(Math.max(0, columns - values.length)));
        for (int i = Math.max(0, values.length - columns); i < values.length; i++) {
            int level = (int) Math.clamp(values[i] / highest * levels.length(), 0, levels.length() - 1);
            curve.append(Double.isNaN(values[i]) ? ' ' : levels.charAt(level));
        }
        return curve.toString();
    }
}
