package dev.berth.health;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps looking at a stack's backups on a thread of its own: seldom, since a repository may be far away. */
final class BackupWatch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMinutes(5);

    /** What runs is looked at first. */
    private static final Duration HEAD_START = Duration.ofSeconds(5);

    private final Supplier<Optional<Surroundings.Backups>> backups;
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
                latest = once(backups);
                Thread.sleep(PAUSE);
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

    Optional<Surroundings.Backups> latest() {
        return latest;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
