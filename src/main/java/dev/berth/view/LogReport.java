package dev.berth.view;

import dev.berth.environment.Stack;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogLevel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Log entries as people and programs read them. */
public final class LogReport {
    private static final String GOES_ON = " …";

    private final Stack stack;
    private final Theme theme;
    private final int columns;
    private final Map<String, String> begins = new HashMap<>();

    public LogReport(Stack stack, Theme theme) {
        this.stack = stack;
        this.theme = theme;
        this.columns = stack.services().stream()
                .mapToInt(service -> DisplayWidth.of(service.name()))
                .max()
                .orElse(0);
    }

    /**
     * Adds the entry's lines, each with the service's name before it and a line end behind; one that comes too late in the
     * order of times has a wave instead of a bar.
     */
    public void append(LogEntry entry, StringBuilder text) {
        String begin = begins.computeIfAbsent(entry.service(), this::begin)
                + theme.paint(Role.MUTED, entry.late() ? " ~ " : " | ");
        Role role = role(entry.level());
        String message = entry.message();
        int from = 0;
        for (int end = message.indexOf('\n'); end >= 0; end = message.indexOf('\n', from)) {
            text.append(begin)
                    .append(theme.paint(role, message.substring(from, end)))
                    .append('\n');
            from = end + 1;
        }
        text.append(begin)
                .append(theme.paint(role, from == 0 ? message : message.substring(from)))
                .append(entry.cut() ? theme.text(GOES_ON) : "")
                .append('\n');
    }

    private String begin(String service) {
        return theme.tint(place(service), DisplayWidth.padRight(service, columns));
    }

    private int place(String service) {
        for (int i = 0; i < stack.services().size(); i++) {
            if (stack.services().get(i).name().equals(service)) {
                return i;
            }
        }
        return stack.services().size();
    }

    /** What a level means to the eye. */
    public static Role role(LogLevel level) {
        return switch (level) {
            case UNKNOWN, INFO -> Role.PLAIN;
            case TRACE, DEBUG -> Role.MUTED;
            case WARN -> Role.WARNING;
            case ERROR, FATAL -> Role.BAD;
        };
    }

    /** The entry's fields of the contract. */
    public static Document fill(Document document, LogEntry entry) {
        return document.put("time", entry.time())
                .put("service", entry.service())
                .put("container", entry.container())
                .put("level", entry.level())
                .put("message", entry.message())
                .put("loggedAt", entry.loggedAt())
                .put("late", entry.late() ? Optional.of(true) : Optional.empty())
                .put("cut", entry.cut() ? Optional.of(true) : Optional.empty());
    }
}
