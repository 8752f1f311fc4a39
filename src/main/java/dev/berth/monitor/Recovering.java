package dev.berth.monitor;

import dev.berth.deployment.ServiceRecovery;
import dev.berth.environment.Environment;
import dev.berth.health.LiveStack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.workspace.Recovery;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Has services mended that are not well, one at a time and each as its definition says: looks, decides, and leaves the doing to
 * a thread of its own, so that nothing waits for it.
 */
final class Recovering {
    /** How long what is under way has to come to its end when the watch is told to. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(30);

    private final Function<String, Optional<Recovery>> policies;
    private final FaultFinder finder;
    private final Watch.Mending mending;
    private final Watch.Listener listener;
    private final Map<String, Withheld> withheld = new HashMap<>();
    private Optional<Work> work = Optional.empty();

    /** One that remembers what others have seen. */
    Recovering(
            Environment environment,
            Causes causes,
            Sightings sightings,
            Watch.Mending mending,
            Watch.Listener listener) {
        this(
                service -> environment.definition().service(service).recovery(),
                new FaultFinder(environment.stack(), causes, sightings),
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

    /** Why a service is left alone, and until when nobody asks again: longer each time that the answer is the same. */
    private record Withheld(String why, int times, Instant until) {
        private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
        private static final int DOUBLED = 5;

        Withheld once(String reason, Instant now) {
            int more = reason.equals(why) ? Math.min(times + 1, DOUBLED) : 0;
            return new Withheld(reason, more, now.plus(FIRST_PAUSE.multipliedBy(1L << more)));
        }

        /** What lies further ahead than it is ever put off is from before the clock was put back. */
        boolean lasts(Instant now) {
            return until.isAfter(now) && until.isBefore(now.plus(FIRST_PAUSE.multipliedBy(1L << (DOUBLED + 1))));
        }
    }

    /** Whether something is under way. */
    boolean isAtWork() {
        return work.isPresent();
    }

    /** What there is to do now, after what came of what was done before. */
    Step look(LiveStack live, Recoveries before, Instant now) {
        Recoveries heard = hear(before, now);
        List<Fault> faults = finder.find(live, heard.broken(), now);
        Set<String> faulty = new HashSet<>();
        faults.forEach(fault -> faulty.add(fault.service()));
        withheld.keySet().retainAll(faulty);
        Recoveries recoveries = heard.seen(well(live, faulty), now);
        if (isAtWork()) {
            return new Step(recoveries, Optional.empty());
        }
        for (Fault fault : faults) {
            Optional<ServiceRecovery.Remedy> remedy = remedy(policies.apply(fault.service()), fault);
            if (remedy.isEmpty() || isHeld(fault, now) || isWithheld(fault, now)) {
                continue;
            }
            Circuit circuit = recoveries.circuit(fault.service());
            if (circuit.isExhausted(now)) {
                listener.notice("%s is not repaired any more: that does not help for long".formatted(fault.service()));
                recoveries = recoveries.givenUp(fault.service());
            } else if (circuit.allows(now)) {
                Repair repair = new Repair(
                        now, fault.service(), remedy.get().means().word(), fault.reason(), Repair.Outcome.UNDERWAY, "");
                return new Step(recoveries.begun(repair), Optional.of(new Begun(repair, remedy.get())));
            }
        }
        return new Step(recoveries, Optional.empty());
    }

    private static Set<String> well(LiveStack live, Set<String> faulty) {
        Set<String> well = new HashSet<>();
        if (live.outage().isEmpty()) {
            live.snapshot().services().stream()
                    .filter(service -> service.serving() >= service.desired())
                    .map(ServiceSnapshot::name)
                    .forEach(well::add);
        }
        well.removeAll(faulty);
        return well;
    }

    private boolean isHeld(Fault fault, Instant now) {
        if (fault.heldBy().isEmpty()) {
            return false;
        }
        String why = fault.heldBy().get();
        say(fault.service(), fault.reason(), why);
        withheld.put(fault.service(), new Withheld(why, 0, now));
        return true;
    }

    private boolean isWithheld(Fault fault, Instant now) {
        return Optional.ofNullable(withheld.get(fault.service()))
                .filter(each -> each.lasts(now))
                .isPresent();
    }

    /** Says so once, however often it is asked. */
    private void say(String service, String reason, String why) {
        if (!Optional.ofNullable(withheld.get(service)).map(Withheld::why).equals(Optional.of(why))) {
            listener.notice("%s is left alone (%s): %s".formatted(service, reason, why));
        }
    }

    /** What is to be done about a fault, by what is said of its service; empty for nothing. */
    static Optional<ServiceRecovery.Remedy> remedy(Optional<Recovery> recovery, Fault fault) {
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
        return new ServiceRecovery.Remedy(
                fault.service(),
                means,
                switch (fault.kind()) {
                    case ENDED -> ServiceRecovery.Condition.ENDED;
                    case UNHEALTHY -> ServiceRecovery.Condition.UNHEALTHY;
                    case MISSING -> ServiceRecovery.Condition.MISSING;
                },
                fault.containers(),
                words,
                fault.reason());
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
        thread.start();
    }

    private ServiceRecovery.Outcome outcome(ServiceRecovery.Remedy remedy) {
        try {
            return mending.apply(remedy);
        } catch (InterruptedException e) {
            return new ServiceRecovery.Outcome.Failed("it was interrupted");
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // Whatever it is, the next look goes on; a library that was replaced meanwhile shows itself so.
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
                say(repair.service(), repair.reason(), words);
                withheld.merge(
                        repair.service(),
                        new Withheld("", 0, now).once(words, now),
                        (before, first) -> before.once(words, now));
                yield recoveries.withdrawn(repair);
            }
        };
    }

    private Recoveries told(Recoveries recoveries, Repair repair) {
        withheld.remove(repair.service());
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
