package dev.berth.health;

import dev.berth.failure.BerthException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps asking a stack's stores how they are, one thread each, so that none waits for another; tells at any time what each
 * one said last, and where one has fallen silent, that it has.
 */
final class StoreWatch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** Older than that, an answer is none: the longest that one may take, twice the pause, and a little. */
    private static final Duration LONGEST_TRUST = Duration.ofSeconds(20);

    private static final Duration BETWEEN_TWO = Duration.ofSeconds(1);

    private final StoreProbes.Opened opened;
    private final Clock clock;
    private final Map<String, AtomicReference<StoreHealth>> last = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Instant begun;

    private StoreWatch(StoreProbes.Opened opened, Clock clock) {
        this.opened = opened;
        this.clock = clock;
        this.begun = clock.instant();
    }

    /** Begins to ask. */
    static StoreWatch begin(StoreProbes.Opened opened, Clock clock) {
        StoreWatch watch = new StoreWatch(opened, clock);
        opened.probes().forEach((service, probe) -> {
            AtomicReference<StoreHealth> place =
                    new AtomicReference<>(new StoreHealth.NoData(watch.begun, "not asked yet"));
            watch.last.put(service, place);
            watch.threads.add(
                    Thread.ofVirtual().name("health of " + service).start(() -> keepAsking(probe, place, clock)));
        });
        return watch;
    }

    private static void keepAsking(StoreProbe probe, AtomicReference<StoreHealth> place, Clock clock) {
        try {
            // The second one soon, so that rates are known.
            place.set(ask(probe, clock));
            Thread.sleep(BETWEEN_TWO);
            while (!Thread.currentThread().isInterrupted()) {
                place.set(ask(probe, clock));
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private static StoreHealth ask(StoreProbe probe, Clock clock) {
        try {
            return probe.ask();
        } catch (IOException | BerthException e) {
            return new StoreHealth.NoData(clock.instant(), reason(e));
        } catch (RuntimeException e) {
            // A fault of Berth's own; the other stores, and this one at its next answer, are told of all the same.
            return new StoreHealth.NoData(clock.instant(), "its answer was not understood: " + e);
        }
    }

    private static String reason(Exception problem) {
        String message = problem.getMessage();
        if (message == null || message.isBlank()) {
            return "it does not answer";
        }
        return message.lines().findFirst().orElse(message);
    }

    /** What each store said last, by its service. */
    Map<String, StoreHealth> latest() {
        Map<String, StoreHealth> latest = new LinkedHashMap<>();
        Instant now = clock.instant();
        last.forEach((service, place) -> {
            StoreHealth health = place.get();
            Duration age = Duration.between(health.takenAt(), now);
            latest.put(
                    service,
                    age.compareTo(LONGEST_TRUST) > 0
                            ? new StoreHealth.NoData(now, "no answer for " + Figures.duration(age))
                            : health);
        });
        return latest;
    }

    /**
     * Asks every store, all at once: twice where there is a pause between, so that rates are known.
     *
     * @param limit how long it may take beside the pause; who has not answered by then is without data
     */
    static Map<String, StoreHealth> once(StoreProbes.Opened opened, Clock clock, Duration pause, Duration limit)
            throws InterruptedException {
        Map<String, AtomicReference<StoreHealth>> answers = new LinkedHashMap<>();
        List<Thread> threads = new ArrayList<>();
        Instant begun = clock.instant();
        try {
            opened.probes().forEach((service, probe) -> {
                AtomicReference<StoreHealth> place = new AtomicReference<>(
                        new StoreHealth.NoData(begun, "no answer within " + limit.toSeconds() + " s"));
                answers.put(service, place);
                threads.add(
                        Thread.ofVirtual().name("health of " + service).start(() -> ask(probe, place, clock, pause)));
            });
            long deadline = System.nanoTime() + pause.plus(limit).toNanos();
            for (Thread thread : threads) {
                thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
            Map<String, StoreHealth> found = new LinkedHashMap<>();
            answers.forEach((service, place) -> found.put(service, place.get()));
            return found;
        } finally {
            threads.forEach(Thread::interrupt);
            opened.close();
        }
    }

    private static void ask(StoreProbe probe, AtomicReference<StoreHealth> place, Clock clock, Duration pause) {
        StoreHealth first = ask(probe, clock);
        place.set(first);
        if (pause.isZero() || first instanceof StoreHealth.NoData) {
            return;
        }
        try {
            Thread.sleep(pause);
            place.set(ask(probe, clock));
        } catch (InterruptedException e) {
            // The time was up; the first answer stays.
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        opened.close();
    }
}
