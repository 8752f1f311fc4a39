package dev.berth.tui;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerLimits;
import dev.berth.environment.Stack;
import dev.berth.health.Series;
import dev.berth.health.ServiceSnapshot;
import dev.berth.view.Amounts;
import dev.berth.view.Document;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.StatusReport;
import dev.berth.view.Theme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** All there is to know of one service. */
final class DetailLines {
    private static final int PROBES = 5;
    private static final int HEADINGS = 14;

    private final BoardView view;
    private final Theme theme;
    private final ServiceSnapshot service;
    private final List<ContainerDetails> containers;
    private final int columns;

    DetailLines(BoardView view, ServiceSnapshot service, int columns) {
        this.view = view;
        this.theme = view.theme();
        this.service = service;
        this.containers = view.live().containers(service.name());
        this.columns = columns;
    }

    /** The name, how it is, and where that is not well since what. */
    Line title() {
        Sign sign = StatusReport.sign(service);
        return Line.of(" ")
                .and(Role.STRONG, service.name())
                .and("  ")
                .and(sign.role(), theme.plainSign(sign) + " " + theme.text(ServiceList.words(service, containers)));
    }

    /** The title, then as many of the last log lines as there is room for. */
    List<Line> preview(int rows) {
        List<Line> lines = new ArrayList<>();
        lines.add(title());
        List<Line> said = LogLines.of(view, Optional.of(service.name()), "");
        lines.addAll(said.subList(Math.max(0, said.size() - rows + 1), said.size()));
        if (said.isEmpty()) {
            lines.add(Line.of(Role.MUTED, " it has logged nothing"));
        }
        return lines;
    }

    /** Everything, then the log in the room that is left. */
    List<Line> full(int rows) {
        List<Line> lines = new ArrayList<>();
        lines.add(title());
        lines.add(Line.EMPTY);
        facts(lines);
        probes(lines);
        mounts(lines);
        environment(lines);
        List<Line> events = EventLines.of(view, Optional.of(service.name()), "");
        if (!events.isEmpty()) {
            lines.add(Line.EMPTY);
            lines.add(Line.of(Role.MUTED, " EVENTS"));
            lines.addAll(events.subList(Math.max(0, events.size() - PROBES), events.size()));
        }
        int left = rows - lines.size() - 2;
        List<Line> said = LogLines.of(view, Optional.of(service.name()), "");
        if (left > 2 && !said.isEmpty()) {
            lines.add(Line.EMPTY);
            lines.add(Line.of(Role.MUTED, " LOG"));
            lines.addAll(said.subList(Math.max(0, said.size() - left), said.size()));
        }
        return lines;
    }

    private void facts(List<Line> lines) {
        lines.add(fact("image", service.image()));
        lines.add(fact(
                "replicas",
                "%d of %d run%s%d restarts%s"
                        .formatted(
                                service.running(),
                                service.desired(),
                                theme.separator(),
                                service.restarts(),
                                service.required() ? "" : theme.separator() + "not required")));
        lines.add(fact("cpu", cpu()));
        lines.add(fact("memory", memory()));
        defined().ifPresent(limits -> lines.add(fact("limits", limits(limits))));
        for (ContainerDetails container : containers) {
            lines.add(fact("container", container(container)));
        }
    }

    private Line fact(String heading, String text) {
        return Line.of(Role.MUTED, " " + heading).tab(HEADINGS).and(theme.text(text));
    }

    private String cpu() {
        String now = service.measurements().cpuPercent().isPresent()
                ? Math.round(service.measurements().cpuPercent().getAsDouble()) + "% of a core"
                : theme.unknown();
        Series trend = view.live().trend(service.name()).cpuPercent();
        int room = Math.max(0, columns - HEADINGS - now.length() - 3);
        return now + "  "
                + Glyphs.curve(
                        theme,
                        trend.seconds(room),
                        ServiceLines.CALM_PERCENT,
                        Math.min(room, trend.seconds(room).length));
    }

