package dev.berth.logs;

import dev.berth.docker.LogLine;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * How far a container's log has been read, so that a stream that is opened again brings no line twice and leaves none out.
 *
 * <p>Lines are known by their times, in nanoseconds: those of one moment by their number. A log is in the order of its
 * writing, which a clock that was set back, or two streams that meet, make another one than that of its times.
 *
 * <p>A collector's position also knows which lines have left in an entry. Whoever goes on from its cursor reads the others
 * again, since what is being put together is gone with its process.
 */
final class Position {
    private static final int REMEMBERED = 4096;
    private static final long NANOS_OF_ONE_SECOND = 1_000_000_000;

    /** How far a collector goes back: a line of the other stream may be stamped earlier, and written later. */
    private static final int LOOK = 64;

    private final Deque<Line> lines = new ArrayDeque<>();
    private final Map<Long, Moment> moments = new HashMap<>();
    private final boolean collects;
    private @Nullable Line last;
    private boolean expectsKnown;
    private Optional<Break> broken = Optional.empty();

    private Position(boolean collects) {
        this.collects = collects;
    }

    /** One of a reader, for whom a line that was read is done. */
    static Position ofReader() {
        return new Position(false);
    }

    /** One of a collector that begins with the first line. */
    static Position ofCollector() {
        return new Position(true);
    }

    /**
     * One of a collector that goes on.
     *
     * @throws IllegalArgumentException when these are not the words of a cursor
     */
    static Position from(LogCursor cursor) {
        Position position = new Position(true);
        String[] parts = cursor.lines().split(" ", -1);
        for (int i = 1; i < parts.length; i++) {
            int colon = parts[i].indexOf(':');
            Moment moment = position.moment(Long.parseLong(parts[i].substring(0, Math.max(colon, 0))));
            position.remember(moment, moment.read(parts[i].substring(colon + 1))).done = true;
        }
        // It stands for what is read again, and counts as one of the last until others have come.
        Moment begin = position.moment(Long.parseLong(parts[0]));
        position.remember(begin, 0).done = true;
        position.expectsKnown = begin.knows(0);
        return position;
    }

    /** The times of two lines between which others are missing. */
    record Break(Instant from, Instant until) {}

    /** A line that was read. */
    static final class Line {
        private final Moment moment;
        private final int number;
        private boolean done;

        private Line(Moment moment, int number) {
            this.moment = moment;
            this.number = number;
        }
    }

    /** From where the log has to be asked for: what it has from there on is known, or new; empty before the first line. */
    synchronized Optional<Instant> since() {
        int look = collects ? LOOK : 1;
        return last == null ? Optional.empty() : Optional.of(instant(earliestFrom(lines.size() - look)));
    }

    private long earliestFrom(int place) {
        long earliest = Long.MAX_VALUE;
        Iterator<Line> backwards = lines.descendingIterator();
        for (int i = lines.size() - 1; i >= Math.max(place, 0); i--) {
            earliest = Math.min(earliest, backwards.next().moment.nanos());
        }
        return earliest;
    }

    /** A stream from {@link #since} begins: it brings lines again that have been read. */
    synchronized void reopen() {
        moments.values().forEach(Moment::restart);
        expectsKnown |= lines.stream().anyMatch(line -> line.moment.knows(line.number));
    }

    /** The line, where it is a new one; those of one stream come here as they were written. */
    synchronized Optional<Line> accept(LogLine read) {
        Moment moment = moment(nanos(read.time()));
        int number = moment.number();
        if (moment.knows(number)) {
            expectsKnown = false;
            return Optional.empty();
        }
        if (expectsKnown && last != null) {
            broken = Optional.of(new Break(instant(last.moment.nanos()), read.time()));
        }
        expectsKnown = false;
        moment.learn(number);
        Line line = remember(moment, number);
        line.done = !collects;
        return Optional.of(line);
    }

    private Moment moment(long nanos) {
        return moments.computeIfAbsent(nanos, Moment::new);
    }

    private Line remember(Moment moment, int number) {
        Line line = new Line(moment, number);
        lines.add(line);
        moment.remember();
        last = line;
        while (lines.size() > REMEMBERED && lines.element().done) {
            Moment oldest = lines.remove().moment;
            if (oldest.forget()) {
                moments.remove(oldest.nanos());
            }
        }
        return line;
    }

    /** They have left in an entry. */
    synchronized void leave(Iterable<Line> left) {
        left.forEach(line -> line.done = true);
    }

    /** Between which lines the engine has lost others; told once. */
    synchronized Optional<Break> takeBreak() {
        Optional<Break> told = broken;
        broken = Optional.empty();
        return told;
    }

    /** From where to go on behind all that has left; empty where nothing has. */
    synchronized Optional<LogCursor> cursor(String containerId, String service, String container) {
        int open = 0;
        for (Iterator<Line> each = lines.iterator(); each.hasNext() && each.next().done; ) {
            open++;
        }
        long since = earliestFrom(open - LOOK);
        StringJoiner text = new StringJoiner(" ").add(String.valueOf(since));
        long latest = Long.MIN_VALUE;
        for (Map.Entry<Moment, BitSet> each : doneSince(since).entrySet()) {
            if (!each.getValue().isEmpty()) {
                text.add(each.getKey().nanos() + ":" + Moment.write(each.getValue()));
                latest = Math.max(latest, each.getKey().nanos());
            }
        }
        return latest == Long.MIN_VALUE
                ? Optional.empty()
                : Optional.of(new LogCursor(containerId, service, container, instant(latest), text.toString()));
    }

    /** Of each moment that a reading from there brings again, the numbers of what has left. */
    private Map<Moment, BitSet> doneSince(long since) {
        Map<Moment, BitSet> done = new LinkedHashMap<>();
        for (Line line : lines) {
            if (line.moment.nanos() >= since) {
                BitSet numbers = done.computeIfAbsent(line.moment, Moment::known);
                if (!line.done) {
                    numbers.clear(line.number);
                }
            }
        }
        return done;
    }

    /** Whether a line that stands at the log's end has come; what came since is no reason to say no. */
    synchronized boolean hasRead(LogLine line) {
        return moments.containsKey(nanos(line.time()));
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS_OF_ONE_SECOND + time.getNano();
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(nanos, NANOS_OF_ONE_SECOND), Math.floorMod(nanos, NANOS_OF_ONE_SECOND));
    }
}
