package dev.berth.health;

import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Follows a stack: the engine's events tell when to look again, one stream a container brings its measurements.
 *
 * <p>An engine that goes away is waited for; what it said last stays, as old as it is. One that takes a request and never
 * answers is found out by the clock.
 */
public final class StackFeed implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    /** What happens at once is looked at once. */
    private static final Duration GATHERING = Duration.ofMillis(100);

    /** How long an unchanged stack is trusted: the engine tells of changes, but a lost connection tells nothing. */
    private static final Duration LONGEST_TRUST = Duration.ofSeconds(10);

    /** How long one answer may take: whoever looks at a board has to know soon that it is old. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What is older than that is said to be, whoever it is that does not answer. */
    private static final Duration OLD = Duration.ofSeconds(15);

    private final Engine engine;
    private final Stack stack;
    private final Clock clock;
    private final Consumer<LiveStack> listener;
    private final boolean measures;
    private final StackObserver observer;
    private final StackEvents events;
    private final StackMeters meters;
    private final Optional<StoreProbes> probes;
    private final Thread thread;
    private final Thread watch;
    private Optional<SurroundingsWatch> surroundings = Optional.empty();
    private volatile StackObserver.Inspection inspection;
    private volatile Instant observedAt;
    private final AtomicBoolean stale = new AtomicBoolean();
    private Optional<LiveStack.Outage> outage = Optional.empty();
    private LiveStack told;

    /** A trend has a number a second, however often the stack is looked at. */
    private long recordedAt = System.nanoTime() - TICK.toNanos();

    private StackFeed(
            Engine engine,
            Stack stack,
            Clock clock,
            StackSnapshot first,
            Optional<StoreProbes> probes,
            Consumer<LiveStack> listener,
            boolean measures) {
        this.engine = engine.within(PATIENCE);
        this.stack = stack;
        this.clock = clock;
        this.listener = listener;
        this.probes = probes;
        this.measures = measures;
        this.inspection = new StackObserver.Inspection(first, Map.of());
        this.observedAt = first.takenAt();
        this.told = LiveStack.of(first);
        this.observer = new StackObserver(this.engine, clock);
        this.events = new StackEvents(this.engine, stack, clock);
        this.meters = new StackMeters(this.engine);
        this.thread =
                Thread.ofVirtual().name("stack feed of " + stack.project()).unstarted(this::run);
        this.watch = Thread.ofVirtual().name("age of " + stack.project()).unstarted(this::watch);
    }

    /**
     * Begins to follow.
     *
     * @param first what was seen before
     * @param probes how its stores are asked; empty where they are not to be
     * @param listener takes about one a second, more where something happens, one after the other
     */
    public static StackFeed begin(
            Engine engine,
            Stack stack,
            Clock clock,
            StackSnapshot first,
            Optional<StoreProbes> probes,
            Consumer<LiveStack> listener) {
        return begin(new StackFeed(engine, stack, clock, first, probes, listener, true));
    }

    /** The same without measurements: nothing is asked of an engine that has no news. */
    public static StackFeed beginUnmeasured(
            Engine engine, Stack stack, Clock clock, StackSnapshot first, Consumer<LiveStack> listener) {
        return begin(new StackFeed(engine, stack, clock, first, Optional.empty(), listener, false));
    }

    private static StackFeed begin(StackFeed feed) {
        feed.thread.start();
        feed.watch.start();
        return feed;
    }

    /** Tells which services are looked at now; until then all of them are. */
    public void show(Set<String> services) {
        meters.show(services);
    }

    /** Has what is looked at seldom looked at soon: somebody has been at work. */
    public void refresh() {
        stale.set(true);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                step();
                Thread.sleep(GATHERING);
                events.await(TICK.minus(GATHERING));
            }
        } catch (InterruptedException e) {
            // Closed.
        } finally {
            meters.close();
            events.close();
            surroundings.ifPresent(SurroundingsWatch::close);
        }
    }

    private void step() throws InterruptedException {
        try {
            if (surroundings.isEmpty()) {
                surroundings = probes.map(
                        each -> SurroundingsWatch.begin(engine, stack, clock, each, () -> inspection.containers()));
            }
            if (stale.getAndSet(false)) {
                surroundings.ifPresent(SurroundingsWatch::refresh);
            }
            events.follow();
            look();
            outage = Optional.empty();
        } catch (RuntimeException e) {
            // Whatever it is, the board has to say that what it shows is old.
            events.change();
            outage = Optional.of(new LiveStack.Outage(observedAt, String.valueOf(e.getMessage())));
        }
        if (outage.isEmpty()
                && System.nanoTime() - recordedAt >= TICK.minus(GATHERING).toNanos()) {
            recordedAt = System.nanoTime();
            meters.record();
        }
        tell(live());
    }

    private synchronized void tell(LiveStack live) {
        told = live;
        listener.accept(live);
    }

    /** Looks at the clock while another thread waits for the engine. */
    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(TICK);
                tellAge();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private synchronized void tellAge() {
        if (told.outage().isEmpty() && clock.instant().isAfter(observedAt.plus(OLD))) {
            tell(told.because(new LiveStack.Outage(
                    observedAt,
                    "the engine at %s is silent".formatted(engine.address().host()))));
        }
    }

    private void look() throws InterruptedException {
        if (events.takeChange() || clock.instant().isAfter(observedAt.plus(LONGEST_TRUST))) {
            Set<String> before = ids(inspection);
            inspection = observer.inspect(stack);
            if (!before.equals(ids(inspection))) {
                surroundings.ifPresent(SurroundingsWatch::changed);
            }
            observedAt = inspection.snapshot().takenAt();
            if (measures) {
                meters.follow(inspection.containers());
            }
        } else if (measures && meters.areOutdated()) {
            meters.follow(inspection.containers());
        }
    }

    /** The ids of the containers that there are. */
    private static Set<String> ids(StackObserver.Inspection inspection) {
        Set<String> ids = new HashSet<>();
        inspection.containers().values().forEach(containers -> containers.forEach(each -> ids.add(each.id())));
        return ids;
    }

    private LiveStack live() {
        StackSnapshot measured = meters.measured(inspection.snapshot());
        return new LiveStack(
                surroundings.map(each -> each.around(measured)).orElse(measured),
                inspection.containers(),
                meters.trends(),
                events.latest(),
                outage);
    }

    @Override
    public void close() {
        thread.interrupt();
        watch.interrupt();
    }
}
