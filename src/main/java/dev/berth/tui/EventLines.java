package dev.berth.tui;

import dev.berth.docker.EngineEvent;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What happened to the containers, oldest first. */
final class EventLines {
    private static final String NUMBER_LABEL = "com.docker.compose.container-number";

    private EventLines() {}

    /** Those of one service, or of all with their names; only those that contain the filter's text. */
    static List<Line> of(BoardView view, Optional<String> only, String filter) {
        List<Line> lines = new ArrayList<>();
        for (EngineEvent event : view.live().events()) {
            String service = event.service();
            if (only.filter(name -> !name.equals(service)).isPresent()) {
                continue;
            }
            Line line = Line.of(Role.MUTED, " " + view.time(event.time()) + "  ");
            if (only.isEmpty()) {
                line = line.tinted(view.place(service), DisplayWidth.padRight(service, view.longestName() + 2));
            }
            Sign sign = sign(event);
            line = line.and(sign.role(), view.theme().plainSign(sign) + " ")
                    .and(sign == Sign.STOPPED ? Role.PLAIN : sign.role(), words(event));
            String number = event.attributes().getOrDefault(NUMBER_LABEL, "1");
            line = number.equals("1") ? line : line.and(Role.MUTED, "  container " + number);
            if (line.text().contains(filter)) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** As a person would say it; what is rare stays in the engine's words. */
    private static String words(EngineEvent event) {
        String code = event.attributes().getOrDefault("exitCode", "");
        String signal = event.attributes().getOrDefault("signal", "");
        return switch (event.action()) {
            case "create" -> "created";
            case "start" -> "started";
            case "restart" -> "restarted";
            case "stop" -> "stopped";
            case "pause" -> "paused";
            case "unpause" -> "goes on";
            case "destroy" -> "removed";
            case "rename" -> "renamed";
            case "update" -> "limits changed";
            case "oom" -> "out of memory: the kernel killed a process";
            case "die" -> "ended with exit code " + code;
            case "kill" -> "was sent signal " + signal;
            case "health_status: healthy" -> "healthy";
            case "health_status: unhealthy" -> "unhealthy";
            default -> event.action() + (code.isEmpty() ? "" : ", exit code " + code);
        };
    }

    private static Sign sign(EngineEvent event) {
        return switch (event.action()) {
            case "oom", "health_status: unhealthy" -> Sign.FAILED;
            case "die" -> "0".equals(event.attributes().get("exitCode")) ? Sign.STOPPED : Sign.DEGRADED;
            case "start", "restart", "unpause" -> Sign.STARTING;
            case "health_status: healthy" -> Sign.HEALTHY;
            default -> Sign.STOPPED;
        };
    }
}
