package dev.berth.monitor;

import dev.berth.docker.Engine;
import dev.berth.failure.BerthException;
import dev.berth.logs.LogCursor;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogFeed;
import dev.berth.logs.LogGap;
import dev.berth.logs.LogListener;
import dev.berth.logs.store.LogCollector;
import dev.berth.logs.store.Retention;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps what the services of a watched stack say, for as long as it is open; nothing is kept that could not be masked. */
final class LogKeeping implements AutoCloseable {
    /** A week, or as much as a disk can spare. */
    private static final Retention RETENTION = new Retention(Duration.ofDays(7), 1L << 30);

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofSeconds(5);

    /** Of services that take up a changed secret without a restart nothing tells. */
    private static final int LOOKS_BETWEEN_LEARNING = 12;

    private final Engine engine;
    private final String project;
    private final Path file;
    private final Watch.Masking masking;
    private final Consumer<String> notice;
    private final Clock clock;
    private final ErrorRates errors = new ErrorRates();
    private final LogTally tally = new LogTally();
    private final Thread thread;
    private String told = "";
    private volatile boolean reads;

    /** @param notice takes why nothing is kept, once, and that it is again */
    LogKeeping(Engine engine, String project, Path file, Watch.Masking masking, Consumer<String> notice, Clock clock) {
        this.engine = engine;
        this.project = project;
        this.file = file;
        this.masking = masking;
        this.notice = notice;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("logs of " + project).unstarted(this::run);
    }

    void begin() {
        thread.start();
    }

    /** How many errors services logged in the last minute; empty where nobody has read what they say for so long. */
    Optional<Map<String, Double>> errorsPerMinute() {
        return errors.perMinute(clock.instant());
    }

    /** What was read since it began. */
    LogCounts counts() {
        return tally.counts(reads);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                keep();
                Thread.sleep(PAUSE_AFTER_TROUBLE);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void keep() throws InterruptedException {
        try (LogCollector collector = LogCollector.open(file, RETENTION, clock)) {
            tally.keptBy(collector::dropped);
            while (!Thread.currentThread().isInterrupted()) {
                collect(collector);
                Thread.sleep(PAUSE);
            }
        } catch (RuntimeException e) {
            tell("logs are not kept: " + e.getMessage());
        }
    }

    private void collect(LogCollector collector) throws InterruptedException {
        try {
            masking.learn();
        } catch (BerthException e) {
            tell("logs are not kept, since secrets in them could not be masked: " + e.getMessage());
            return;
        }
        LogFeed feed = LogFeed.collect(engine, project, collector.cursors(), masking.redact(), new Counting(collector));
        try {
            reads = true;
            errors.begin(clock.instant());
            for (int look = 1; !feed.awaitEnd(PAUSE); look++) {
                tell(collector
                        .trouble()
                        .map(trouble -> "logs cannot be stored: " + trouble.getMessage())
                        .orElse(""));
                if (look % LOOKS_BETWEEN_LEARNING == 0) {
                    masking.learn();
                }
            }
        } catch (BerthException e) {
            tell("logs are not read now: " + e.getMessage());
        } finally {
            reads = false;
            errors.end();
            feed.close();
            // What it has in hand comes to its end before the store is closed.
            boolean interrupted = Thread.interrupted();
            try {
                feed.awaitEnd(END);
            } catch (RuntimeException e) {
                // It was told before.
                reads = false;
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private synchronized void tell(String sentence) {
        if (!sentence.equals(told)) {
            notice.accept(sentence.isEmpty() ? "logs are kept again" : sentence);
            told = sentence;
        }
    }

    /** Counts errors, and hands everything on. */
    private final class Counting implements LogListener {
        private final LogListener next;

        private Counting(LogListener next) {
            this.next = next;
        }

        @Override
        public void take(LogEntry entry) {
            errors.add(entry, clock.instant());
            tally.add(entry);
            next.take(entry);
        }

        @Override
        public void beforeFollowing() {
            // Where that fails the feed ends: what cannot be masked is read again when it can.
            masking.learn();
        }

        @Override
        public void gap(LogGap gap) {
            next.gap(gap);
        }

        @Override
        public void reached(List<LogCursor> cursors) {
            next.reached(cursors);
        }

        @Override
        public void forgotten(String containerId) {
            next.forgotten(containerId);
        }

        @Override
        public void unreadable(String sentence) {
            notice.accept(sentence);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(END.multipliedBy(4));
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
