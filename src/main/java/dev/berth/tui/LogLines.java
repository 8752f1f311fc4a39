package dev.berth.tui;

import dev.berth.logs.LogEntry;
import dev.berth.logs.LogLevel;
import dev.berth.view.DisplayWidth;
import dev.berth.view.LogReport;
import dev.berth.view.Role;
import dev.berth.view.Theme;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** What the services said, oldest first; lines are counted from the end, since that is where one reads. */
final class LogLines {
    private final BoardView view;
    private final Theme theme;
    private final Optional<String> only;
    private final String wanted;
    private final Reading reading;
    private final int columns;
    private final int names;
    private final List<LogEntry> entries;

    private LogLines(BoardView view, Optional<String> only, String filter, Reading reading, int columns) {
        this.view = view;
        this.theme = view.theme();
        this.only = only;
        this.wanted = filter.toLowerCase(Locale.ROOT);
        this.reading = reading;
        this.columns = columns;
        this.names = view.longestName();
        this.entries = view.logs().until(reading.held()).entries();
    }

    /** As somebody reads them in their own pane. */
    static LogLines of(BoardView view, int columns) {
        return new LogLines(
                view, view.state().only(), view.state().filter(), view.state().reading(), columns);
    }

    /** The last lines of one service, or of all. */
    static List<Line> last(BoardView view, Optional<String> only, int rows, int columns) {
        return new LogLines(view, only, "", Reading.FOLLOWING, columns).page(0, rows);
    }

    /** So many rows that end so many lines before the end. */
    List<Line> page(int back, int rows) {
        List<Line> reversed = new ArrayList<>();
        for (int i = entries.size() - 1; i >= 0 && reversed.size() < back + rows; i--) {
            if (isWanted(entries.get(i))) {
                reversed.addAll(lines(entries.get(i)).reversed());
            }
        }
        int last = Math.clamp(back, 0, Math.max(0, reversed.size() - rows));
        List<Line> page = new ArrayList<>();
        for (int i = last; i < Math.min(reversed.size(), last + rows); i++) {
            boolean found = reading.match().isPresent() && reading.match().getAsInt() == i;
            page.add(found ? marked(reversed.get(i)) : reversed.get(i));
        }
        return page.reversed();
    }

    int count() {
        int count = 0;
        for (LogEntry entry : entries) {
            count += isWanted(entry) ? lines(entry).size() : 0;
        }
        return count;
    }

    /** How many entries have come since the text stands still. */
    long missed() {
        return reading.held().isEmpty()
                ? 0
                : Math.max(0, view.logs().last() - reading.held().getAsLong());
    }

    /** The next line with what is looked for, beyond this one, towards the beginning or the end. */
    OptionalInt find(int from, boolean older) {
        String text = reading.search().toLowerCase(Locale.ROOT);
        OptionalInt newer = OptionalInt.empty();
        int number = 0;
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (!isWanted(entries.get(i))) {
                continue;
            }
            for (Line line : lines(entries.get(i)).reversed()) {
                if (line.text().toLowerCase(Locale.ROOT).contains(text)) {
                    if (older && number > from) {
                        return OptionalInt.of(number);
                    }
                    newer = number < from ? OptionalInt.of(number) : newer;
                }
                number++;
            }
        }
        return older ? OptionalInt.empty() : newer;
    }

    private boolean isWanted(LogEntry entry) {
        return only.map(entry.service()::equals).orElse(true)
                && (wanted.isEmpty() || entry.message().toLowerCase(Locale.ROOT).contains(wanted));
    }

    private List<Line> lines(LogEntry entry) {
        Line head = Line.of(Role.MUTED, " " + view.time(entry.time()) + " ");
        if (only.isEmpty()) {
            head = head.and(" ").tinted(view.place(entry.service()), DisplayWidth.padRight(entry.service(), names));
        }
        Role role = LogReport.role(entry.level());
        Line margin = Line.of(" ".repeat(head.width() + 3));
        head = head.and(role, " " + letter(entry.level()) + " ");
        int room = Math.max(10, columns - head.width());
        List<Line> lines = new ArrayList<>();
        for (String raw : (Iterable<String>) entry.message().lines()::iterator) {
            String line = Line.harmless(raw);
            for (String part : reading.wrapped() ? parts(line, room) : List.of(line)) {
                Line start = lines.isEmpty() ? head : margin;
                lines.add(clipped(start.and(highlighted(role, part))));
            }
        }
        if (lines.isEmpty()) {
            lines.add(head);
        }
        return lines;
    }

    /** What its colour says, too. */
    private static String letter(LogLevel level) {
        return switch (level) {
            case UNKNOWN, INFO -> " ";
            case TRACE -> "T";
            case DEBUG -> "D";
            case WARN -> "W";
            case ERROR -> "E";
            case FATAL -> "F";
        };
    }

    private static List<String> parts(String text, int columns) {
        List<String> parts = new ArrayList<>();
        String rest = text;
        do {
            String part = DisplayWidth.clip(rest, columns);
            parts.add(part);
            rest = rest.substring(part.length());
        } while (!rest.isEmpty() && !parts.getLast().isEmpty());
        return parts;
    }

    private Line highlighted(Role role, String text) {
        String searched = reading.search().toLowerCase(Locale.ROOT);
        String lower = text.toLowerCase(Locale.ROOT);
        // Some letters grow when they are made small; then nothing is marked.
        if (searched.isEmpty() || lower.length() != text.length()) {
            return Line.of(role, text);
        }
        Line line = Line.EMPTY;
        int done = 0;
        for (int at = lower.indexOf(searched); at >= 0; at = lower.indexOf(searched, done)) {
            line = line.and(role, text.substring(done, at))
                    .and(Role.SELECTED, text.substring(at, at + searched.length()));
            done = at + searched.length();
        }
        return line.and(role, text.substring(done));
    }

    private Line clipped(Line line) {
        return line.width() <= columns ? line : line.fit(columns - 1).and(Role.MUTED, theme.unicode() ? "…" : ">");
    }

    private Line marked(Line line) {
        List<Line.Span> spans = new ArrayList<>(line.spans());
        Line.Span first = spans.removeFirst();
        Line start = Line.of(Role.STRONG, theme.unicode() ? "▶" : ">")
                .and(first.role(), first.text().substring(1));
        return start.and(new Line(spans, Role.PLAIN, false));
    }
}
