package dev.berth.health;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineEvent;
import dev.berth.docker.StatsSample;
import dev.berth.docker.Subscription;
import dev.berth.environment.Stack;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows a stack: the engine's events tell when to look again, one stream a container brings its measurements.
 *
 * <p>An engine that goes away is waited for; what it said last stays, as old as it is.
 */
public final class StackFeed implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    /** How long an unchanged stack is trusted: the engine tells of changes, but a lost connection tells nothing. */
    private static final Duration LONGEST_TRUST = Duration.ofSeconds(10);

    /** With more containers than that whose measurements are streams, only those that are looked at have one. */
    private static final int MANY = 20;

    private static final int EVENTS_KEPT = 500;

    /** What happened before somebody came to look is part of what is looked for. */
    private static final Duration BEFORE = Duration.ofHours(1);

    private final Engine engine;
    private final Stack stack;
    private final Clock clock;
    private final Consumer<LiveStack> listener;
    private final boolean measures;
    private final StackObserver observer;
    private final Optional<StoreProbes> probes;
    private Optional<StoreWatch> stores = Optional.empty();
    private Optional<SurveyWatch> survey = Optional.empty();
    private Optional<VolumeWatch> volumes = Optional.empty();
    private Optional<SecretServerWatch> secretServer = Optional.empty();
    private final Map<String, ContainerMeter> meters = new HashMap<>();
    private final Map<String, Trend.Recorder> trends = new HashMap<>();
    private final Deque<EngineEvent> events = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean changed = true;
    private volatile Optional<Set<String>> shown = Optional.empty();
    private Optional<Set<String>> followed = Optional.empty();
    private @Nullable Subscription eventStream;
    private volatile StackObserver.Inspection inspection;
    private Instant observedAt = Instant.EPOCH;
    private Optional<LiveStack.Outage> outage = Optional.empty();

    private StackFeed(
            Engine engine,
            Stack stack,
            Clock clock,
            StackSnapshot first,
            Optional<StoreProbes> probes,
            Consumer<LiveStack> listener,
            boolean measures) {
        this.engine = engine;
        this.stack = stack;
        this.clock = clock;
        this.listener = listener;
        this.probes = probes;
        this.measures = measures;
        this.inspection = new StackObserver.Inspection(first, Map.of());
        this.observer = new StackObserver(engine, clock);
        this.thread =
                Thread.ofVirtual().name("stack feed of " + stack.project()).unstarted(this::run);
    }

    /**
     * Begins to follow.
     *
     * @param first what was seen before
     * @param probes how its stores are asked; empty where they are not to be
     * @param listener takes about one a second, from one thread
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
        return feed;
    }

    /** Tells which services are looked at now; until then all of them are. */
    public void show(Set<String> services) {
        shown = Optional.of(Set.copyOf(services));
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                step();
                Thread.sleep(TICK);
            }
        } catch (InterruptedException e) {
            // Closed.
        } finally {
            meters.values().forEach(ContainerMeter::close);
            closeEvents();
            stores.ifPresent(StoreWatch::close);
            survey.ifPresent(SurveyWatch::close);
            volumes.ifPresent(VolumeWatch::close);
            secretServer.ifPresent(SecretServerWatch::close);
        }
    }

    private void step() throws InterruptedException {
        try {
            if (stores.isEmpty()) {
                stores = probes.map(each -> StoreWatch.begin(each.open(stack), clock));
                survey = probes.map(each -> SurveyWatch.begin(() -> each.survey(stack)));
                volumes = stores.map(each ->
                        VolumeWatch.begin(new VolumeCount(engine, clock), () -> inspection.containers(), each::latest));
                secretServer = probes.map(each -> each.watchSecretServer(stack));
            }
            followEvents();
            if (changed || clock.instant().isAfter(observedAt.plus(LONGEST_TRUST))) {
                changed = false;
                StackObserver.Inspection before = inspection;
                inspection = observer.inspect(stack);
                if (!ids(before).equals(ids(inspection))) {
                    survey.ifPresent(SurveyWatch::changed);
                }
                observedAt = clock.instant();
                if (measures) {
                    follow(inspection.containers());
                }
            } else if (measures && !shown.equals(followed)) {
                follow(inspection.containers());
            }
            outage = Optional.empty();
        } catch (RuntimeException e) {
            // Whatever it is, the board has to say that what it shows is old.
            changed = true;
            Instant since = outage.map(LiveStack.Outage::since).orElseGet(clock::instant);
            outage = Optional.of(new LiveStack.Outage(since, String.valueOf(e.getMessage())));
        }
        listener.accept(measured());
    }

    /** The ids of the containers that there are. */
    private static Set<String> ids(StackObserver.Inspection inspection) {
        Set<String> ids = new HashSet<>();
        inspection.containers().values().forEach(containers -> containers.forEach(each -> ids.add(each.id())));
        return ids;
    }

    private void followEvents() throws InterruptedException {
        if (eventStream != null && eventStream.awaitEnd(Duration.ZERO)) {
            closeEvents();
        }
        if (eventStream == null) {
            // After an outage only what has come since the last one that is known.
            Instant since;
            synchronized (events) {
                since = events.isEmpty()
                        ? clock.instant().minus(BEFORE)
                        : events.getLast().time().plusNanos(1);
            }
            eventStream =
                    engine.events(Map.of(Stack.PROJECT_LABEL, stack.project()), Optional.of(since), this::happened);
            changed = true;
        }
    }

    private void happened(EngineEvent event) {
        // Health probes and Berth itself run commands inside all the time; they change nothing.
        if (event.action().startsWith("exec_")) {
            return;
        }
        changed = true;
        synchronized (events) {
            events.addLast(event);
            if (events.size() > EVENTS_KEPT) {
                events.removeFirst();
            }
        }
    }

    /** Whether a service's measurements are worth what they cost. */
    private boolean isMeasured(String service, long containers) {
        return containers <= MANY
                || !engine.streamsMeasurements()
                || followed.map(looked -> looked.contains(service)).orElse(true);
    }

    /** Opens a stream for every container that runs and has none, and closes those of containers that do not. */
    private void follow(Map<String, List<ContainerDetails>> services) throws InterruptedException {
        followed = shown;
        long containers = services.values().stream().mapToLong(List::size).sum();
        Set<String> running = new HashSet<>();
        for (Map.Entry<String, List<ContainerDetails>> service : services.entrySet()) {
            for (ContainerDetails container : service.getValue()) {
                if (container.state() == ContainerState.RUNNING && isMeasured(service.getKey(), containers)) {
                    running.add(container.id());
                    ContainerMeter known = meters.get(container.id());
                    if (known == null || known.isOver()) {
                        ContainerMeter meter = new ContainerMeter(service.getKey());
                        meter.subscribed(engine.stats(container.id(), meter::add));
                        meters.put(container.id(), meter);
                    }
                }
            }
        }
        meters.entrySet().removeIf(entry -> {
            boolean gone = !running.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    private LiveStack measured() {
        Map<String, List<ContainerMeter>> services = new HashMap<>();
        meters.values()
                .forEach(meter -> services.computeIfAbsent(meter.service(), name -> new ArrayList<>())
                        .add(meter));
        StackSnapshot measured =
                inspection.snapshot().with(name -> measurements(services.getOrDefault(name, List.of())));
        if (stores.isPresent()) {
            measured = measured.withStores(stores.get().latest());
        }
        measured = surrounded(measured);
        if (outage.isEmpty()) {
            record(services);
        }
        Map<String, Trend> courses = new HashMap<>();
        trends.forEach((name, recorder) -> courses.put(name, recorder.trend()));
        List<EngineEvent> happened;
        synchronized (events) {
            happened = List.copyOf(events);
        }
        return new LiveStack(measured, inspection.containers(), Map.copyOf(courses), happened, outage);
    }

    private StackSnapshot surrounded(StackSnapshot snapshot) {
        Optional<Survey.Findings> found = survey.flatMap(SurveyWatch::latest);
        List<VolumeUse> counted = volumes.map(VolumeWatch::latest).orElse(List.of());
        StackSnapshot surrounded =
                found.isPresent() ? snapshot.around(surroundings -> surroundings.with(found.get())) : snapshot;
        StackSnapshot whole =
                counted.isEmpty() ? surrounded : surrounded.around(surroundings -> surroundings.with(counted));
        return secretServer
                .flatMap(SecretServerWatch::latest)
                .map(server -> whole.around(surroundings -> surroundings.with(server)))
                .orElse(whole);
    }

    /** A service that does not run has a gap, so that time goes on for all of them alike. */
    private void record(Map<String, List<ContainerMeter>> services) {
        services.keySet().forEach(name -> trends.computeIfAbsent(name, each -> new Trend.Recorder()));
        trends.forEach((name, recorder) -> {
            List<ContainerMeter> replicas = services.getOrDefault(name, List.of());
            recorder.add(
                    sum(replicas, ContainerMeter::cpuPercent),
                    sum(replicas, ContainerMeter::memoryBytes),
                    sum(replicas, ContainerMeter::networkBytesPerSecond),
                    sum(replicas, ContainerMeter::blockBytesPerSecond));
        });
    }

    private static ServiceSnapshot.Measurements measurements(List<ContainerMeter> replicas) {
        List<StatsSample> last = new ArrayList<>();
        for (ContainerMeter meter : replicas) {
            StatsSample sample = meter.last();
            if (sample == null) {
                return ServiceSnapshot.Measurements.NONE;
            }
            last.add(sample);
        }
        return last.isEmpty()
                ? ServiceSnapshot.Measurements.NONE
                : StackMeter.measurements(sum(replicas, ContainerMeter::cpuPercent), last);
    }

    /** Unknown as soon as one of them is, and where there are none. */
    private static OptionalDouble sum(List<ContainerMeter> replicas, Function<ContainerMeter, OptionalDouble> amount) {
        if (replicas.isEmpty()) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        for (ContainerMeter meter : replicas) {
            OptionalDouble one = amount.apply(meter);
            if (one.isEmpty()) {
                return OptionalDouble.empty();
            }
            sum += one.getAsDouble();
        }
        return OptionalDouble.of(sum);
    }

    private void closeEvents() {
        if (eventStream != null) {
            eventStream.close();
            eventStream = null;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
