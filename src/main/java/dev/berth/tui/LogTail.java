package dev.berth.tui;

import dev.berth.logs.LogEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last entries of all services. */
final class LogTail {
    private static final int KEPT = 2000;

    private final Deque<LogEntry> entries = new ArrayDeque<>();

    synchronized void add(LogEntry entry) {
        entries.addLast(entry);
        if (entries.size() > KEPT) {
            entries.removeFirst();
        }
    }

    synchronized List<LogEntry> entries() {
        return List.copyOf(entries);
    }
}
