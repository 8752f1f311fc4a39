package dev.berth.tui;

import dev.berth.logs.LogEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/** The last entries of all services, as many as fit: a board stays open for days, whatever services write. */
final class LogTail {
    private static final int MOST_ENTRIES = 5000;
    static final int MOST_CHARACTERS = 16 * 1024 * 1024;

    /** As much of one entry as somebody scrolls through. */
    static final int LONGEST_MESSAGE = 64 * 1024;

    private final Deque<LogEntry> entries = new ArrayDeque<>();
    private long characters;
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
        LogEntry kept = clipped(entry);
        entries.addLast(kept);
        characters += kept.message().length();
        ever++;
        while (entries.size() > MOST_ENTRIES || characters > MOST_CHARACTERS) {
            characters -= entries.removeFirst().message().length();
        }
    }

    private static LogEntry clipped(LogEntry entry) {
        String message = entry.message();
        if (message.length() <= LONGEST_MESSAGE) {
            return entry;
        }
        int end =
                Character.isHighSurrogate(message.charAt(LONGEST_MESSAGE - 1)) ? LONGEST_MESSAGE - 1 : LONGEST_MESSAGE;
        return entry.withMessage("%s\n… %,d characters more, which `logs tail` shows"
                .formatted(message.substring(0, end), message.length() - end));
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
