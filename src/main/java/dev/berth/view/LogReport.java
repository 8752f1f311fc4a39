package dev.berth.view;

import dev.berth.environment.Stack;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogLevel;
import java.util.List;

/** Log entries as people and programs read them. */
public final class LogReport {
    private final Stack stack;
    private final Theme theme;
    private final int columns;

    public LogReport(Stack stack, Theme theme) {
        this.stack = stack;
        this.theme = theme;
        this.columns = stack.services().stream()
                .mapToInt(service -> DisplayWidth.of(service.name()))
                .max()
                .orElse(0);
    }

    /** The entry's lines, the service's name before each. */
    public List<String> lines(LogEntry entry) {
        String name = theme.tint(place(entry.service()), DisplayWidth.padRight(entry.service(), columns));
        Role role = role(entry.level());
        return entry.message()
                .lines()
                .map(line -> name + theme.paint(Role.MUTED, " | ") + theme.paint(role, line))
                .toList();
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
                .put("message", entry.message());
    }
}
