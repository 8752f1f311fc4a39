package dev.berth.tui;

import dev.berth.docker.EngineEvent;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What happened to the containers, oldest first. */
final class EventLines {
    private static final String SERVICE_LABEL = "com.docker.compose.service";

    private EventLines() {}

    /** Those of one service, or of all; only those that contain the filter's text. */
    static List<Line> of(BoardView view, Optional<String> only, String filter) {
        int columns = view.stack().services().stream()
                .mapToInt(service -> DisplayWidth.of(service.name()))
                .max()
                .orElse(0);
        List<Line> lines = new ArrayList<>();
        for (EngineEvent event : view.live().events()) {
            String service = event.attributes().getOrDefault(SERVICE_LABEL, "");
            if (only.filter(name -> !name.equals(service)).isPresent()) {
                continue;
            }
            Line line = Line.of(Role.MUTED, " " + view.time(event.time()) + "  ")
                    .and(DisplayWidth.padRight(service, columns + 2))
                    .and(role(event), words(event));
            if (line.text().contains(filter)) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static String words(EngineEvent event) {
        String code = event.attributes().getOrDefault("exitCode", "");
        String signal = event.attributes().getOrDefault("signal", "");
        return event.action()
                + (code.isEmpty() ? "" : ", exit code " + code)
                + (signal.isEmpty() ? "" : ", signal " + signal);
    }

    private static Role role(EngineEvent event) {
        return switch (event.action()) {
            case "oom", "health_status: unhealthy" -> Role.BAD;
            case "die" -> "0".equals(event.attributes().get("exitCode")) ? Role.PLAIN : Role.WARNING;
            case "start", "health_status: healthy" -> Role.GOOD;
            default -> Role.PLAIN;
        };
    }
}
