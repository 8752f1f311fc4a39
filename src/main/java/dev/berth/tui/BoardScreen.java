package dev.berth.tui;

import dev.berth.health.LiveStack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.Surroundings;
import dev.berth.view.Amounts;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Document;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.StatusReport;
import dev.berth.view.Theme;
import dev.berth.view.Wording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The whole screen: header, panes, what is being looked at, keys. */
final class BoardScreen {
    private static final int LEAST_COLUMNS = 60;
    private static final int LEAST_ROWS = 12;

    /** From here on the detail stands beside the list. */
    private static final int WIDE = 160;

    private static final double LIST_PART = 0.58;
    private static final int PREVIEW_ROWS = 4;
    private static final int TABS_ROW = 1;
    private static final int MIDDLE_ROW = 3;

    /** Header, panes, two rules and the keys. */
    private static final int FRAME = 5;

    private final BoardView view;
    private final Theme theme;
    private final BoardState state;
    private final int columns;
    private final int rows;
    private final List<Picture.Target> targets = new ArrayList<>();

    private BoardScreen(BoardView view, int columns, int rows) {
        this.view = view;
        this.theme = view.theme();
        this.state = view.state();
        this.columns = columns;
        this.rows = rows;
    }

    /** Exactly these rows, each exactly these columns wide. */
    static Picture picture(BoardView view, int columns, int rows) {
        BoardScreen screen = new BoardScreen(view, columns, rows);
        List<Line> lines = screen.lines();
        return new Picture(lines, List.copyOf(screen.targets));
    }

    /** How many lines fit into the middle of a screen of so many rows. */
    static int page(int rows) {
        return Math.max(1, rows - FRAME);
    }

