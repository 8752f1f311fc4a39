package dev.berth.logs.store;

import dev.berth.logs.LogCursor;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has been taken and is not stored yet: no more than fits, and what does not is counted. A batch ends where the feed
 * says how far it has come, since what it holds and its cursors are stored together.
 */
final class WaitingEntries {
    private final int mostEntries;
    private final long mostCharacters;
    private final InstantSource clock;
    private final Duration patience;

    /** Taken since the feed said last how far it has come. */
    private List<LogEntry> fresh = new ArrayList<>();

    private List<LogEntry> ready = new ArrayList<>();
    private List<LogGap> gaps = new ArrayList<>();
    private Map<String, LogCursor> cursors = new LinkedHashMap<>();
    private Set<String> forgotten = new HashSet<>();
    private long characters;
    private long dropped;
    private long droppedEver;
    private @Nullable Instant firstDropped;
    private boolean isWhole;
    private boolean refuses;
    private boolean closed;

    /** @param patience how long a store that does not refuse is waited for */
    WaitingEntries(int mostEntries, long mostCharacters, InstantSource clock, Duration patience) {
        this.patience = patience;
        this.mostEntries = mostEntries;
        this.mostCharacters = mostCharacters;
        this.clock = clock;
    }

    synchronized void add(LogEntry entry) {
        if (isFull(entry) && !awaitRoom(entry)) {
            dropped++;
            droppedEver++;
            if (firstDropped == null) {
                firstDropped = entry.time();
            }
            return;
        }
        characters += entry.message().length();
        fresh.add(entry);
    }

    private boolean isFull(LogEntry entry) {
        return fresh.size() + ready.size() >= mostEntries
                || characters + entry.message().length() > mostCharacters;
    }

    /** Whether room was made in time; once it was not, nobody waits until something has been stored. */
    private boolean awaitRoom(LogEntry entry) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (isFull(entry) && !refuses && !closed && isWhole) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    refuses = true;
                } else {
                    wait(left);
                }
            }
        } catch (InterruptedException e) {
            // The feed is being closed: this one still fits, and is the last.
            Thread.currentThread().interrupt();
            return true;
        }
        return !isFull(entry);
    }

    /** The store took nothing. */
    synchronized void refused() {
        refuses = true;
        notifyAll();
    }

    /** The store took what it was given. */
    synchronized void stored() {
        refuses = false;
        notifyAll();
    }

    /** How many did not fit since it is there. */
    synchronized long dropped() {
        return droppedEver;
    }

    synchronized void add(LogGap gap) {
        gaps.add(gap);
    }

    synchronized void forget(String containerId) {
        cursors.remove(containerId);
        forgotten.add(containerId);
        isWhole = true;
        notifyAll();
    }

    synchronized void reached(List<LogCursor> reached) {
        ready.addAll(fresh);
        fresh = new ArrayList<>();
        reached.forEach(cursor -> cursors.put(cursor.containerId(), cursor));
        isWhole = true;
        notifyAll();
    }

    /**
     * All that is whole; waits where there is nothing.
     *
     * @param patience to look whether it is over after each
     * @return empty when nothing more comes
     */
    synchronized Optional<LogBatch> take(Duration patience) throws InterruptedException {
        while (!isWhole && !closed) {
            wait(patience.toMillis());
        }
        if (!isWhole) {
            return Optional.empty();
        }
        isWhole = false;
        if (firstDropped != null) {
            gaps.add(new LogGap(
                    firstDropped,
                    clock.instant(),
                    "",
                    "",
                    dropped,
                    "the log store took nothing for a while, and more came than can wait"));
            firstDropped = null;
            dropped = 0;
        }
        LogBatch batch = new LogBatch(ready, gaps, List.copyOf(cursors.values()), forgotten);
        ready = new ArrayList<>();
        gaps = new ArrayList<>();
        cursors = new LinkedHashMap<>();
        forgotten = new HashSet<>();
        characters = fresh.stream().mapToLong(entry -> entry.message().length()).sum();
        notifyAll();
        return Optional.of(batch);
    }

    /** Whether nothing waits to be stored, nor is there an end to come to. */
    synchronized boolean isIdle() {
        return !isWhole && !closed;
    }

    /** Nothing comes after this; what the feed did not say to be whole is read again by the next. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
