package dev.berth.monitor;

import dev.berth.deployment.ServiceRecovery;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.health.LiveStack;
import dev.berth.health.StackFeed;
import dev.berth.health.StackObserver;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StoreProbes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Says what a watch would do to services that are not well, once for each that falls ill, and does nothing at all. */
public final class Rehearsal {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Engine engine;
    private final Environment environment;
    private final StoreProbes probes;
    private final Function<ServiceRecovery.Remedy, Optional<String>> doubts;
    private final Watch.Occasion occasion;
    private final Watch.Listener listener;
    private final Clock clock;

    /**
     * One that has not begun yet.
     *
     * @param doubts what speaks against a repair
     * @param occasion says when somebody is at work
     */
    public Rehearsal(
            Engine engine,
            Environment environment,
            StoreProbes probes,
            Function<ServiceRecovery.Remedy, Optional<String>> doubts,
            Watch.Occasion occasion,
            Watch.Listener listener,
            Clock clock) {
        this.engine = engine;
        this.environment = environment;
        this.probes = probes;
        this.doubts = doubts;
        this.occasion = occasion;
        this.listener = listener;
        this.clock = clock;
    }

    /** Goes on until the thread is interrupted; throws as {@link Watch#run} does. */
    public void run() throws InterruptedException {
        FaultFinder finder = new FaultFinder(environment.stack(), Causes.of(environment.model()), new Sightings());
        StackSnapshot first = new StackObserver(engine, clock).observe(environment.stack());
        AtomicReference<LiveStack> live = new AtomicReference<>(LiveStack.of(first));
        Map<String, String> said = new HashMap<>();
        try (StackFeed feed =
                StackFeed.begin(engine, environment.stack(), clock, first, Optional.of(probes), live::set)) {
            while (occasion.goesOn()) {
                try {
                    if (occasion.work() == Watch.Work.NOTHING) {
                        look(finder, live.get(), said, clock.instant());
                    }
                } catch (RuntimeException e) {
                    listener.notice("a look came to nothing: " + e.getMessage());
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private void look(FaultFinder finder, LiveStack live, Map<String, String> said, Instant now) {
        Map<String, String> faults = new HashMap<>();
        for (Fault fault : finder.find(live, Map.of(), now)) {
            Optional<ServiceRecovery.Remedy> remedy = Recovering.remedy(
                    environment.definition().service(fault.service()).recovery(), fault);
            faults.put(fault.service(), fault.reason());
            if (fault.reason().equals(said.get(fault.service()))) {
                continue;
            }
            Optional<String> against = fault.heldBy().or(() -> remedy.flatMap(doubts));
            if (remedy.isEmpty() || against.isPresent()) {
                listener.notice("%s would be left alone (%s): %s"
                        .formatted(
                                fault.service(),
                                fault.reason(),
                                against.orElse("its recovery in the definition says no more")));
            } else {
                listener.repaired(new Repair(
                        now,
                        fault.service(),
                        remedy.get().means().word(),
                        fault.reason(),
                        Repair.Outcome.UNDERWAY,
                        ""));
            }
        }
        said.clear();
        said.putAll(faults);
    }
}
