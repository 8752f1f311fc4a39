package dev.berth.tui;

import dev.berth.docker.ContainerDetails;
import dev.berth.environment.Stack;
import dev.berth.health.Surroundings;
import dev.berth.health.VolumeUse;
import dev.berth.view.Amounts;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Role;
import dev.berth.view.Theme;
import dev.berth.view.VolumeTable;
import dev.berth.workspace.Definition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the services keep, how much that is, and how long there will be room. */
final class VolumeLines {
    private static final int WIDE = 120;
    private static final int VERY_WIDE = 150;
    private static final int PERCENT = 5;
    private static final Duration LATELY = Duration.ofHours(12);

    private final BoardView view;
    private final Theme theme;
    private final int columns;
    private final int bar;

    private VolumeLines(BoardView view, int columns) {
        this.view = view;
        this.theme = view.theme();
        this.columns = columns;
        this.bar = columns < VERY_WIDE ? 6 : 12;
    }

    static List<Line> of(BoardView view, int columns) {
        return new VolumeLines(view, columns).lines();
    }

    private List<Line> lines() {
        Grid grid = new Grid(view.state().filter(), headings().toArray(Grid.Column[]::new));
        volumes(view).forEach(volume -> grid.row(cells(volume)));
        if (grid.isEmpty()) {
            return List.of(Line.of(
                    Role.MUTED,
                    view.state().filter().isEmpty() ? " no service keeps a volume" : " no volume with that text"));
        }
        List<Line> lines = new ArrayList<>(grid.lines(columns));
        lines.add(Line.EMPTY);
        lines.add(Line.of(Role.MUTED, rules(view.stack().volumeRules())));
        lines.add(BackupFacts.of(view)
                .map(BackupFacts::line)
                .orElseGet(() -> Line.of(
                        Role.MUTED, view.theme().text(" How backups are is not known: backup list says why."))));
        return lines;
    }

    private static String rules(Definition.VolumeRules rules) {
        List<String> marks = new ArrayList<>();
        rules.usage().ifPresent(rule -> marks.add("above %d%% in use".formatted(Math.round(rule.threshold() * 100))));
        rules.daysToFull().ifPresent(rule -> marks.add("below %s days to full".formatted(number(rule.threshold()))));
        return marks.isEmpty()
                ? " None is marked: alerts.rules turns that off."
                : " Marked %s: see alerts.rules.".formatted(String.join(" and ", marks));
    }

    private static String number(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /** Where there is little room it is the name that is cut, never a number. */
    private List<Grid.Column> headings() {
        List<Grid.Column> headings = new ArrayList<>();
        headings.add(columns < WIDE ? Grid.Column.rest("  VOLUME") : Grid.Column.words("  VOLUME"));
        if (columns >= VERY_WIDE) {
            headings.add(Grid.Column.words("SERVICE"));
        }
        headings.add(Grid.Column.number("SIZE"));
        headings.add(Grid.Column.number("A DAY"));
        headings.add(Grid.Column.words("USED"));
        headings.add(Grid.Column.number("FREE"));
        headings.add(Grid.Column.number("FULL IN"));
        if (columns >= WIDE) {
            headings.add(Grid.Column.rest("KNOWN FROM"));
        }
        return headings;
    }

    private List<Line> cells(VolumeUse volume) {
        Role role = volume.concern().isPresent() ? VolumeTable.sign(volume).role() : Role.PLAIN;
        List<Line> cells = new ArrayList<>();
        cells.add(Line.of(VolumeTable.sign(volume).role(), theme.plainSign(VolumeTable.sign(volume)))
                .and(" " + VolumeTable.name(volume)));
        if (columns >= VERY_WIDE) {
            int others = volume.services().size() - 1;
            cells.add(Line.of(volume.services().getFirst() + (others == 0 ? "" : " +" + others)));
        }
        cells.add(Line.of(VolumeTable.bytes(theme, volume.bytes())));
        cells.add(Line.of(VolumeTable.growth(theme, volume.growthBytesPerDay())));
        cells.add(used(volume, role));
        cells.add(Line.of(VolumeTable.free(theme, volume)));
        cells.add(Line.of(role, VolumeTable.days(theme, volume.daysToFull())));
        if (columns >= WIDE) {
            String counted = volume.countedAt().map(at -> seen(view, at) + "  ").orElse("");
            cells.add(Line.of(Role.MUTED, theme.text(counted + volume.basis())));
        }
        return cells;
    }

    /** A time of day, or how long ago that was where it may be another day's. */
    static String seen(BoardView view, Instant at) {
        Duration age = Duration.between(at, view.now());
        return age.compareTo(LATELY) < 0 ? view.time(at) : Amounts.duration(age) + " ago";
    }

    private Line used(VolumeUse volume, Role role) {
        if (volume.room().isEmpty()) {
            return Line.of(DisplayWidth.padRight(theme.unknown(), bar + PERCENT));
        }
        double usage = volume.room().get().usage();
        String percent = VolumeTable.usage(theme, volume);
        return Line.of(role == Role.PLAIN ? Role.GOOD : role, Glyphs.bar(theme, usage, bar))
                .and(" ".repeat(PERCENT - percent.length()) + percent);
    }

    /** Those that were looked at, the worst first; until then those that the containers mount. */
    static List<VolumeUse> volumes(BoardView view) {
        List<VolumeUse> seen =
                view.live().snapshot().surroundings().map(Surroundings::volumes).orElse(List.of());
        if (!seen.isEmpty()) {
            return seen;
        }
        List<VolumeUse> mounted = new ArrayList<>();
        for (Stack.Service service : view.stack().services()) {
            for (ContainerDetails container : view.live().containers(service.name())) {
                for (ContainerDetails.Mount mount : container.mounts()) {
                    if (mount.type().equals("volume")) {
                        mounted.add(new VolumeUse(
                                mount.source(),
                                List.of(service.name()),
                                mount.target(),
                                OptionalLong.empty(),
                                Optional.empty(),
                                "not counted yet",
                                Optional.empty(),
                                OptionalDouble.empty(),
                                OptionalDouble.empty(),
                                Optional.empty()));
                    }
                }
            }
        }
        return mounted;
    }
}
