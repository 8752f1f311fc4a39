package dev.berth.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The lines in which the steps of a run are told. */
final class StepLines {
    private static final int NAME_COLUMNS = 14;
    private static final int DETAIL_COLUMNS = 72;
    private static final int LEAST_DETAIL_COLUMNS = 20;
    private static final int TIME_COLUMNS = 8;

    private final Theme theme;

    StepLines(Theme theme) {
        this.theme = theme;
    }

    String running(String mark, String step, String detail) {
        return (theme.paint(Role.WAITING, mark) + " " + name(step) + theme.paint(Role.MUTED, theme.text(detail)))
                .stripTrailing();
    }

    /** The time stands at the end of the first line; a detail that is longer than the room before it goes on below itself. */
    List<String> finished(String step, String detail, Duration took) {
        String head = line(Sign.DONE, step, "");
        int room = Math.max(LEAST_DETAIL_COLUMNS, theme.columns() - DisplayWidth.of(head) - TIME_COLUMNS);
        List<String> parts = Folding.fold(theme.text(detail), room);
        List<String> lines = new ArrayList<>();
        lines.add(head
                + DisplayWidth.padRight(parts.isEmpty() ? "" : parts.getFirst(), Math.min(DETAIL_COLUMNS, room))
                + theme.paint(Role.MUTED, DisplayWidth.padLeft(Amounts.duration(took), TIME_COLUMNS)));
        parts.stream().skip(1).forEach(part -> lines.add(" ".repeat(DisplayWidth.of(head)) + part));
        return lines;
    }

    List<String> failed(String step, String reason, List<String> details) {
        List<String> lines = new ArrayList<>();
        lines.addAll(Folding.hanging(line(Sign.FAILED, step, ""), theme.text(reason), theme));
        details.forEach(detail -> detail.lines().forEach(part -> lines.add("    " + theme.text(part))));
        return lines;
    }

    List<String> rolledBack(String detail) {
        return Folding.hanging(line(Sign.ROLLED_BACK, "rolled back", ""), theme.text(detail), theme);
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
