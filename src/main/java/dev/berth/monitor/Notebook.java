package dev.berth.monitor;

import dev.berth.failure.BerthException;
import dev.berth.failure.Refusal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Writes down what a watch remembers, whatever keeps it from that. */
final class Notebook {
    /** What has not changed is written down so often, so that what comes next knows how long nobody looked. */
    private static final Duration LONGEST_UNWRITTEN = Duration.ofSeconds(30);

    private final WatchStateFile file;
    private final Consumer<String> notice;
    private final Clock clock;
    private Instant writtenAt = Instant.MIN;
    private boolean writes = true;

    /**
     * One of a file.
     *
     * @param notice told when something cannot be read or written, and when it can again
     */
    Notebook(WatchStateFile file, Consumer<String> notice, Clock clock) {
        this.file = file;
        this.notice = notice;
        this.clock = clock;
    }

    /** What was written down last; nothing where that cannot be read. */
    WatchState read() {
        WatchStateFile.Remembered remembered = file.read();
        remembered.loss().ifPresent(notice);
        return remembered.state();
    }

    /** Whether the last time is so long ago that it is written again, changed or not. */
    boolean isDue(Instant now) {
        return Duration.between(writtenAt, now).compareTo(LONGEST_UNWRITTEN) > 0 || now.isBefore(writtenAt);
    }

    /** A full disk is what a watch has to tell of, and no reason to end. */
    void write(WatchState state) {
        // Whoever is told to end writes once more, which an interrupted thread cannot.
        boolean interrupted = Thread.interrupted();
        try {
            file.write(state);
            writtenAt = clock.instant();
            if (!writes) {
                notice.accept("what is remembered can be written down again");
            }
            writes = true;
        } catch (IOException e) {
            unwritten(Refusal.of(e, file.path()));
        } catch (BerthException e) {
            unwritten(String.valueOf(e.getMessage()));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void unwritten(String why) {
        if (writes) {
            notice.accept("what is remembered cannot be written down: " + why);
        }
        writes = false;
    }
}
