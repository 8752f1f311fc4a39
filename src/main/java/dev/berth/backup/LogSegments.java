package dev.berth.backup;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of segments of PostgreSQL's write-ahead log: 24 hexadecimal digits, eight each for the timeline, the log and the
 * segment in it (PostgreSQL's xlog_internal.h).
 */
final class LogSegments {
    private static final long LOG_BYTES = 1L << 32;
    private static final int HALF = 8;
    private static final int HEXADECIMAL = 16;

    private LogSegments() {}

    /**
     * All names from one to another, both included, which must be of the same timeline.
     *
     * @param segmentBytes the size of a segment, 16 MiB where nobody chose another
     */
    static List<String> between(String first, String last, long segmentBytes) {
        long perLog = LOG_BYTES / segmentBytes;
        List<String> names = new ArrayList<>();
        for (long number = number(first, perLog); number <= number(last, perLog); number++) {
            names.add("%s%08X%08X".formatted(first.substring(0, HALF), number / perLog, number % perLog));
        }
        return names;
    }

    private static long number(String name, long perLog) {
        return Long.parseLong(name.substring(HALF, 2 * HALF), HEXADECIMAL) * perLog
                + Long.parseLong(name.substring(2 * HALF, 3 * HALF), HEXADECIMAL);
    }
}
