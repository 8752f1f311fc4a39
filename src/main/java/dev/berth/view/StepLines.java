package dev.berth.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The lines in which the steps of a run are told. */
final class StepLines {
    private static final int NAME_COLUMNS = 14;
    private static final int DETAIL_COLUMNS = 72;
    private static final int TIME_COLUMNS = 8;

    private final Theme theme;

    StepLines(Theme theme) {
        this.theme = theme;
    }

    String running(String mark, String step, String detail) {
        return (theme.paint(Role.WAITING, mark) + " " + name(step) + theme.paint(Role.MUTED, theme.text(detail)))
                .stripTrailing();
    }

    String finished(String step, String detail, Duration took) {
        return line(Sign.DONE, step, DisplayWidth.padRight(theme.text(detail), DETAIL_COLUMNS))
                + theme.paint(Role.MUTED, DisplayWidth.padLeft(Amounts.duration(took), TIME_COLUMNS));
    }

    List<String> failed(String step, String reason, List<String> details) {
        List<String> lines = new ArrayList<>();
        lines.add(line(Sign.FAILED, step, theme.text(reason)));
        details.forEach(detail -> detail.lines().forEach(part -> lines.add("    " + theme.text(part))));
        return lines;
    }

    String rolledBack(String detail) {
        return line(Sign.ROLLED_BACK, "rolled back", theme.text(detail));
    }

    String notice(String text) {
        return theme.paint(Role.MUTED, "  " + theme.text(text));
    }

    /** A long one still ends with a blank. */
    private static String name(String step) {
        return DisplayWidth.padRight(step, Math.max(NAME_COLUMNS, DisplayWidth.of(step) + 1));
    }

    private String line(Sign sign, String step, String rest) {
        return theme.sign(sign) + " " + name(step) + rest;
    }
}
