package dev.berth.health;

import dev.berth.workspace.Definition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How much a volume holds, and how much more it can.
 *
 * @param services that mount it, the one first in whose container it was looked at
 * @param target where it is mounted there
 * @param bytes of its own, never the host's disk; absent where they are not known
 * @param basis how they are known, such as {@code databases and WAL} or {@code counted}; why not, where they are not
 * @param room of the file system that it lies on; absent where it is not known
 * @param growthBytesPerDay over the last days; absent until enough was seen to tell
 * @param daysToFull as the volume grows, or everything on its file system, whichever is sooner; absent where neither does, or
 *     nobody can tell yet
 * @param concern why somebody should look after it, by the rules of its environment
 */
public record VolumeUse(
        String name,
        List<String> services,
        String target,
        OptionalLong bytes,
        Optional<Instant> countedAt,
        String basis,
        Optional<Room> room,
        OptionalDouble growthBytesPerDay,
        OptionalDouble daysToFull,
        Optional<Concern> concern) {

    /** Room is asked for once a minute: what is older is no news. */
    public static final Duration LONGEST_LOOK = Duration.ofMinutes(10);

    /** Counted is every ten minutes, and an hour after that failed. */
    public static final Duration LONGEST_COUNT = Duration.ofHours(2);

    /** Less than any rounding of a double. */
    private static final double TINY = 1e-9;

    /** Those first that somebody must look after first. */
    static final Comparator<VolumeUse> WORST_FIRST = VolumeUse::compare;

    /**
     * What a file system has room for.
     *
     * @param capacityBytes in use and free together, without what only root may use
     * @param at when that was seen
     */
    public record Room(long capacityBytes, long freeBytes, Instant at) {

        /** Which part of it is in use, from 0 to 1. */
        public double usage() {
            return (double) (capacityBytes - freeBytes) / capacityBytes;
        }

        /** Such as {@code 91%}; rounded up, as df does, so that what is above a limit does not look as if it were at it. */
        public String percent() {
            return (long) Math.ceil(usage() * 100 - TINY) + "%";
        }
    }

    /**
     * A rule that was passed.
     *
     * @param words such as {@code 91% full, no room left in 3 days}
     */
    public record Concern(Definition.Severity severity, String words) {}

    /** How a volume is, in one word. */
    public enum State {
        OK,
        INFO,
        WARNING,
        CRITICAL,
        UNKNOWN
    }

    public State state() {
        if (concern.isPresent()) {
            return switch (concern.get().severity()) {
                case INFO -> State.INFO;
                case WARNING -> State.WARNING;
                case CRITICAL -> State.CRITICAL;
            };
        }
        return room.isPresent() ? State.OK : State.UNKNOWN;
    }

    /** When it was looked at last. */
    Instant seenAt() {
        Instant counted = countedAt.orElse(Instant.EPOCH);
        return room.isPresent() && room.get().at().isAfter(counted) ? room.get().at() : counted;
    }

    /** The same as it is at a later moment, as far as anybody knows: some of the days that were left have passed. */
    VolumeUse at(Instant now) {
        double passed = Math.max(0, Course.days(Duration.between(seenAt(), now)));
        OptionalDouble left = daysToFull.isPresent()
                ? OptionalDouble.of(Math.max(0, daysToFull.getAsDouble() - passed))
                : OptionalDouble.empty();
        return new VolumeUse(name, services, target, bytes, countedAt, basis, room, growthBytesPerDay, left, concern);
    }

    /** The same, judged by these rules. */
    VolumeUse judged(Definition.VolumeRules rules) {
        Optional<Definition.Severity> fullness = rules.usage()
                .filter(rule -> room.isPresent() && room.get().usage() > rule.threshold())
                .map(Definition.Rule::severity);
        Optional<Definition.Severity> haste = rules.daysToFull()
                .filter(rule -> daysToFull.isPresent() && daysToFull.getAsDouble() < rule.threshold())
                .map(Definition.Rule::severity);
        Optional<Definition.Severity> severity =
                Stream.concat(fullness.stream(), haste.stream()).max(Comparator.naturalOrder());
        if (severity.isEmpty()) {
            return concerned(Optional.empty());
        }
        boolean full = fullness.isPresent();
        boolean soon = haste.isPresent();
        String words = (full ? room.get().percent() + " full" : "")
                + (full && soon ? ", " : "")
                + (soon ? "no room left " + within(daysToFull.getAsDouble()) : "");
        return concerned(Optional.of(new Concern(severity.get(), words)));
    }

    private static String within(double days) {
        long whole = (long) Math.floor(days);
        return whole < 1 ? "within a day" : whole == 1 ? "in a day" : "in " + whole + " days";
    }

    private VolumeUse concerned(Optional<Concern> why) {
        return new VolumeUse(name, services, target, bytes, countedAt, basis, room, growthBytesPerDay, daysToFull, why);
    }

    private static int compare(VolumeUse one, VolumeUse other) {
        int order = Integer.compare(urgency(other), urgency(one));
        order = order != 0 ? order : Double.compare(one.left(), other.left());
        order = order != 0 ? order : Double.compare(other.usage(), one.usage());
        order = order != 0
                ? order
                : Long.compare(other.bytes().orElse(-1), one.bytes().orElse(-1));
        return order != 0 ? order : one.name().compareTo(other.name());
    }

    private static int urgency(VolumeUse volume) {
        return switch (volume.state()) {
            case CRITICAL -> 3;
            case WARNING -> 2;
            case INFO -> 1;
            case OK, UNKNOWN -> 0;
        };
    }

    private double left() {
        return daysToFull.orElse(Double.MAX_VALUE);
    }

    private double usage() {
        return room.isPresent() ? room.get().usage() : -1;
    }
}
