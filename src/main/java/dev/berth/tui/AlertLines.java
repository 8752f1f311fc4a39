package dev.berth.tui;

import dev.berth.health.ServiceSnapshot;
import dev.berth.health.VolumeUse;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.StatusReport;
import dev.berth.view.VolumeTable;
import java.util.ArrayList;
import java.util.List;

/** What is wrong now. */
final class AlertLines {
    private AlertLines() {}

    static List<Line> of(BoardView view) {
        List<Line> lines = new ArrayList<>();
        for (ServiceSnapshot service : ServiceList.worstFirst(view.live())) {
            if (!service.isWell()) {
                String words = ServiceList.words(service, view.live().containers(service.name()))
                        + (service.required() ? "" : " (not required)");
                String since = Since.of(service, view.live().containers(service.name()))
                        .map(began -> "since " + view.time(began))
                        .orElse("");
                lines.add(line(
                        view,
                        StatusReport.sign(service),
                        service.name(),
                        since,
                        view.theme().text(words)));
            } else if (service.memoryUse().orElse(0) >= ServiceLines.NEARLY_FULL) {
                lines.add(line(
                        view,
                        Sign.DEGRADED,
                        service.name(),
                        "",
                        "%d%% of its memory is used"
                                .formatted(Math.round(service.memoryUse().getAsDouble() * 100))));
            }
        }
        BackupFacts.of(view)
                .filter(facts -> facts.sign() != Sign.HEALTHY)
                .ifPresent(facts -> lines.add(line(view, facts.sign(), "backup", "", facts.brief())));
        for (VolumeUse volume : VolumeLines.volumes(view)) {
            if (volume.concern().isPresent()) {
                lines.add(line(
                        view,
                        VolumeTable.sign(volume),
                        volume.services().getFirst(),
                        volume.room()
                                .map(room -> VolumeLines.seen(view, room.at()))
                                .orElse(""),
                        view.theme()
                                .text("volume %s (%s)"
                                        .formatted(volume.concern().get().words(), VolumeTable.name(volume)))));
            }
        }
        return lines;
    }

    private static Line line(BoardView view, Sign sign, String service, String since, String words) {
        return Line.of(" ")
                .and(sign.role(), view.theme().plainSign(sign) + " ")
                .and(Role.STRONG, DisplayWidth.padRight(service, view.longestName() + 2))
                .and(Role.MUTED, DisplayWidth.padRight(since, 16))
                .and(sign.role(), words);
    }
}
