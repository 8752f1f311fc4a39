package dev.berth.tui;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.ContainerState;
import dev.berth.environment.Stack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.Surroundings;
import dev.berth.health.Trend;
import dev.berth.health.VolumeUse;
import dev.berth.view.Amounts;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Document;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.StatusReport;
import dev.berth.view.Theme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;

/** All there is to know of one service. */
final class DetailLines {
    private static final int PROBES = 5;
    private static final int EVENTS = 5;
    private static final int LOG = 10;

    /** From here on the four charts stand in one row. */
    private static final int FOUR_CHARTS = 170;

    private final BoardView view;
    private final Theme theme;
    private final ServiceSnapshot service;
    private final List<ContainerDetails> containers;
    private final Optional<Stack.Service> defined;
    private final int columns;

    DetailLines(BoardView view, ServiceSnapshot service, int columns) {
        this.view = view;
        this.theme = view.theme();
        this.service = service;
        this.containers = view.live().containers(service.name());
        this.defined = view.stack().services().stream()
                .filter(each -> each.name().equals(service.name()))
                .findFirst();
        this.columns = columns;
    }

    /** The name, how it is, and where that is not well since when. */
    Line title() {
        Sign sign = StatusReport.sign(service);
        Line line = Line.of(" ").and(Role.STRONG, service.name()).and("  ");
        String since = Since.of(service, containers)
                .map(began -> " since " + view.time(began))
                .orElse("");
        return line.and(sign.role(), theme.plainSign(sign) + since + (since.isEmpty() ? " " : theme.separator()))
                .and(sign.role(), theme.text(ServiceList.words(service, containers)));
    }

    /** The title, then as many of the last log lines as there is room for. */
    List<Line> preview(int rows) {
        List<Line> lines = new ArrayList<>();
        lines.add(title());
        List<Line> said = LogLines.last(view, Optional.of(service.name()), rows - 1, columns);
        lines.addAll(said);
        if (said.isEmpty()) {
            lines.add(Line.of(Role.MUTED, " it has logged nothing"));
        }
        return lines;
    }

    /** Everything. */
    List<Line> full(int rows) {
        List<Line> lines = new ArrayList<>();
        lines.add(title());
        lines.addAll(charts(rows));
        probes(lines);
        limits(lines);
        containers(lines);
        upkeep(lines);
        mounts(lines);
        environment(lines);
        List<Line> events = EventLines.of(view, Optional.of(service.name()), "");
        if (!events.isEmpty()) {
            heading(lines, "EVENTS", "");
            lines.addAll(events.subList(Math.max(0, events.size() - EVENTS), events.size()));
        }
        List<Line> said =
                LogLines.last(view, Optional.of(service.name()), Math.max(LOG, rows - lines.size() - 2), columns);
        if (!said.isEmpty()) {
            heading(lines, "LOG", "");
            lines.addAll(said);
        }
        return lines;
    }

    private void heading(List<Line> lines, String heading, String more) {
        lines.add(Line.EMPTY);
        lines.add(Line.of(Role.MUTED, " " + heading).and(Role.MUTED, more.isEmpty() ? "" : "  " + more));
    }

    private List<Line> charts(int rows) {
        Trend trend = view.live().trend(service.name());
        ServiceSnapshot.Measurements now = service.measurements();
        double limit = now.memoryLimitBytes().orElse(0);
        List<Chart> charts = List.of(
                new Chart(
                        "CPU",
                        now.cpuPercent().isPresent()
                                ? Math.round(now.cpuPercent().getAsDouble()) + "% of a core"
                                : theme.unknown(),
                        trend.cpuPercent(),
                        ServiceLines.CALM_PERCENT,
                        Role.WAITING,
                        percent -> Math.round(percent) + "%"),
                new Chart(
                        "MEMORY",
                        memory(now),
                        trend.memoryBytes(),
                        limit > 0 ? limit : 1,
                        service.memoryUse().orElse(0) >= ServiceLines.NEARLY_FULL ? Role.WARNING : Role.GOOD,
                        bytes -> Amounts.bytes(Math.round(bytes))),
                new Chart(
                        "NETWORK",
                        rate(trend.networkBytesPerSecond().last()),
                        trend.networkBytesPerSecond(),
                        1024,
                        Role.WAITING,
                        DetailLines::perSecond),
                new Chart(
                        "BLOCK I/O",
                        rate(trend.blockBytesPerSecond().last()),
                        trend.blockBytesPerSecond(),
                        1024,
                        Role.WAITING,
                        DetailLines::perSecond));
        int beside = columns >= FOUR_CHARTS ? 4 : 2;
        int width = columns / beside;
        int height = rows >= 40 ? 7 : rows >= 30 ? 6 : 5;
        List<Line> lines = new ArrayList<>();
        for (int first = 0; first < charts.size(); first += beside) {
            List<List<Line>> row = charts.subList(first, first + beside).stream()
                    .map(chart -> chart.lines(theme, width, height))
                    .toList();
            for (int i = 0; i < height; i++) {
                Line line = Line.EMPTY;
                for (List<Line> chart : row) {
                    line = line.and(chart.get(i));
                }
                lines.add(line);
            }
        }
        return lines;
    }

