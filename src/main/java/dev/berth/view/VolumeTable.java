package dev.berth.view;

import dev.berth.health.VolumeUse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What volumes hold, how they grow, and how long there will be room, a row each. */
public final class VolumeTable {
    /** The id that the engine gives a volume that nobody named. */
    private static final int ID_LENGTH = 64;

    private static final int SHORT_ID_LENGTH = 12;

    private static final int LEAST_NAME_COLUMNS = 28;

    private final List<VolumeUse> volumes;
    private final Instant now;

    private VolumeTable(List<VolumeUse> volumes, Instant now) {
        this.volumes = volumes;
        this.now = now;
    }

    static VolumeTable of(List<VolumeUse> volumes, Instant now) {
        return new VolumeTable(volumes, now);
    }

    List<String> lines(Theme theme) {
        Table table = new Table(
                Table.Column.words("VOLUME").cuts(LEAST_NAME_COLUMNS),
                Table.Column.numbers("SIZE"),
                Table.Column.numbers("A DAY").leaves(2),
                Table.Column.numbers("USED"),
                Table.Column.numbers("FREE"),
                Table.Column.numbers("FULL IN"),
                Table.Column.numbers("AGE").leaves(1));
        for (VolumeUse volume : volumes) {
            Sign sign = sign(volume);
            table.row(
                    new Table.Cell(
                            theme.plainSign(sign) + " " + name(volume),
                            volume.concern().isPresent() ? sign.role() : Role.PLAIN),
                    Table.Cell.of(bytes(theme, volume.bytes())),
                    Table.Cell.of(growth(theme, volume.growthBytesPerDay())),
                    Table.Cell.of(usage(theme, volume)),
                    Table.Cell.of(free(theme, volume)),
                    Table.Cell.of(days(theme, volume.daysToFull())),
                    new Table.Cell(age(theme, volume), Role.MUTED));
        }
        return table.lines(theme);
    }

    /** As the engine calls it; one without a name by as much of its id as people type. */
    public static String name(VolumeUse volume) {
        String name = volume.name();
        if (name.length() != ID_LENGTH) {
            return name;
        }
        for (int i = 0; i < ID_LENGTH; i++) {
            if (Character.digit(name.charAt(i), 16) < 0) {
                return name;
            }
        }
        return name.substring(0, SHORT_ID_LENGTH);
    }

    /** The sign of a volume. */
    public static Sign sign(VolumeUse volume) {
        return switch (volume.state()) {
            case OK, INFO -> Sign.HEALTHY;
            case WARNING -> Sign.DEGRADED;
            case CRITICAL -> Sign.FAILED;
            case UNKNOWN -> Sign.STOPPED;
        };
    }

    public static String bytes(Theme theme, OptionalLong bytes) {
        return bytes.isPresent() ? Amounts.bytes(bytes.getAsLong()) : theme.unknown();
    }

    /** How many bytes it may still grow by. */
    public static String free(Theme theme, VolumeUse volume) {
        return volume.room().map(room -> Amounts.bytes(room.freeBytes())).orElse(theme.unknown());
    }

    /** Such as {@code 41%}, of its file system; 100% is full. */
    public static String usage(Theme theme, VolumeUse volume) {
        return volume.room().map(VolumeUse.Room::percent).orElse(theme.unknown());
    }

    /** Such as {@code +12 MiB} a day. */
    public static String growth(Theme theme, OptionalDouble bytes) {
        if (bytes.isEmpty()) {
            return theme.unknown();
        }
        long amount = Math.round(bytes.getAsDouble());
        return (amount < 0 ? "-" : "+") + Amounts.bytes(Math.abs(amount));
    }

    /** Such as {@code 7 days}; whole ones, since more is not known. */
    public static String days(Theme theme, OptionalDouble days) {
        if (days.isEmpty()) {
            return theme.unknown();
        }
        double count = days.getAsDouble();
        return count > 730 ? "> 2 years" : count < 1 ? "hours" : Wording.count((long) Math.floor(count), "day");
    }

    private String age(Theme theme, VolumeUse volume) {
        Optional<Instant> at = volume.countedAt().or(() -> volume.room().map(VolumeUse.Room::at));
        return at.map(each -> Amounts.duration(Duration.between(each, now))).orElse(theme.unknown());
    }
}
