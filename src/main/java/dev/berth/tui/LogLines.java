package dev.berth.tui;

import dev.berth.logs.LogEntry;
import dev.berth.view.DisplayWidth;
import dev.berth.view.LogReport;
import dev.berth.view.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the services said, oldest first. */
final class LogLines {
    private LogLines() {}

    /** Of one service, or of all with their names; only what contains the filter's text, whatever its case. */
    static List<Line> of(BoardView view, Optional<String> only, String filter) {
        int columns = view.stack().services().stream()
                .mapToInt(service -> DisplayWidth.of(service.name()))
                .max()
                .orElse(0);
        String wanted = filter.toLowerCase(Locale.ROOT);
        List<Line> lines = new ArrayList<>();
        for (LogEntry entry : view.logs()) {
            if (only.filter(name -> !name.equals(entry.service())).isPresent()
                    || !entry.message().toLowerCase(Locale.ROOT).contains(wanted)) {
                continue;
            }
            Line head = Line.of(Role.MUTED, " " + view.time(entry.time()) + "  ");
            if (only.isEmpty()) {
                head = head.and(Role.MUTED, DisplayWidth.padRight(entry.service(), columns + 2));
            }
            Line margin = Line.of(" ".repeat(head.width()));
            List<String> message = entry.message().lines().toList();
            for (int i = 0; i < message.size(); i++) {
                lines.add((i == 0 ? head : margin).and(LogReport.role(entry.level()), message.get(i)));
            }
        }
        return lines;
    }
}
