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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Says what a watch would do to services that are not well, and does nothing at all. */
public final class Rehearsal {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Engine engine;
    private final Environment environment;
    private final StoreProbes probes;
    private final Watch.Occasion occasion;
    private final Watch.Listener listener;
    private final Clock clock;

    /** One that has not begun yet; the occasion says when somebody is at work. */
    public Rehearsal(
            Engine engine,
            Environment environment,
            StoreProbes probes,
            Watch.Occasion occasion,
            Watch.Listener listener,
            Clock clock) {
        this.engine = engine;
        this.environment = environment;
        this.probes = probes;
        this.occasion = occasion;
        this.listener = listener;
        this.clock = clock;
    }

    /** Goes on until the thread is interrupted; throws as {@link Watch#run} does. */
    public void run() throws InterruptedException {
        Recovering recovering = new Recovering(
                environment,
                Causes.of(environment.model()),
                remedy -> new ServiceRecovery.Outcome.Done("nothing was done"),
                listener);
        StackSnapshot first = new StackObserver(engine, clock).observe(environment.stack());
        AtomicReference<LiveStack> live = new AtomicReference<>(LiveStack.of(first));
        Recoveries recoveries = Recoveries.NONE;
        try (StackFeed feed =
                StackFeed.begin(engine, environment.stack(), clock, first, Optional.of(probes), live::set)) {
            while (occasion.goesOn()) {
                if (!occasion.isBusy()) {
                    Recovering.Step step = recovering.look(live.get(), recoveries, clock.instant());
                    recoveries = step.recoveries();
                    step.begin().ifPresent(begun -> recovering.begin(begun, () -> {}));
                }
                Thread.sleep(PAUSE);
            }
        }
    }
}
