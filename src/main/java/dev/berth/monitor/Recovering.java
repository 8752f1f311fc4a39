package dev.berth.monitor;

import dev.berth.deployment.ServiceRecovery;
import dev.berth.environment.Environment;
import dev.berth.health.LiveStack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.workspace.Recovery;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Has services mended that are not well, one at a time and each as its definition says: looks, decides, and leaves the doing to
 * a thread of its own, so that nothing waits for it.
 */
final class Recovering {
    /** After it was withheld, something is tried again no sooner. */
    private static final Duration LATER = Duration.ofSeconds(10);

    /** How long what is under way has to come to its end when the watch is told to. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(30);

    private final Function<String, Optional<Recovery>> policies;
    private final FaultFinder finder;
    private final Watch.Mending mending;
    private final Watch.Listener listener;
    private final Map<String, Instant> notBefore = new HashMap<>();
    private final Map<String, String> held = new HashMap<>();
    private Optional<Work> work = Optional.empty();

    Recovering(Environment environment, Causes causes, Watch.Mending mending, Watch.Listener listener) {
        this(
                service -> environment.definition().service(service).recovery(),
                new FaultFinder(environment.stack(), causes),
                mending,
                listener);
    }

    /** @param policies what is said of a service, by its name */
    Recovering(
            Function<String, Optional<Recovery>> policies,
            FaultFinder finder,
            Watch.Mending mending,
            Watch.Listener listener) {
        this.policies = policies;
        this.finder = finder;
        this.mending = mending;
        this.listener = listener;
    }

    /** What is to be begun, and what is to be written down before. */
    record Step(Recoveries recoveries, Optional<Begun> begin) {}

    /** A repair, and how it is made. */
    record Begun(Repair repair, ServiceRecovery.Remedy remedy) {}

    /** One repair under way; the outcome is empty until it is known. */
    private record Work(Repair repair, Thread thread, AtomicReference<Optional<ServiceRecovery.Outcome>> outcome) {}

    /** What there is to do now, after what came of what was done before. */
    Step look(LiveStack live, Recoveries before, Instant now) {
        Recoveries recoveries = hear(before, now).seen(well(live), now);
        List<Fault> faults = finder.find(live, now);
        held.keySet().retainAll(faults.stream().map(Fault::service).toList());
        if (work.isPresent()) {
            return new Step(recoveries, Optional.empty());
        }
        for (Fault fault : faults) {
            Optional<ServiceRecovery.Remedy> remedy = remedy(fault);
            if (remedy.isEmpty()
                    || isHeld(fault)
                    || notBefore.getOrDefault(fault.service(), Instant.MIN).isAfter(now)) {
                continue;
            }
            Circuit circuit = recoveries.circuit(fault.service());
            if (circuit.isExhausted(now)) {
                listener.notice(
                        "%s is repaired no more: %d times did not help".formatted(fault.service(), Circuit.MOST));
                recoveries = recoveries.givenUp(fault.service());
            } else if (circuit.next().filter(at -> !at.isAfter(now)).isPresent()) {
                Repair repair = new Repair(
                        now, fault.service(), remedy.get().means().word(), fault.reason(), Repair.Outcome.UNDERWAY, "");
                return new Step(recoveries.begun(repair), Optional.of(new Begun(repair, remedy.get())));
            }
        }
        return new Step(recoveries, Optional.empty());
    }

    private static List<String> well(LiveStack live) {
        return live.outage().isPresent()
                ? List.of()
                : live.snapshot().services().stream()
                        .filter(service -> service.serving() >= service.desired())
                        .map(ServiceSnapshot::name)
                        .toList();
    }

    private boolean isHeld(Fault fault) {
        fault.heldBy().ifPresent(cause -> {
            if (!cause.equals(held.put(fault.service(), cause))) {
                listener.notice("%s is left alone (%s): %s".formatted(fault.service(), fault.reason(), cause));
            }
        });
        return fault.heldBy().isPresent();
    }

