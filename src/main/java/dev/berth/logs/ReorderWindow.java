package dev.berth.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/**
 * Holds what has just come for a moment, so that entries of different containers leave in the order of their times, and
 * lines that belong together together.
 */
final class ReorderWindow {
    /** Longer than engines take to deliver a line, shorter than anybody waits for one. */
    private static final Duration LENGTH = Duration.ofMillis(300);

    private static final int MOST_HELD = 20_000;
    private static final long MOST_CHARACTERS = 16L * 1024 * 1024;

    private final LongSupplier nanoTime;
    private final PriorityQueue<Held> held = new PriorityQueue<>(
            Comparator.<Held, Instant>comparing(each -> each.draft().time()).thenComparingLong(Held::number));
    private long number;
    private long characters;
    private boolean closed;

    /**
     * An empty one.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    ReorderWindow(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Held(EntryAssembler.Draft draft, long since, long number) {}

    /** Waits where there is too much already. */
    synchronized void add(EntryAssembler.Draft draft) throws InterruptedException {
        while (!closed && (held.size() >= MOST_HELD || characters > MOST_CHARACTERS)) {
            wait();
        }
        if (closed) {
            return;
        }
        characters += draft.length();
        draft.onGrowth(this::grow);
        held.add(new Held(draft, nanoTime.getAsLong(), number++));
    }

    private synchronized void grow(int more) {
        characters += more;
    }

    /** The next entry whose time has come; the earliest of all goes first, also when a later one came before it. */
    synchronized Optional<LogEntry> next() {
        Held first = held.peek();
        if (first == null || nanoTime.getAsLong() - first.since() < LENGTH.toNanos()) {
            return Optional.empty();
        }
        return take();
    }

    /** The next entry, whether its time has come or not. */
    synchronized Optional<LogEntry> take() {
        Held first = held.poll();
        if (first == null) {
            return Optional.empty();
        }
        LogEntry entry = first.draft().finish();
        // Now it grows no more.
        characters -= first.draft().length();
        notifyAll();
        return Optional.of(entry);
    }

    /** Nobody takes anything any more: whoever waits goes on. */
    synchronized void close() {
        closed = true;
        held.clear();
        notifyAll();
    }
}
