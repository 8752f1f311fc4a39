package dev.berth.tui;

import dev.berth.logs.LogEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/** The last entries of all services. */
final class LogTail {
    private static final int KEPT = 5000;

    private final Deque<LogEntry> entries = new ArrayDeque<>();
    private long ever;
    private Excerpt last = Excerpt.EMPTY;

    /**
     * Entries in a row.
     *
     * @param first the number of the first of them, counted from the first that there ever was
     */
    record Excerpt(long first, List<LogEntry> entries) {
        static final Excerpt EMPTY = new Excerpt(0, List.of());

        /** The number of the last one. */
        long last() {
            return first + entries.size() - 1;
        }

        /** Without what came after this number. */
        Excerpt until(OptionalLong number) {
            if (number.isEmpty() || number.getAsLong() >= last()) {
                return this;
            }
            int kept = (int) Math.max(0, number.getAsLong() - first + 1);
            return new Excerpt(first, entries.subList(0, kept));
        }
    }

    synchronized void add(LogEntry entry) {
        entries.addLast(entry);
        ever++;
        if (entries.size() > KEPT) {
            entries.removeFirst();
        }
    }

    /** Those there are now; the same as before where none has come. */
    synchronized Excerpt excerpt() {
        long first = ever - entries.size();
        if (last.first() != first || last.entries().size() != entries.size()) {
            last = new Excerpt(first, List.copyOf(entries));
        }
        return last;
    }
}
