package dev.berth.tui;

import dev.berth.health.LiveStack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.view.Amounts;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Document;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.StatusReport;
import dev.berth.view.Theme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The whole screen as lines: header, panes, what is being looked at, keys. */
final class BoardScreen {
    private static final int LEAST_COLUMNS = 60;
    private static final int LEAST_ROWS = 12;

    /** From here on the detail stands beside the list. */
    private static final int WIDE = 160;

    private static final int LIST_COLUMNS = 104;
    private static final int PREVIEW_ROWS = 4;

    private final BoardView view;
    private final Theme theme;
    private final BoardState state;
    private final int columns;
    private final int rows;

    private BoardScreen(BoardView view, int columns, int rows) {
        this.view = view;
        this.theme = view.theme();
        this.state = view.state();
        this.columns = columns;
        this.rows = rows;
    }

    /** Exactly these rows, each exactly these columns wide. */
    static List<Line> lines(BoardView view, int columns, int rows) {
        return new BoardScreen(view, columns, rows).lines();
    }

    /** How many lines of a log or a list fit into the middle of a screen of so many rows. */
    static int page(int rows) {
        return Math.max(1, rows - 5);
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        if (columns < LEAST_COLUMNS || rows < LEAST_ROWS) {
            lines.add(Line.of("%d x %d is too small: the board".formatted(columns, rows)));
            lines.add(Line.of("needs %d x %d. q leaves.".formatted(LEAST_COLUMNS, LEAST_ROWS)));
        } else {
            lines.add(header());
            lines.add(tabs());
            lines.add(rule());
            lines.addAll(padded(middle(rows - 5), rows - 5));
            lines.add(action());
            lines.add(footer());
        }
        return padded(lines, rows).stream().map(line -> line.fit(columns)).toList();
    }

    private static List<Line> padded(List<Line> lines, int rows) {
        List<Line> padded = new ArrayList<>(lines.subList(0, Math.min(rows, lines.size())));
        while (padded.size() < rows) {
            padded.add(Line.EMPTY);
        }
        return padded;
    }

    private Line header() {
        LiveStack live = view.live();
        boolean isProtected = live.snapshot().isProtected();
        Line line = Line.of(" ")
                .and(
                        isProtected ? Role.PROTECTED : Role.STRONG,
                        live.snapshot().environment().toUpperCase(Locale.ROOT))
                .and(isProtected ? theme.separator() + "protected" : "")
                .and("  " + view.stack().workspace())
                .and(view.engine().isEmpty() ? "" : theme.separator() + view.engine())
                .and(view.readOnly() ? theme.separator() + "read-only" : "")
                .and(theme.separator());
        line = line.and(live.outage().map(this::outage).orElseGet(this::health));
        String clock = view.time(view.now()) + " ";
        Line fitted = line.fit(columns - clock.length() - 1);
        Line whole = fitted.and(" ").and(isProtected ? Role.PLAIN : Role.MUTED, clock);
        return isProtected ? whole.on(Role.PROTECTED) : whole;
    }

    private Line outage(LiveStack.Outage outage) {
        Duration since = Duration.between(outage.since(), view.now());
        return Line.of(
                Role.BAD,
                theme.plainSign(Sign.FAILED) + " no answer from the engine for " + Amounts.duration(since) + ": "
                        + outage.message());
    }

    private Line health() {
        String state = Document.constant(view.live().snapshot().state());
        Sign sign = StatusReport.sign(state);
        List<ServiceSnapshot> services = view.live().snapshot().services();
        long well = services.stream().filter(ServiceSnapshot::isWell).count();
        return Line.of(
                sign.role(), "%s %s, %d of %d well".formatted(theme.plainSign(sign), state, well, services.size()));
    }

    private Line tabs() {
        Line line = Line.EMPTY;
        for (Pane pane : Pane.values()) {
            boolean shown = pane == state.pane() && !state.help();
            line = line.and(" ")
                    .and(shown ? Role.STRONG : Role.MUTED, pane.key() + " " + pane.title())
                    .and(shown ? state.only().map(name -> " of " + name).orElse("") : "")
                    .and(" ");
        }
        if (!state.filter().isEmpty()) {
            line = line.and("  ").and(Role.WARNING, "only with \"" + state.filter() + "\"");
        }
        return line.right(Role.MUTED, "/ filter  ? help ", columns);
    }

    private Line rule() {
        return Line.of(Role.MUTED, Glyphs.rule(theme, columns));
    }

    private List<Line> middle(int height) {
        if (state.help()) {
            return HelpLines.of();
        }
        return switch (state.pane()) {
            case SERVICES -> services(height);
            case LOGS -> end(LogLines.of(view, state.only(), state.filter()), height, "nothing was logged");
            case EVENTS ->
                end(
                        EventLines.of(view, state.only(), state.filter()),
                        height,
                        "nothing has happened since the board is open");
        };
    }

