package dev.berth.logs.store;

import dev.berth.failure.BerthException;
import dev.berth.logs.LogCursor;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import dev.berth.logs.LogListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stores what a feed hands over, from a thread of its own. A store that is slower than a long history is waited for a little;
 * while it takes nothing, be it that the disk is full or stands still, the feed goes on: what does not fit is dropped and
 * counted, and how much that was is stored as a gap.
 */
public final class LogCollector implements LogListener, AutoCloseable {
    /** How long until a store that took nothing is asked again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What may wait, in characters of memory. */
    private static final long MOST_CHARACTERS = 16L * 1024 * 1024;

    private static final int MOST_ENTRIES = 50_000;

    /** After so many entries, or so long, it is looked at what is too old or too much. */
    private static final int TRIM_AFTER = 10_000;

    private static final Duration LONGEST_UNTRIMMED = Duration.ofMinutes(10);

    /**
     * How long a store may take for what it has in hand: a machine that is busy needs ten seconds for as much as may wait, and
     * whoever waits for it holds up no container.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(10);

    private final BatchStore store;
    private final Map<String, LogCursor> cursors = new ConcurrentHashMap<>();
    private final Retention retention;
    private final Duration pause;
    private final WaitingEntries waiting;
    private final Thread writer = Thread.ofPlatform().daemon().name("log store").unstarted(this::write);
    private volatile @Nullable BerthException trouble;
    private volatile @Nullable RuntimeException fault;
    private int untrimmed = TRIM_AFTER;
    private long trimmedAt = System.nanoTime();

    LogCollector(
            BatchStore store,
            List<LogCursor> cursors,
            Retention retention,
            InstantSource clock,
            int most,
            Duration pause) {
        this.store = store;
        cursors.forEach(cursor -> this.cursors.put(cursor.containerId(), cursor));
        this.retention = retention;
        this.pause = pause;
        this.waiting = new WaitingEntries(most, MOST_CHARACTERS, clock, PATIENCE);
        writer.start();
    }

    /**
     * Opens a store to collect into; there is one collector of it at a time.
     *
     * @throws BerthException LOCKED when there is another; FAILED when the store cannot be opened, or is newer than we are
     */
    public static LogCollector open(Path file, Retention retention, InstantSource clock) {
        LogStore store = LogStore.open(file, clock);
        return new LogCollector(store, store.cursors(), retention, clock, MOST_ENTRIES, PAUSE);
    }

    /** How far feeds have come, be it those of a collector before this one: what the next is to begin with. */
    public List<LogCursor> cursors() {
        return List.copyOf(cursors.values());
    }

    /** How many entries it was handed and had no room for. */
    public long dropped() {
        return waiting.dropped();
    }

    /** Why nothing can be stored now; empty where all is well. */
    public Optional<BerthException> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void take(LogEntry entry) {
        RuntimeException cause = fault;
        if (cause != null) {
            throw cause;
        }
        waiting.add(entry);
    }

    @Override
    public void gap(LogGap gap) {
        waiting.add(gap);
    }

    @Override
    public void reached(List<LogCursor> reached) {
        reached.forEach(cursor -> cursors.put(cursor.containerId(), cursor));
        waiting.reached(reached);
    }

    @Override
    public void forgotten(String containerId) {
        cursors.remove(containerId);
        waiting.forget(containerId);
    }

    private void write() {
        try {
            for (Optional<LogBatch> batch = waiting.take(pause); batch.isPresent(); batch = waiting.take(pause)) {
                append(batch.get());
                trim(batch.get());
            }
        } catch (InterruptedException e) {
            // It is over, and the store still takes nothing: what waits is read again by the next collector.
        } catch (RuntimeException e) {
            // One of Berth's own: it ends the feed, and is told there.
            fault = e;
            waiting.refused();
        }
    }

    private void append(LogBatch batch) throws InterruptedException {
        while (true) {
            try {
                store.append(batch);
                waiting.stored();
                trouble = null;
                return;
            } catch (BerthException e) {
                trouble = e;
                waiting.refused();
                Thread.sleep(pause);
            }
        }
    }

    private void trim(LogBatch batch) {
        untrimmed += batch.entries().size();
        boolean due = System.nanoTime() - trimmedAt > LONGEST_UNTRIMMED.toNanos();
        if (untrimmed < TRIM_AFTER && !due) {
            return;
        }
        try {
            boolean more = true;
            // At least as much as has come; the rest when nothing waits, or with the next batch.
            for (int left = untrimmed; more && (left > 0 || waiting.isIdle()); left -= Removal.STEP) {
                more = store.trim(retention);
            }
            untrimmed = more ? TRIM_AFTER : 0;
            trimmedAt = System.nanoTime();
        } catch (BerthException e) {
            trouble = e;
        }
    }

    /** Stores what waits, as far as the store takes it. The feed has to be closed, and to have ended, before. */
    @Override
    public void close() {
        waiting.close();
        try {
            writer.join(PATIENCE_AT_END);
            writer.interrupt();
            writer.join();
        } catch (InterruptedException e) {
            writer.interrupt();
            Thread.currentThread().interrupt();
        }
        store.close();
    }
}