    private static String perSecond(double bytes) {
        return Amounts.bytes(Math.round(bytes)) + "/s";
    }

    private String rate(OptionalDouble bytes) {
        return bytes.isPresent() ? perSecond(bytes.getAsDouble()) : theme.unknown();
    }

    private String memory(ServiceSnapshot.Measurements now) {
        OptionalLong used = now.memoryBytes();
        if (used.isEmpty()) {
            return theme.unknown();
        }
        return now.memoryLimitBytes().isPresent()
                ? Amounts.bytesOf(used.getAsLong(), now.memoryLimitBytes().getAsLong())
                : Amounts.bytes(used.getAsLong());
    }

    private void probes(List<Line> lines) {
        List<ContainerDetails.Probe> probes = containers.stream()
                .flatMap(container -> container.probes().stream())
                .sorted((left, right) -> left.start().compareTo(right.start()))
                .toList();
        if (probes.isEmpty()) {
            return;
        }
        heading(lines, "PROBES", "the last " + Math.min(PROBES, probes.size()));
        for (ContainerDetails.Probe probe : probes.subList(Math.max(0, probes.size() - PROBES), probes.size())) {
            Sign sign = probe.exitCode() == 0 ? Sign.HEALTHY : Sign.FAILED;
            Duration took = Duration.between(probe.start(), probe.end());
            String said = probe.output().lines().findFirst().orElse("").strip();
            String words = said.isEmpty() ? (probe.exitCode() == 0 ? "passed" : "exit code " + probe.exitCode()) : said;
            lines.add(Line.of(Role.MUTED, " " + view.time(probe.start()) + "  ")
                    .and(sign.role(), theme.plainSign(sign) + " ")
                    .and(words)
                    .and(Role.MUTED, took.isNegative() ? "" : "  " + Amounts.duration(took)));
        }
    }

    private void limits(List<Line> lines) {
        if (defined.isEmpty() || containers.isEmpty()) {
            return;
        }
        ContainerLimits wanted = defined.get().limits();
        ContainerLimits applied = containers.getFirst().limits();
        ServiceSnapshot.Measurements now = service.measurements();
        Grid grid = new Grid(
                "",
                Grid.Column.words("LIMITS"),
                Grid.Column.number("DEFINED"),
                Grid.Column.number("APPLIED"),
                Grid.Column.number("USED"));
        grid.row(limit(
                "CPU",
                wanted.cpus().isPresent() ? number(wanted.cpus().getAsDouble()) : "",
                applied.cpus().isPresent() ? number(applied.cpus().getAsDouble()) : "",
                now.cpuPercent().isPresent() ? number(now.cpuPercent().getAsDouble() / 100) : ""));
        grid.row(limit("memory", bytes(wanted.memoryBytes()), bytes(applied.memoryBytes()), bytes(now.memoryBytes())));
        grid.row(limit("processes", count(wanted.pids()), count(applied.pids()), count(now.processes())));
        lines.add(Line.EMPTY);
        lines.addAll(grid.lines(columns));
    }

    private List<Line> limit(String name, String wanted, String applied, String used) {
        boolean differs = !wanted.isEmpty() && !wanted.equals(applied);
        return List.of(
                Line.of(name),
                Line.of(wanted.isEmpty() ? theme.unknown() : wanted),
                Line.of(differs ? Role.WARNING : Role.PLAIN, applied.isEmpty() ? "none" : applied),
                Line.of(used.isEmpty() ? theme.unknown() : used));
    }

