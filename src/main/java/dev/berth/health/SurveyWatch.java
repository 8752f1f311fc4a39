package dev.berth.health;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Surveys a stack again and again on a thread of its own: seldom, since it costs seconds, and soon after a change. */
final class SurveyWatch implements AutoCloseable {
    /** Whoever has just come wants to see what runs first. */
    private static final Duration HEAD_START = Duration.ofSeconds(3);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(30);

    /** Files change without a word. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Supplier<Survey.Findings> survey;
    private final Semaphore changes = new Semaphore(0);
    private final Thread thread;
    private volatile Optional<Survey.Findings> latest = Optional.empty();

    private SurveyWatch(Supplier<Survey.Findings> survey) {
        this.survey = survey;
        this.thread = Thread.ofVirtual().name("survey").unstarted(this::run);
    }

    /** Begins to look. */
    static SurveyWatch begin(Supplier<Survey.Findings> survey) {
        SurveyWatch watch = new SurveyWatch(survey);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            Thread.sleep(HEAD_START);
            while (!Thread.currentThread().isInterrupted()) {
                changes.drainPermits();
                latest = once(survey);
                Thread.sleep(SHORTEST_PAUSE);
                changes.tryAcquire(LONGEST_PAUSE.minus(SHORTEST_PAUSE).toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** Empty where it fails, because of a definition, the engine or anything else: what is not known is not shown. */
    static Optional<Survey.Findings> once(Supplier<Survey.Findings> survey) {
        try {
            return Optional.of(survey.get());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Its containers are other ones than before. */
    void changed() {
        changes.release();
    }

    Optional<Survey.Findings> latest() {
        return latest;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