    private List<Line> services(int height) {
        Optional<ServiceSnapshot> subject = subject();
        if (state.detailed() && subject.isPresent()) {
            return new DetailLines(view, subject.get(), columns).full(height);
        }
        if (columns >= WIDE) {
            ServiceLines list = new ServiceLines(view, LIST_COLUMNS);
            List<Line> left = new ArrayList<>(List.of(list.heading()));
            left.addAll(list.rows(height - 1));
            return beside(
                    left,
                    subject.map(service -> new DetailLines(view, service, columns - LIST_COLUMNS - 3).full(height))
                            .orElse(List.of()),
                    height);
        }
        ServiceLines list = new ServiceLines(view, columns);
        List<Line> lines = new ArrayList<>(List.of(list.heading()));
        lines.addAll(list.rows(Math.max(1, height - 2 - PREVIEW_ROWS)));
        int left = height - lines.size() - 1;
        if (left > 1 && subject.isPresent()) {
            lines.add(rule());
            lines.addAll(new DetailLines(view, subject.get(), columns).preview(left));
        }
        return lines;
    }

    private List<Line> beside(List<Line> left, List<Line> right, int height) {
        List<Line> lines = new ArrayList<>();
        List<Line> list = padded(left, height);
        List<Line> detail = padded(right, height);
        for (int i = 0; i < height; i++) {
            Line row = list.get(i).fit(LIST_COLUMNS);
            Line joined = new Line(row.spans(), Role.PLAIN, false);
            if (row.selected()) {
                joined = Line.of(Role.SELECTED, row.text());
            }
            lines.add(joined.and(Role.MUTED, theme.unicode() ? " │" : " |").and(detail.get(i)));
        }
        return lines;
    }

    /** The selected service, or the first one of the list: the worst. */
    private Optional<ServiceSnapshot> subject() {
        List<ServiceSnapshot> shown = ServiceList.shown(view.live(), state);
        return shown.stream()
                .filter(service ->
                        state.selected().filter(service.name()::equals).isPresent())
                .findFirst()
                .or(() -> shown.stream().findFirst());
    }

    /** The last lines, or those that were scrolled back to. */
    private List<Line> end(List<Line> lines, int height, String otherwise) {
        if (lines.isEmpty()) {
            return List.of(Line.of(Role.MUTED, " " + otherwise));
        }
        int last = Math.max(Math.min(height, lines.size()), lines.size() - state.back());
        return lines.subList(Math.max(0, last - height), last);
    }

    private Line action() {
        if (state.back() > 0) {
            return Line.of(Role.WARNING, " %d lines back; G follows again".formatted(state.back()));
        }
        return state.action().map(this::told).orElseGet(this::rule);
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

    private Line footer() {
        if (state.entry().isPresent()) {
            BoardState.Entry entry = state.entry().get();
            String cursor = theme.unicode() ? "█" : "_";
            return switch (entry.purpose()) {
                case BoardState.Entry.Filter filter -> Line.of(" /").and(Role.STRONG, entry.text() + cursor);
                case BoardState.Entry.Command command -> Line.of(" :").and(Role.STRONG, entry.text() + cursor);
                case BoardState.Entry.Confirmation confirmation ->
                    Line.of(Role.WARNING, " " + theme.text(confirmation.question()) + " ")
                            .and(Role.STRONG, entry.text() + cursor);
            };
        }
        String same = same();
        StringBuilder shown = new StringBuilder();
        for (String key : state.help() ? List.of("Esc back") : keys()) {
            if (shown.length() + key.length() + DisplayWidth.of(same) + 6 <= columns) {
                shown.append(shown.isEmpty() ? " " : "  ").append(key);
            }
        }
        return Line.of(shown.toString()).right(Role.MUTED, same + " ", columns);
    }

    private List<String> keys() {
        return switch (state.pane()) {
            case SERVICES ->
                List.of(
                        "q quit",
                        state.detailed() ? "Esc back" : "Enter detail",
                        "l logs",
                        "r restart",
                        "s shell",
                        "e events",
                        ": command");
            case LOGS, EVENTS -> List.of("q quit", "Esc back", "j k scroll", "G follow", ": command");
        };
    }

    /** The command line that does the same as what is on the screen. */
    private String same() {
        String only = state.only().map(name -> " " + name).orElse("");
        return switch (state.pane()) {
            case SERVICES ->
                state.selected().map(name -> "stack restart " + name).orElse("stack status");
            case LOGS -> "logs tail" + only + " --follow";
            case EVENTS -> "stack events";
        };
    }
}
