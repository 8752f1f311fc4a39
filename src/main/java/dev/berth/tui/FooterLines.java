package dev.berth.tui;

import dev.berth.view.DisplayWidth;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.Theme;
import java.util.List;

/** What the screen says below everything else: what came of a command, and what keys do, or what is being typed. */
final class FooterLines {
    private final BoardView view;
    private final Theme theme;
    private final BoardState state;
    private final int columns;

    FooterLines(BoardView view, int columns) {
        this.view = view;
        this.theme = view.theme();
        this.state = view.state();
        this.columns = columns;
    }

    /** Where somebody reads while that is not the end, else the last command and what came of it. */
    Line last() {
        Reading reading = state.reading();
        if (state.pane() == Pane.LOGS && reading.held().isPresent()) {
            long missed = LogLines.of(view, columns).missed();
            String more = missed == 0 ? "" : theme.separator() + missed + " more since";
            return Line.of(
                    Role.WARNING,
                    reading.scroll() == 0
                            ? " paused%s%sp goes on".formatted(more, theme.separator())
                            : " %d lines back%s%sG follows again".formatted(reading.scroll(), more, theme.separator()));
        }
        if (state.pane().grows() && reading.scroll() > 0) {
            return Line.of(
                    Role.WARNING, " %d lines back%sG follows again".formatted(reading.scroll(), theme.separator()));
        }
        return state.action().map(this::told).orElseGet(() -> Glyphs.rule(theme, columns));
    }

    private Line told(BoardState.Action action) {
        Sign sign = action.outcome()
                .map(failure -> failure.isEmpty() ? Sign.DONE : Sign.FAILED)
                .orElse(Sign.STARTING);
        String outcome = action.outcome().orElse("");
        return Line.of(sign.role(), " " + theme.plainSign(sign) + " ")
                .and(action.command())
                .and(sign.role(), outcome.isEmpty() ? "" : "  " + theme.text(outcome));
    }

    /** The keys, or what is being typed. */
    Line keys() {
        return state.entry().map(this::typed).orElseGet(this::hints);
    }

    private Line typed(BoardState.Entry entry) {
        String typed = entry.text() + (theme.unicode() ? "█" : "_");
        return switch (entry.purpose()) {
            case BoardState.Entry.Filter filter ->
                Line.of(" /").and(Role.STRONG, typed).and(Role.MUTED, "  only what contains this");
            case BoardState.Entry.Search search ->
                Line.of(" find ").and(Role.STRONG, typed).and(Role.MUTED, "  then n and N");
            case BoardState.Entry.Command command ->
                Line.of(" :").and(Role.STRONG, typed).and(Role.MUTED, "  any command, as at the prompt");
            case BoardState.Entry.Confirmation confirmation ->
                Line.of(Role.WARNING, " " + theme.text(confirmation.question()) + " ")
                        .and(Role.STRONG, typed);
        };
    }

    private Line hints() {
        String same = same();
        StringBuilder shown = new StringBuilder();
        for (String key : state.help() ? List.of("Esc back") : available()) {
            if (shown.length() + key.length() + DisplayWidth.of(same) + 6 <= columns) {
                shown.append(shown.isEmpty() ? " " : "  ").append(key);
            }
        }
        return Line.of(shown.toString()).right(Role.MUTED, same + " ", columns);
    }

    private List<String> available() {
        return switch (state.pane()) {
            case SERVICES ->
                state.detailed()
                        ? List.of(
                                "q quit",
                                "Esc back",
                                "j k scroll",
                                "l logs",
                                "r restart",
                                "s shell",
                                "e events",
                                ": command")
                        : List.of("q quit", "Enter detail", "l logs", "r restart", "s shell", "e events", ": command");
            case LOGS ->
                List.of(
                        "q quit",
                        "Esc back",
                        state.reading().held().isPresent() ? "G follow" : "p pause",
                        "f find",
                        "n N next",
                        state.reading().wrapped() ? "w cut" : "w wrap",
                        ": command");
            case EVENTS -> List.of("q quit", "Esc back", "j k scroll", "G follow", ": command");
            case QUERIES, VOLUMES, ALERTS -> List.of("q quit", "Esc back", "j k scroll", ": command");
        };
    }

    /** The command line that does the same as what is on the screen, as far as there is one. */
    private String same() {
        String only = state.only().map(name -> " " + name).orElse("");
        return switch (state.pane()) {
            case SERVICES ->
                state.selected().map(name -> "stack restart " + name).orElse("stack status");
            case LOGS ->
                "logs tail" + only + " --follow"
                        + (state.filter().isEmpty() ? "" : " --grep " + expression(state.filter()));
            case EVENTS -> "stack events --follow";
            case QUERIES -> "db top";
            case VOLUMES -> "";
            case ALERTS -> "stack status";
        };
    }

    /** The text as the regular expression that finds it, whatever its case. */
    private static String expression(String text) {
        return "'(?i)" + text.replaceAll("[^A-Za-z0-9_ -]", "\\\\$0") + "'";
    }
}
