package dev.berth.tui;

import dev.berth.monitor.Repair;
import dev.berth.monitor.Seen;
import dev.berth.monitor.Standing;
import dev.berth.view.DisplayWidth;
import dev.berth.view.MonitorReports;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.Wording;
import java.util.ArrayList;
import java.util.List;

/** What the watch of an environment has found and done. */
final class WatchLines {
    private WatchLines() {}

    static List<Line> of(BoardView view) {
        if (view.watch().isEmpty() || view.watch().get().isOld(view.now())) {
            List<Line> lines = new ArrayList<>();
            lines.add(
                    Line.of(
                            Role.MUTED,
                            view.theme()
                                    .text(
                                            view.watch()
                                                    .map(seen ->
                                                            " Nobody has watched on since %s: berth monitor start does, and tells of it."
                                                                    .formatted(view.time(seen.at())))
                                                    .orElse(
                                                            " This is what is wrong now; berth monitor start watches on, and tells of it."))));
            view.watch().ifPresent(seen -> lines.addAll(repairs(view, seen)));
            return lines;
        }
        Seen seen = view.watch().get();
        List<Standing> told = MonitorReports.gravestFirst(seen.standings()).stream()
                .filter(standing -> standing.state() != Standing.State.NODATA)
                .toList();
        long firing = told.stream()
                .filter(standing -> standing.state() == Standing.State.FIRING)
                .count();
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of(
                Role.MUTED,
                " Watched, as of %s: %s"
                        .formatted(
                                view.time(seen.at()),
                                firing == 0 ? "no alert fires" : Wording.count(firing, "alert") + " firing")));
        told.forEach(standing -> lines.add(line(view, standing)));
        lines.addAll(repairs(view, seen));
        return lines;
    }

    private static Line line(BoardView view, Standing standing) {
        Role role = MonitorReports.role(standing);
        return Line.of(" ")
                .and(role, DisplayWidth.padRight(MonitorReports.state(standing), 10))
                .and(Role.MUTED, DisplayWidth.padRight("since " + view.time(standing.since()), 16))
                .and(role, view.theme().text(MonitorReports.words(standing)));
    }

    private static List<Line> repairs(BoardView view, Seen seen) {
        if (seen.repairs().isEmpty()) {
            return List.of();
        }
        List<Line> lines = new ArrayList<>(List.of(Line.EMPTY, Line.of(Role.MUTED, " What the watch did")));
        for (Repair repair : seen.repairs().reversed()) {
            Sign sign = MonitorReports.sign(repair);
            lines.add(Line.of(" ")
                    .and(sign.role(), view.theme().plainSign(sign) + " ")
                    .and(Role.MUTED, view.time(repair.time()) + "  ")
                    .and(view.theme().text(MonitorReports.words(repair))));
        }
        return lines;
    }
}
