package dev.berth.tui;

import dev.berth.docker.ContainerDetails;
import dev.berth.environment.Stack;
import dev.berth.health.Surroundings;
import dev.berth.health.VolumeUse;
import dev.berth.view.Amounts;
import dev.berth.view.Role;
import dev.berth.view.Theme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the services keep, how much that is, and how long there will be room. */
final class VolumeLines {
    private static final double SOON_DAYS = 14;

    private VolumeLines() {}

    static List<Line> of(BoardView view, int columns) {
        Theme theme = view.theme();
        Grid grid = new Grid(
                view.state().filter(),
                Grid.Column.words("VOLUME"),
                Grid.Column.words("SERVICE"),
                Grid.Column.number("SIZE"),
                Grid.Column.number("A DAY"),
                Grid.Column.number("FREE"),
                Grid.Column.number("FULL IN"),
                Grid.Column.rest("KNOWN FROM"));
        for (VolumeUse volume : volumes(view)) {
            OptionalDouble days = volume.daysToFull();
            Role urgency = days.isPresent() && days.getAsDouble() < SOON_DAYS ? Role.WARNING : Role.PLAIN;
            String counted = volume.countedAt().map(at -> ", " + view.time(at)).orElse("");
            grid.row(List.of(
                    Line.of(volume.name()),
                    Line.of(volume.service()),
                    Line.of(bytes(theme, volume.bytes())),
                    Line.of(growth(theme, volume.growthBytesPerDay())),
                    Line.of(bytes(theme, volume.freeBytes())),
                    Line.of(urgency, days(theme, days)),
                    Line.of(Role.MUTED, theme.text(volume.basis() + counted))));
        }
        if (grid.isEmpty()) {
            return List.of(Line.of(
                    Role.MUTED,
                    view.state().filter().isEmpty() ? " no service keeps a volume" : " no volume with that text"));
        }
        List<Line> lines = new ArrayList<>(grid.lines(columns));
        if (view.live().snapshot().surroundings().flatMap(Surroundings::backups).isEmpty()) {
            lines.add(Line.EMPTY);
            lines.add(Line.of(Role.MUTED, " Backups are not looked at yet."));
        }
        return lines;
    }

    /** Those that were counted; until then those that the containers mount. */
    private static List<VolumeUse> volumes(BoardView view) {
        List<VolumeUse> counted =
                view.live().snapshot().surroundings().map(Surroundings::volumes).orElse(List.of());
        if (!counted.isEmpty()) {
            return counted;
        }
        List<VolumeUse> mounted = new ArrayList<>();
        for (Stack.Service service : view.stack().services()) {
            for (ContainerDetails container : view.live().containers(service.name())) {
                for (ContainerDetails.Mount mount : container.mounts()) {
                    if (mount.type().equals("volume")) {
                        mounted.add(new VolumeUse(
                                mount.source(),
                                service.name(),
                                mount.target(),
                                OptionalLong.empty(),
                                Optional.empty(),
                                "not counted yet",
                                OptionalLong.empty(),
                                OptionalDouble.empty()));
                    }
                }
            }
        }
        return mounted;
    }

    private static String bytes(Theme theme, OptionalLong bytes) {
        return bytes.isPresent() ? Amounts.bytes(bytes.getAsLong()) : theme.unknown();
    }

    private static String growth(Theme theme, OptionalDouble bytes) {
        if (bytes.isEmpty()) {
            return theme.unknown();
        }
        long amount = Math.round(bytes.getAsDouble());
        return (amount < 0 ? "-" : "+") + Amounts.bytes(Math.abs(amount));
    }

    private static String days(Theme theme, OptionalDouble days) {
        if (days.isEmpty()) {
            return theme.unknown();
        }
        double count = days.getAsDouble();
        return count > 730 ? "> 2 years" : count < 1 ? "hours" : Math.round(count) + " days";
    }
}
