package dev.berth.logs;

import dev.berth.docker.LogLine;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far a container's log has been read, so that a stream that is opened again brings no line twice and leaves none out.
 *
 * <p>Lines are known by their times, in nanoseconds: those of one moment by their number. A log is in the order of its
 * writing, which a clock that was set back, or two streams that meet, make another one than that of its times.
 */
final class Position {
    private static final int REMEMBERED = 4096;
    private static final long NANOS_OF_ONE_SECOND = 1_000_000_000;

    private final long[] recent = new long[REMEMBERED];
    private final Map<Long, Integer> known = new HashMap<>();
    private Optional<Instant> last = Optional.empty();
    private long lastNanos;
    private int linesOfLast;
    private long read;

    /** From where the log has to be asked for: the line that was written last; empty before the first. */
    synchronized Optional<Instant> since() {
        return last;
    }

    /** A stream from {@link #since} begins: it brings lines again that have been read. */
    synchronized void reopen() {
        known.clear();
        if (last.isEmpty()) {
            return;
        }
        for (int i = 0; i < Math.min(read, REMEMBERED); i++) {
            if (recent[i] >= lastNanos) {
                known.merge(recent[i], 1, Integer::sum);
            }
        }
        // Of one moment there may be more than are remembered one by one.
        known.merge(lastNanos, linesOfLast, Integer::max);
    }

    /** Whether the line is a new one; those of one stream come here as they were written. */
    synchronized boolean accept(LogLine line) {
        long time = nanos(line.time());
        if (!known.isEmpty() && known.containsKey(time)) {
            known.computeIfPresent(time, (moment, count) -> count > 1 ? count - 1 : null);
            return false;
        }
        linesOfLast = time == lastNanos && last.isPresent() ? linesOfLast + 1 : 1;
        if (linesOfLast == 1) {
            last = Optional.of(line.time());
            lastNanos = time;
        }
        recent[(int) (read++ % REMEMBERED)] = time;
        return true;
    }

    /** Whether a line that stands at the log's end has come; what came since is no reason to say no. */
    synchronized boolean hasRead(LogLine line) {
        long time = nanos(line.time());
        for (int i = 0; i < Math.min(read, REMEMBERED); i++) {
            if (recent[i] == time) {
                return true;
            }
        }
        return false;
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS_OF_ONE_SECOND + time.getNano();
    }
}
