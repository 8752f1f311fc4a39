package dev.berth.health;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps looking at a stack's backups on a thread of its own: seldom, since a repository may be far away, and soon after
 * something may have been made there.
 */
final class BackupWatch implements AutoCloseable {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(10);

    /** What runs is looked at first. */
    private static final Duration HEAD_START = Duration.ofSeconds(5);

    private final Supplier<Optional<Surroundings.Backups>> backups;
    private final Semaphore changes = new Semaphore(0);
    private final Thread thread;
    private volatile Optional<Surroundings.Backups> latest = Optional.empty();

    private BackupWatch(Supplier<Optional<Surroundings.Backups>> backups) {
        this.backups = backups;
        this.thread = Thread.ofVirtual().name("backups").unstarted(this::run);
    }

    /** Begins to look. */
    static BackupWatch begin(Supplier<Optional<Surroundings.Backups>> backups) {
        BackupWatch watch = new BackupWatch(backups);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            Thread.sleep(HEAD_START);
            while (!Thread.currentThread().isInterrupted()) {
                changes.drainPermits();
                latest = once(backups);
                Thread.sleep(SHORTEST_PAUSE);
                changes.tryAcquire(LONGEST_PAUSE.minus(SHORTEST_PAUSE).toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** Empty where it fails, because of a definition, the engine or anything else: what is not known is not shown. */
    static Optional<Surroundings.Backups> once(Supplier<Optional<Surroundings.Backups>> backups) {
        try {
            return backups.get();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Something may have been made, or taken away. */
    void changed() {
        changes.release();
    }

    Optional<Surroundings.Backups> latest() {
        return latest;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