    private String memory() {
        var used = service.measurements().memoryBytes();
        var limit = service.measurements().memoryLimitBytes();
        if (used.isEmpty()) {
            return theme.unknown();
        }
        return limit.isPresent()
                ? Amounts.bytesOf(used.getAsLong(), limit.getAsLong())
                : Amounts.bytes(used.getAsLong());
    }

    private Optional<ContainerLimits> defined() {
        for (Stack.Service each : view.stack().services()) {
            if (each.name().equals(service.name())) {
                return Optional.of(each.limits());
            }
        }
        return Optional.empty();
    }

    private String limits(ContainerLimits defined) {
        List<String> parts = new ArrayList<>();
        defined.cpus().ifPresent(cpus -> parts.add("%s CPU".formatted(number(cpus))));
        defined.memoryBytes().ifPresent(bytes -> parts.add(Amounts.bytes(bytes)));
        defined.pids().ifPresent(pids -> parts.add(pids + " processes"));
        String wanted = parts.isEmpty() ? "none" : String.join(theme.separator(), parts);
        boolean applied = containers.stream().allMatch(container -> has(container.limits(), defined));
        return applied ? wanted : wanted + "  (a container has others)";
    }

    /** What is not defined may be anything. */
    private static boolean has(ContainerLimits limits, ContainerLimits defined) {
        return (defined.cpus().isEmpty() || defined.cpus().equals(limits.cpus()))
                && (defined.memoryBytes().isEmpty() || defined.memoryBytes().equals(limits.memoryBytes()))
                && (defined.pids().isEmpty() || defined.pids().equals(limits.pids()));
    }

    private static String number(double amount) {
        return amount == Math.rint(amount) ? Long.toString(Math.round(amount)) : Double.toString(amount);
    }

    private String container(ContainerDetails container) {
        String since = container
                .startedAt()
                .map(started -> " since " + view.time(started))
                .orElse("");
        String error = container.error().isEmpty() ? "" : theme.separator() + container.error();
        return container.name() + theme.separator() + Document.constant(container.state()) + since + error;
    }

    private void probes(List<Line> lines) {
        List<ContainerDetails.Probe> probes = containers.stream()
                .flatMap(container -> container.probes().stream())
                .toList();
        if (probes.isEmpty()) {
            return;
        }
        lines.add(Line.EMPTY);
        lines.add(Line.of(Role.MUTED, " PROBES"));
        for (ContainerDetails.Probe probe : probes.subList(Math.max(0, probes.size() - PROBES), probes.size())) {
            Sign sign = probe.exitCode() == 0 ? Sign.HEALTHY : Sign.FAILED;
            lines.add(Line.of(Role.MUTED, " " + view.time(probe.start()) + "  ")
                    .and(sign.role(), theme.plainSign(sign) + " ")
                    .and(probe.output().lines().findFirst().orElse("exit code " + probe.exitCode())));
        }
    }

    private void mounts(List<Line> lines) {
        List<ContainerDetails.Mount> mounts =
                containers.isEmpty() ? List.of() : containers.getFirst().mounts();
        if (!mounts.isEmpty()) {
            lines.add(Line.EMPTY);
            lines.add(Line.of(Role.MUTED, " MOUNTS"));
        }
        for (ContainerDetails.Mount mount : mounts) {
            lines.add(Line.of(" " + mount.type())
                    .tab(9)
                    .and(mount.source() + theme.arrow() + mount.target())
                    .and(Role.MUTED, mount.readOnly() ? " (read-only)" : ""));
        }
    }

    /** Names alone: values may be secrets. */
    private void environment(List<Line> lines) {
        TreeSet<String> names = new TreeSet<>();
        containers.forEach(container -> names.addAll(container.environment().keySet()));
        if (names.isEmpty()) {
            return;
        }
        lines.add(Line.EMPTY);
        lines.add(Line.of(Role.MUTED, " VARIABLES"));
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