    /** How many lines there are to scroll through. */
    static int count(BoardView view, int columns, int rows) {
        BoardScreen screen = new BoardScreen(view, columns, rows);
        if (view.state().pane() == Pane.LOGS) {
            return LogLines.of(view, columns).count();
        }
        return screen.text(page(rows)).size();
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        if (columns < LEAST_COLUMNS || rows < LEAST_ROWS) {
            lines.add(Line.of("%d x %d is too small: the board".formatted(columns, rows)));
            lines.add(Line.of("needs %d x %d. q leaves.".formatted(LEAST_COLUMNS, LEAST_ROWS)));
        } else {
            lines.add(header());
            lines.add(tabs());
            lines.add(view.live().outage().map(this::stale).orElseGet(this::rule));
            lines.addAll(padded(middle(page(rows)), page(rows)));
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

    /** The environment, how it is, and then as many of the other facts as there is room for, each of them whole. */
    private Line header() {
        LiveStack live = view.live();
        boolean isProtected = live.snapshot().isProtected();
        Line line = Line.of(" ")
                .and(
                        isProtected ? Role.PROTECTED : Role.STRONG,
                        live.snapshot().environment().toUpperCase(Locale.ROOT))
                .and(isProtected ? theme.separator() + "protected" : "")
                .and("  ")
                .and(live.outage().map(this::outage).orElseGet(this::health));
        String clock = view.time(view.now()) + " ";
        int room = columns - clock.length() - 1;
        for (Line fact : facts()) {
            Line longer = line.and(theme.separator()).and(fact);
            line = longer.width() <= room ? longer : line;
        }
        Line whole = line.fit(room).and(" ").and(isProtected ? Role.PLAIN : Role.MUTED, clock);
        return isProtected ? whole.on(Role.PROTECTED) : whole;
    }

    private List<Line> facts() {
        List<Line> facts = new ArrayList<>();
        if (view.readOnly()) {
            facts.add(Line.of("read-only"));
        }
        Optional<Surroundings> around = view.live().snapshot().surroundings();
        around.flatMap(Surroundings::secretServer).ifPresent(server -> facts.add(secrets(server)));
        around.flatMap(Surroundings::backups).ifPresent(backups -> facts.add(backup(backups)));
        around.flatMap(Surroundings::migrations)
                .filter(migrations -> migrations.pending().orElse(0) > 0)
                .ifPresent(migrations -> facts.add(Line.of(
                        Role.WARNING,
                        Wording.count(migrations.pending().getAsInt(), "migration") + " pending "
                                + theme.plainSign(Sign.DEGRADED))));
        facts.add(Line.of(view.stack().workspace()));
        if (!view.engine().isEmpty()) {
            facts.add(Line.of(view.engine()));
        }
        return facts;
    }

    private Line secrets(Surroundings.SecretServer server) {
        Line name = Line.of("Vault ");
        return switch (server.state()) {
            case OPEN ->
                name.and(Sign.HEALTHY.role(), theme.plainSign(Sign.HEALTHY))
                        .and(server.lease()
                                .map(lease -> " lease " + Amounts.duration(lease))
                                .orElse(""));
            case SEALED, UNINITIALISED, STANDBY, DENIED, UNREACHABLE, FAILING ->
                name.and(
                        Sign.FAILED.role(),
                        "%s %s for %s"
                                .formatted(
                                        theme.plainSign(Sign.FAILED),
                                        Document.constant(server.state()),
                                        Amounts.duration(Duration.between(server.since(), view.now()))));
        };
    }

    private Line backup(Surroundings.Backups backups) {
        Sign sign = backups.lastFailed() || backups.lastCompleteAt().isEmpty() ? Sign.DEGRADED : Sign.HEALTHY;
        String words = backups.lastFailed()
                ? "failed"
                : backups.lastCompleteAt()
                        .map(at -> Amounts.duration(Duration.between(at, view.now())) + " ago")
                        .orElse("none");
        return Line.of("backup ").and(sign.role(), theme.plainSign(sign)).and(" " + words);
    }

    private Line outage(LiveStack.Outage outage) {
        Duration since = Duration.between(outage.since(), view.now());
        return Line.of(
                Role.BAD, theme.plainSign(Sign.FAILED) + " no answer from the engine for " + Amounts.duration(since));
    }

    /** What is below is old, and why. */
    private Line stale(LiveStack.Outage outage) {
        return Line.of(
                Role.BAD,
                " as it was at %s%s%s"
                        .formatted(
                                view.time(view.live().snapshot().takenAt()),
                                theme.separator(),
                                outage.message().lines().findFirst().orElse("")));
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
            int from = line.width();
            line = line.and(" ").and(shown ? Role.STRONG : Role.MUTED, pane.key() + " " + pane.title());
            if (pane == Pane.ALERTS) {
                int alerts = AlertLines.of(view).size();
                line = line.and(Role.WARNING, alerts == 0 ? "" : " " + alerts);
            }
            line = line.and(shown ? state.only().map(name -> " of " + name).orElse("") : "")
                    .and(" ");
            targets.add(new Picture.Target(TABS_ROW, from, line.width(), new Picture.Show(pane)));
        }
        if (!state.filter().isEmpty()) {
            Line filter = Line.of(Role.WARNING, "only with \"" + state.filter() + "\" ");
            int blanks = columns - line.width() - filter.width();
            return line.and(" ".repeat(Math.max(1, blanks))).and(filter);
        }
        String hints = "/ filter  ? help ";
        if (line.width() + hints.length() >= columns) {
            hints = "? help ";
        }
        targets.add(new Picture.Target(TABS_ROW, columns - 8, columns, new Picture.Help()));
        return line.width() + hints.length() > columns ? line : line.right(Role.MUTED, hints, columns);
    }

    private Line rule() {
        return Line.of(Role.MUTED, Glyphs.rule(theme, columns));
    }

    private List<Line> middle(int height) {
        if (state.help()) {
            return HelpLines.of(theme);
        }
        if (state.pane() == Pane.LOGS) {
            List<Line> lines = LogLines.of(view, columns).page(state.reading().scroll(), height);
            return lines.isEmpty() ? nothing("nothing was logged") : lines;
        }
        if (state.pane() == Pane.SERVICES && !state.detailed()) {
            return services(height);
        }
        List<Line> lines = text(height);
        return state.pane().grows()
                ? end(lines, height)
                : beginning(
                        lines,
                        height,
                        state.detailed()
                                ? state.selection().scroll()
                                : state.reading().scroll());
    }

    /** All lines of a pane that is scrolled through. */
    private List<Line> text(int height) {
        return switch (state.pane()) {
            case SERVICES ->
                subject()
                        .filter(service -> state.detailed())
                        .map(service -> new DetailLines(view, service, columns).full(height))
                        .orElse(List.of());
            case LOGS -> List.of();
            case EVENTS ->
                orNothing(
                        EventLines.of(view, state.only(), state.filter()),
                        state.filter().isEmpty() ? "nothing has happened lately" : "no event with that text");
            case QUERIES -> QueryLines.of(view, columns);
            case VOLUMES -> VolumeLines.of(view, columns);
            case ALERTS -> {
                List<Line> alerts = new ArrayList<>(orNothing(AlertLines.of(view), "nothing is wrong"));
                alerts.add(Line.EMPTY);
                alerts.add(Line.of(
                        Role.MUTED,
                        theme.text(" This is what is wrong now; rules, and alerts that are sent, are not there yet.")));
                yield alerts;
            }
        };
    }

    private static List<Line> orNothing(List<Line> lines, String otherwise) {
        return lines.isEmpty() ? nothing(otherwise) : lines;
    }

    private static List<Line> nothing(String words) {
        return List.of(Line.of(Role.MUTED, " " + words));
    }

    private List<Line> services(int height) {
        Optional<ServiceSnapshot> subject = subject();
        if (columns >= WIDE) {
            int width = (int) (columns * LIST_PART);
            List<Line> right = subject.map(service -> new DetailLines(view, service, columns - width - 3).full(height))
                    .orElse(List.of());
            return beside(listAndLog(width, height), right, width, height);
        }
        ServiceLines list = new ServiceLines(view, columns);
        List<Line> lines = new ArrayList<>(List.of(list.heading()));
        lines.addAll(list.rows(targeted(list.visible(Math.max(1, height - 2 - PREVIEW_ROWS)), columns)));
        int left = height - lines.size() - 1;
        if (left > 1 && subject.isPresent()) {
            lines.add(rule());
            lines.addAll(new DetailLines(view, subject.get(), columns).preview(left));
        }
        return lines;
    }

    /** The list, and below it what all of them say. */
    private List<Line> listAndLog(int width, int height) {
        ServiceLines list = new ServiceLines(view, width);
        List<Line> lines = new ArrayList<>(List.of(list.heading()));
        lines.addAll(list.rows(targeted(list.visible(height - 1), width)));
        int left = height - lines.size() - 1;
        if (left > 1) {
            lines.add(Line.of(Role.MUTED, Glyphs.rule(theme, width)));
            lines.addAll(LogLines.last(view, Optional.empty(), left, width));
        }
        return lines;
    }

    private List<ServiceSnapshot> targeted(List<ServiceSnapshot> services, int width) {
        for (int i = 0; i < services.size(); i++) {
            targets.add(new Picture.Target(
                    MIDDLE_ROW + 1 + i,
                    0,
                    width,
                    new Picture.Select(services.get(i).name())));
        }
        return services;
    }

    private List<Line> beside(List<Line> left, List<Line> right, int width, int height) {
        List<Line> lines = new ArrayList<>();
        List<Line> list = padded(left, height);
        List<Line> detail = padded(right, height);
        for (int i = 0; i < height; i++) {
            Line row = list.get(i).fit(width);
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
    private List<Line> end(List<Line> lines, int height) {
        int last = Math.max(
                Math.min(height, lines.size()), lines.size() - state.reading().scroll());
        return lines.subList(Math.max(0, last - height), last);
    }

    private static List<Line> beginning(List<Line> lines, int height, int scroll) {
        int first = Math.clamp(scroll, 0, Math.max(0, lines.size() - height));
        return lines.subList(first, Math.min(lines.size(), first + height));
    }

    private Line action() {
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