    private static String bytes(OptionalLong bytes) {
        return bytes.isPresent() ? Amounts.bytes(bytes.getAsLong()) : "";
    }

    private static String count(OptionalLong count) {
        return count.isPresent() ? Long.toString(count.getAsLong()) : "";
    }

    private static String number(double amount) {
        double rounded = Math.round(amount * 100) / 100.0;
        return rounded == Math.rint(rounded) ? Long.toString(Math.round(rounded)) : Double.toString(rounded);
    }

    private void containers(List<Line> lines) {
        heading(
                lines,
                "CONTAINERS",
                "%d of %d run%s"
                        .formatted(service.running(), service.desired(), service.required() ? "" : ", not required"));
        for (ContainerDetails container : containers) {
            boolean runs = container.state() == ContainerState.RUNNING;
            String state = Document.constant(container.state())
                    + container
                            .startedAt()
                            .filter(started -> runs)
                            .map(started -> " for " + Amounts.duration(Duration.between(started, view.now())))
                            .orElse("")
                    + (container.state() == ContainerState.EXITED ? " with " + container.exitCode() : "")
                    + (container.outOfMemory() ? ", out of memory" : "");
            List<String> parts = new ArrayList<>(List.of(state, container.restarts() + " restarts"));
            parts.addAll(container.networks().values().stream()
                    .map(ContainerDetails.Attachment::address)
                    .filter(address -> !address.isEmpty())
                    .toList());
            parts.add(container.image());
            lines.add(Line.of(" " + container.name() + "  ").and(Role.MUTED, String.join(theme.separator(), parts)));
            if (!container.error().isEmpty()) {
                lines.add(Line.of(Role.BAD, "   " + container.error()));
            }
        }
        if (containers.isEmpty()) {
            lines.add(Line.of(Role.MUTED, " none"));
        }
    }

    private void upkeep(List<Line> lines) {
        Optional<Surroundings.Upkeep> found = view.live()
                .snapshot()
                .surroundings()
                .map(Surroundings::services)
                .flatMap(services -> Optional.ofNullable(services.get(service.name())));
        if (found.isEmpty()) {
            return;
        }
        found.get().secretsVersion().ifPresent(version -> lines.add(Line.of(" reads secrets " + version)));
        for (String difference : found.get().words()) {
            lines.add(Line.of(Role.WARNING, " " + theme.plainSign(Sign.DEGRADED) + " " + theme.text(difference)));
        }
    }

    private void mounts(List<Line> lines) {
        List<ContainerDetails.Mount> mounts =
                containers.isEmpty() ? List.of() : containers.getFirst().mounts();
        if (!mounts.isEmpty()) {
            heading(lines, "MOUNTS", "");
        }
        int longest = mounts.stream()
                .mapToInt(mount -> DisplayWidth.of(mount.target()))
                .max()
                .orElse(0);
        for (ContainerDetails.Mount mount : mounts) {
            lines.add(Line.of(" " + DisplayWidth.padRight(mount.target(), longest) + "  ")
                    .and(Role.MUTED, mount.type() + " " + mount.source())
                    .and(mount.readOnly() ? "  read-only" : "")
                    .and(size(mount).map(bytes -> "  " + bytes).orElse("")));
        }
    }

    private Optional<String> size(ContainerDetails.Mount mount) {
        return view.live().snapshot().surroundings().stream()
                .flatMap(surroundings -> surroundings.volumes().stream())
                .filter(volume -> volume.name().equals(mount.source()))
                .map(VolumeUse::bytes)
                .filter(OptionalLong::isPresent)
                .map(bytes -> Amounts.bytes(bytes.getAsLong()))
                .findFirst();
    }

    /** Names alone: values may be secrets. */
    private void environment(List<Line> lines) {
        TreeSet<String> names = new TreeSet<>();
        containers.forEach(container -> names.addAll(container.environment().keySet()));
        if (names.isEmpty()) {
            return;
        }
        heading(lines, "VARIABLES", "names only");
        StringBuilder row = new StringBuilder();
        for (String name : names) {
            if (!row.isEmpty() && row.length() + name.length() + 3 > columns) {
                lines.add(Line.of(row.toString()));
                row.setLength(0);
            }
            row.append(' ').append(name);
        }
        lines.add(Line.of(row.toString()));
    }
}
