package dev.berth.monitor;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerState;
import dev.berth.docker.EngineEvent;
import dev.berth.environment.Stack;
import dev.berth.health.LiveStack;
import dev.berth.health.RedisHealth;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.ServiceState;
import dev.berth.health.StoreHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what is wrong with services that a watch could mend, and what is not to be touched: what somebody has stopped, what
 * only suffers from another service, what is on its way by itself. Remembers what it has seen running.
 */
final class FaultFinder {
    /** Within it the engine starts what it starts by itself, and tells that somebody meant it. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** How long a store that has fallen silent is a reason for what fails beside it. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    /** How long after a service that others need is well again these may take to notice. */
    private static final Duration SETTLING = Duration.ofSeconds(30);

    private static final String SERVICE_LABEL = "com.docker.compose.service";

    /** Exit codes of a process that somebody has asked to end: 128 and the signal's number. */
    private static final Set<Integer> ASKED = Set.of(0, 130, 137, 143);

    private final Stack stack;
    private final Causes causes;
    private final Set<String> running = new HashSet<>();
    private final Set<String> present = new HashSet<>();
    private final Map<String, Instant> goneSince = new HashMap<>();
    private final Map<String, Instant> saidSomething = new HashMap<>();
    private final Map<String, Instant> troubledAt = new HashMap<>();

    FaultFinder(Stack stack, Causes causes) {
        this.stack = stack;
        this.causes = causes;
    }

    /** What is wrong at one look; every look has to be shown to it, in the order of time. */
    List<Fault> find(LiveStack live, Instant now) {
        if (live.outage().isPresent()) {
            // What is known is old, and nothing could be done.
            goneSince.clear();
            return List.of();
        }
        List<Fault> faults = new ArrayList<>();
        for (ServiceSnapshot service : live.snapshot().services()) {
            if (isTroubled(service, live.containers(service.name()), now)) {
                troubledAt.put(service.name(), now);
            }
            faults.addAll(faults(service, live, now));
        }
        remember(live, now);
        return faults.stream()
                .map(fault -> fault.heldBy(causes.needed(fault.service()).stream()
                        .filter(needed -> isTroubled(needed, now))
                        .findFirst()
                        .map("it needs %s, which is not well, or has not been for long"::formatted)))
                .toList();
    }

    private boolean isTroubled(String service, Instant now) {
        return Optional.ofNullable(troubledAt.get(service))
                .filter(at -> at.plus(SETTLING).isAfter(now) && !at.isAfter(now))
                .isPresent();
    }

    private List<Fault> faults(ServiceSnapshot service, LiveStack live, Instant now) {
        if (service.desired() == 0 || service.state() == ServiceState.COMPLETED || isOneShot(service.name())) {
            return List.of();
        }
        List<ContainerDetails> containers = live.containers(service.name());
        List<Fault> faults = new ArrayList<>();
        List<String> unhealthy = ids(containers.stream()
                .filter(container ->
                        container.state() == ContainerState.RUNNING && container.health() == ContainerHealth.UNHEALTHY)
                .toList());
        if (!unhealthy.isEmpty()) {
            faults.add(new Fault(
                    service.name(), Fault.Kind.UNHEALTHY, unhealthy, "its health check fails", loading(service)));
        }
        List<ContainerDetails> ended = containers.stream()
                .filter(container -> hasEnded(container, live.events()) && isGone(container.id(), now))
                .toList();
        if (!ended.isEmpty()) {
            faults.add(new Fault(
                    service.name(),
                    Fault.Kind.ENDED,
                    ids(ended),
                    "its process ended with exit code " + ended.getFirst().exitCode(),
                    Optional.empty()));
        }
        if (containers.isEmpty()
                && service.state() == ServiceState.MISSING
                && present.contains(service.name())
                && !isStopped(service.name(), live.events())
                && isGone(service.name(), now)) {
            faults.add(new Fault(
                    service.name(), Fault.Kind.MISSING, List.of(), "its containers were removed", Optional.empty()));
        }
        return faults;
    }

    private boolean isOneShot(String service) {
        return stack.services().stream().anyMatch(each -> each.name().equals(service) && each.oneShot());
    }

    /** Whether a process has ended without anybody's wish, as far as can be told. */
    private boolean hasEnded(ContainerDetails container, Collection<EngineEvent> events) {
        if (container.state() != ContainerState.EXITED) {
            return false;
        }
        List<String> actions = events.stream()
                .filter(event -> event.containerId().equals(container.id()))
                .map(EngineEvent::action)
                .toList();
        List<String> last = actions.subList(actions.lastIndexOf("start") + 1, actions.size());
        if (last.contains("stop")) {
            return false;
        }
        return running.contains(container.id())
                || last.contains("die")
                || container.outOfMemory()
                || !ASKED.contains(container.exitCode());
    }

    /** Whether the last thing that is known of a service's containers is that somebody has stopped one. */
    private static boolean isStopped(String service, Collection<EngineEvent> events) {
        List<String> actions = events.stream()
                .filter(event -> service.equals(event.attributes().get(SERVICE_LABEL)))
                .map(EngineEvent::action)
                .toList();
        return actions.lastIndexOf("stop") > actions.lastIndexOf("start");
    }

    /** Whether that is so for longer than it takes the engine to do something about it. */
    private boolean isGone(String what, Instant now) {
        Instant since = goneSince.merge(what, now, (first, next) -> first.isAfter(next) ? next : first);
        return !since.plus(GRACE).isAfter(now);
    }

    private static Optional<String> loading(ServiceSnapshot service) {
        return service.store()
                .filter(store -> store instanceof RedisHealth redis && redis.loading())
                .map(store -> "it is still loading its data");
    }

    /** Whether others may suffer from it, even before its own health check says so. */
    private boolean isTroubled(ServiceSnapshot service, List<ContainerDetails> containers, Instant now) {
        if (service.desired() == 0 || service.state() == ServiceState.COMPLETED) {
            return false;
        }
        boolean fellSilent =
                service.store().filter(StoreHealth.NoData.class::isInstance).isPresent()
                        && Optional.ofNullable(saidSomething.get(service.name()))
                                .filter(last -> last.plus(SILENCE).isAfter(now))
                                .isPresent();
        return service.serving() == 0 || fellSilent || containers.stream().anyMatch(FaultFinder::failsItsLastProbe);
    }

    private static boolean failsItsLastProbe(ContainerDetails container) {
        return !container.probes().isEmpty() && container.probes().getLast().exitCode() != 0;
    }

    private void remember(LiveStack live, Instant now) {
        Set<String> there = new HashSet<>();
        for (ServiceSnapshot service : live.snapshot().services()) {
            there.add(service.name());
            there.addAll(ids(live.containers(service.name())));
            remember(service, live.containers(service.name()), now);
        }
        running.retainAll(there);
        goneSince.keySet().retainAll(there);
    }

    private void remember(ServiceSnapshot service, List<ContainerDetails> containers, Instant now) {
        service.store()
                .filter(store -> !(store instanceof StoreHealth.NoData))
                .ifPresent(store -> saidSomething.put(service.name(), now));
        for (ContainerDetails container : containers) {
            if (container.state() == ContainerState.EXITED) {
                continue;
            }
            goneSince.remove(container.id());
            if (container.state() == ContainerState.RUNNING) {
                running.add(container.id());
            }
        }
        if (!containers.isEmpty()) {
            present.add(service.name());
            goneSince.remove(service.name());
        }
    }

    private static List<String> ids(List<ContainerDetails> containers) {
        return containers.stream().map(ContainerDetails::id).toList();
    }
}
