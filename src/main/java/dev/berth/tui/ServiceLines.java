package dev.berth.tui;

import dev.berth.health.ServiceSnapshot;
import dev.berth.health.Trend;
import dev.berth.view.Amounts;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.StatusReport;
import dev.berth.view.Theme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The table of services: a heading, then one line each. */
final class ServiceLines {
    private static final int LONGEST_NAME = 24;
    private static final int LEAST_WORDS = 24;
    private static final int CPU = 6;
    private static final int CURVE = 10;
    private static final int RATE = 12;
    private static final int RESTARTS = 10;
    private static final int UP = 9;
    private static final int PERCENT = 5;

    /** From here on memory is short. */
    static final double NEARLY_FULL = 0.95;

    private static final double RATHER_FULL = 0.8;

    /** Under this much of a core a curve stays at its lowest. */
    static final double CALM_PERCENT = 10;

    private final BoardView view;
    private final Theme theme;
    private final int name;
    private final int words;
    private final int bar;
    private final boolean curve;
    private final boolean up;
    private final boolean rate;
    private final boolean disk;

    /** Leaves out, where there is no room, the disk, then the network, then the uptime, then the curve. */
    ServiceLines(BoardView view, int columns) {
        this.view = view;
        this.theme = view.theme();
        this.name = Math.min(
                LONGEST_NAME,
                view.live().snapshot().services().stream()
                        .mapToInt(service -> DisplayWidth.of(service.name()))
                        .max()
                        .orElse(0));
        this.bar = columns < 100 ? 8 : 12;
        int left = columns - 3 - name - 2 - CPU - 2 - bar - PERCENT - RESTARTS - LEAST_WORDS;
        this.curve = left >= CURVE;
        left -= curve ? CURVE : 0;
        this.up = curve && left >= UP;
        left -= up ? UP : 0;
        this.rate = up && left >= RATE;
        left -= rate ? RATE : 0;
        // What it says of itself matters more.
        this.disk = rate && left >= RATE + LEAST_WORDS / 2;
        left -= disk ? RATE : 0;
        this.words = LEAST_WORDS + Math.max(0, left);
    }

    Line heading() {
        Line line = Line.of("   ")
                .and(Role.MUTED, DisplayWidth.padRight("SERVICE", name + 2))
                .and(Role.MUTED, DisplayWidth.padRight("HEALTH", words))
                .right(Role.MUTED, "CPU", 3 + name + 2 + words + CPU);
        if (curve) {
            line = line.and(" ".repeat(CURVE));
        }
        line = line.and("  ").and(Role.MUTED, DisplayWidth.padRight("MEMORY", bar + PERCENT));
        if (rate) {
            line = line.and(Role.MUTED, DisplayWidth.padLeft("NET", RATE));
        }
        if (disk) {
            line = line.and(Role.MUTED, DisplayWidth.padLeft("DISK", RATE));
        }
        line = line.and(Role.MUTED, DisplayWidth.padLeft("RESTARTS", RESTARTS));
        return up ? line.and(Role.MUTED, DisplayWidth.padLeft("UP", UP)) : line;
    }

    /** The services that there is room for, the selected one among them. */
    List<ServiceSnapshot> visible(int rows) {
        List<ServiceSnapshot> services = ServiceList.shown(view.live(), view.state());
        int selected = 0;
        for (int i = 0; i < services.size(); i++) {
            if (services.get(i).name().equals(view.state().selected().orElse(""))) {
                selected = i;
            }
        }
        int first = Math.clamp(selected - rows + 1L, 0, Math.max(0, services.size() - rows));
        return services.subList(first, Math.min(services.size(), first + rows));
    }

    List<Line> rows(List<ServiceSnapshot> services) {
        List<Line> lines = new ArrayList<>();
        for (ServiceSnapshot service : services) {
            Line line = row(service);
            lines.add(view.state().selected().filter(service.name()::equals).isPresent() ? line.select() : line);
        }
        if (services.isEmpty()) {
            lines.add(Line.of(
                    Role.MUTED,
                    view.state().filter().isEmpty()
                            ? "   no services"
                            : "   no service's name contains " + view.state().filter()));
        }
        return lines;
    }

    private Line row(ServiceSnapshot service) {
        Sign sign = StatusReport.sign(service);
        Trend trend = view.live().trend(service.name());
        ServiceSnapshot.Measurements measured = service.measurements();
        String how = theme.text(ServiceList.words(service, view.live().containers(service.name())));
        Line line = Line.of(" ")
                .and(sign.role(), theme.plainSign(sign) + " ")
                .and(service.isWell() ? Role.PLAIN : Role.STRONG, cell(service.name(), name + 2))
                .and(service.isWell() ? Role.PLAIN : sign.role(), cell(how, words))
                .and(DisplayWidth.padLeft(percent(measured.cpuPercent()), CPU));
        if (curve) {
            line = line.and("  ")
                    .and(
                            Role.WAITING,
                            Glyphs.curve(theme, trend.cpuPercent().seconds(CURVE - 2), CALM_PERCENT, CURVE - 2));
        }
        line = line.and("  ").and(memory(service));
        if (rate) {
            line = line.and(
                    DisplayWidth.padLeft(rate(trend.networkBytesPerSecond().last()), RATE));
        }
        if (disk) {
            line = line.and(
                    DisplayWidth.padLeft(rate(trend.blockBytesPerSecond().last()), RATE));
        }
        boolean restarted = service.restarts() > 0;
        line = line.and(
                restarted ? Role.WARNING : Role.PLAIN,
                DisplayWidth.padLeft(Integer.toString(service.restarts()), RESTARTS));
        return up ? line.and(DisplayWidth.padLeft(uptime(service), UP)) : line;
    }

    private String cell(String text, int columns) {
        String shown = DisplayWidth.of(text) <= columns - 2
                ? text
                : DisplayWidth.clip(text, columns - 3) + (theme.unicode() ? "…" : ">");
        return DisplayWidth.padRight(shown, columns);
    }

    private Line memory(ServiceSnapshot service) {
        ServiceSnapshot.Measurements measured = service.measurements();
        OptionalLong used = measured.memoryBytes();
        OptionalLong limit = measured.memoryLimitBytes();
        if (used.isEmpty()) {
            return Line.of(DisplayWidth.padRight(theme.unknown(), bar + PERCENT));
        }
        if (limit.isEmpty() || limit.getAsLong() == 0) {
            return Line.of(DisplayWidth.padRight(Amounts.bytes(used.getAsLong()), bar + PERCENT));
        }
        double ratio = service.memoryUse().orElse(0);
        Role role = ratio >= NEARLY_FULL ? Role.BAD : ratio >= RATHER_FULL ? Role.WARNING : Role.GOOD;
        return Line.of(role, Glyphs.bar(theme, ratio, bar))
                .and(DisplayWidth.padLeft(Math.round(ratio * 100) + "%", PERCENT));
    }

    private String percent(OptionalDouble percent) {
        return percent.isPresent() ? Math.round(percent.getAsDouble()) + "%" : theme.unknown();
    }

    private String rate(OptionalDouble bytesPerSecond) {
        return bytesPerSecond.isPresent()
                ? Amounts.bytes(Math.round(bytesPerSecond.getAsDouble())) + "/s"
                : theme.unknown();
    }

    private String uptime(ServiceSnapshot service) {
        return service.startedAt()
                .map(started -> Amounts.duration(Duration.between(started, view.now())))
                .orElse(theme.unknown());
    }
}
