package dev.berth.tui;

import dev.berth.health.ServiceSnapshot;
import dev.berth.view.Role;
import dev.berth.view.Theme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the middle of the screen shows of the pane that is looked at. */
final class PaneLines {
    /** From here on the detail stands beside the list. */
    private static final int WIDE = 160;

    private static final double LIST_PART = 0.58;
    private static final int PREVIEW_ROWS = 4;

    private final BoardView view;
    private final Theme theme;
    private final BoardState state;
    private final int columns;
    private final List<Picture.Target> targets = new ArrayList<>();

    PaneLines(BoardView view, int columns) {
        this.view = view;
        this.theme = view.theme();
        this.state = view.state();
        this.columns = columns;
    }

    /** How many lines there are to scroll through. */
    int count(int height) {
        return state.pane() == Pane.LOGS
                ? LogLines.of(view, columns).count()
                : text(height).size();
    }

    /** At most so many lines: those that there are, from where somebody reads. */
    List<Line> shown(int height) {
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
                alerts.addAll(WatchLines.of(view));
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
            lines.add(Glyphs.rule(theme, columns));
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
            lines.add(Glyphs.rule(theme, width));
            lines.addAll(LogLines.last(view, Optional.empty(), left, width));
        }
        return lines;
    }

    /** What can be clicked on in the lines that were shown, which are counted from the pane's first row. */
    List<Picture.Target> targets() {
        return List.copyOf(targets);
    }

    /** Each has a row below the heading. */
    private List<ServiceSnapshot> targeted(List<ServiceSnapshot> services, int width) {
        for (int i = 0; i < services.size(); i++) {
            targets.add(new Picture.Target(
                    i + 1, 0, width, new Picture.Select(services.get(i).name())));
        }
        return services;
    }

    private List<Line> beside(List<Line> left, List<Line> right, int width, int height) {
        List<Line> lines = new ArrayList<>();
        List<Line> list = Line.padded(left, height);
        List<Line> detail = Line.padded(right, height);
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
}