    private Optional<ServiceRecovery.Remedy> remedy(Fault fault) {
        Optional<Recovery> recovery = policies.apply(fault.service());
        if (recovery.isEmpty()) {
            return fault.kind() == Fault.Kind.ENDED
                    ? Optional.of(remedy(fault, ServiceRecovery.Means.START, List.of()))
                    : Optional.empty();
        }
        return switch (recovery.get()) {
            case Recovery.Command(List<String> words) ->
                Optional.of(remedy(fault, ServiceRecovery.Means.COMMAND, words));
            case Recovery.Usual.NONE -> Optional.empty();
            case Recovery.Usual.RECREATE -> Optional.of(remedy(fault, ServiceRecovery.Means.RECREATE, List.of()));
            case Recovery.Usual.RESTART ->
                switch (fault.kind()) {
                    case ENDED -> Optional.of(remedy(fault, ServiceRecovery.Means.START, List.of()));
                    case UNHEALTHY -> Optional.of(remedy(fault, ServiceRecovery.Means.RESTART, List.of()));
                    case MISSING -> Optional.empty();
                };
        };
    }

    private static ServiceRecovery.Remedy remedy(Fault fault, ServiceRecovery.Means means, List<String> words) {
        return new ServiceRecovery.Remedy(fault.service(), means, fault.containers(), words, fault.reason());
    }

    /**
     * Begins it.
     *
     * @param done called from another thread once it is known what came of it
     */
    void begin(Begun begun, Runnable done) {
        AtomicReference<Optional<ServiceRecovery.Outcome>> outcome = new AtomicReference<>(Optional.empty());
        Thread thread = Thread.ofVirtual()
                .name("repair of " + begun.repair().service())
                .unstarted(() -> {
                    outcome.set(Optional.of(outcome(begun.remedy())));
                    done.run();
                });
        work = Optional.of(new Work(begun.repair(), thread, outcome));
        listener.repaired(begun.repair());
        thread.start();
    }

    private ServiceRecovery.Outcome outcome(ServiceRecovery.Remedy remedy) {
        try {
            return mending.apply(remedy);
        } catch (InterruptedException e) {
            return new ServiceRecovery.Outcome.Failed("it was interrupted");
        } catch (RuntimeException e) {
            // Whatever it is, the next look goes on.
            return new ServiceRecovery.Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    /** The same with what came of what was under way, where that is known. */
    Recoveries hear(Recoveries recoveries, Instant now) {
        Optional<Work> done = work.filter(each -> each.outcome().get().isPresent());
        if (done.isEmpty()) {
            return recoveries;
        }
        work = Optional.empty();
        Repair repair = done.get().repair();
        return switch (done.get().outcome().get().orElseThrow()) {
            case ServiceRecovery.Outcome.Done(String words) ->
                told(recoveries, repair.ended(Repair.Outcome.DONE, words));
            case ServiceRecovery.Outcome.Failed(String words) ->
                told(recoveries, repair.ended(Repair.Outcome.FAILED, words));
            case ServiceRecovery.Outcome.Withheld(String words) -> {
                notBefore.put(repair.service(), now.plus(LATER));
                listener.notice("%s is left alone (%s): %s".formatted(repair.service(), repair.reason(), words));
                yield recoveries.withdrawn(repair);
            }
        };
    }

    private Recoveries told(Recoveries recoveries, Repair repair) {
        listener.repaired(repair);
        return recoveries.ended(repair);
    }

    /** Lets what is under way come to its end, for a while. */
    void close() {
        // Whoever is told to end has been interrupted, and has this to wait for.
        boolean interrupted = Thread.interrupted();
        try {
            if (work.isPresent() && !work.get().thread().join(LAST_PATIENCE)) {
                work.get().thread().interrupt();
            }
        } catch (InterruptedException e) {
            work.ifPresent(left -> left.thread().interrupt());
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
