package dev.berth.monitor;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerState;
import dev.berth.environment.Stack;
import dev.berth.health.LiveStack;
import dev.berth.health.RedisHealth;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.ServiceState;
import dev.berth.health.StoreHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what is wrong with services that a watch could mend, and what is not to be touched: what somebody has stopped or is
 * about to, what only suffers from another service, what was never seen running.
 */
final class FaultFinder {
    /** Within it the engine starts what it starts by itself, and tells that somebody meant it. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** How long a repair that has failed explains what it left. */
    private static final Duration LATELY = Duration.ofMinutes(30);

    /** Exit codes of a process that somebody has asked to end: 128 and the signal's number. */
    private static final Set<Integer> ASKED = Set.of(130, 137, 143);

    private final Map<String, Stack.Service> services;
    private final Causes causes;
    private final Sightings sightings;

    FaultFinder(Stack stack, Causes causes, Sightings sightings) {
        this.services = stack.services().stream().collect(Collectors.toMap(Stack.Service::name, service -> service));
        this.causes = causes;
        this.sightings = sightings;
    }

    /**
     * What is wrong at one look; every look has to be shown to it, in the order of time.
     *
     * @param broken when a service was last repaired, where that has failed
     */
    List<Fault> find(LiveStack live, Map<String, Instant> broken, Instant now) {
        if (live.outage().isPresent()) {
            // What is known is old, and nothing could be done.
            sightings.interrupted();
            return List.of();
        }
        sightings.hear(live.events(), now);
        List<Fault> faults = new ArrayList<>();
        for (ServiceSnapshot service : live.snapshot().services()) {
            Optional<Stack.Service> defined = Optional.ofNullable(services.get(service.name()));
            if (defined.isEmpty() || defined.get().oneShot()) {
                continue;
            }
            if (isTroubled(service, live.containers(service.name()), now)) {
                sightings.troubled(service.name(), now);
            }
            faults.addAll(faults(service, live, broken, now));
        }
        sightings.see(live, now);
        return faults.stream()
                .map(fault -> fault.heldBy(causes.needed(fault.service()).stream()
                        .filter(needed -> sightings.isTroubled(needed, now))
                        .findFirst()
                        .map("it needs %s, which is not well, or has not been for long"::formatted)))
                .toList();
    }

    private List<Fault> faults(ServiceSnapshot service, LiveStack live, Map<String, Instant> broken, Instant now) {
        if (service.desired() == 0 || service.state() == ServiceState.COMPLETED) {
            return List.of();
        }
        List<ContainerDetails> containers = live.containers(service.name());
        List<Fault> faults = new ArrayList<>();
        List<ContainerDetails> unhealthy = containers.stream()
                .filter(container ->
                        container.state() == ContainerState.RUNNING && container.health() == ContainerHealth.UNHEALTHY)
                .toList();
        if (!unhealthy.isEmpty()) {
            faults.add(new Fault(
                    service.name(),
                    Fault.Kind.UNHEALTHY,
                    ids(unhealthy),
                    "its health check fails",
                    reasonToWait(service, unhealthy, now)));
        }
        Optional<Instant> repaired = Optional.ofNullable(broken.get(service.name()))
                .filter(at -> at.plus(LATELY).isAfter(now));
        List<ContainerDetails> ended = containers.stream()
                .filter(container -> hasEnded(container)
                        || repaired.filter(at -> isLeftHalfWay(container, at)).isPresent())
                .filter(container -> sightings.isGone(container.id(), GRACE, now))
                .toList();
        if (!ended.isEmpty()) {
            faults.add(new Fault(
                    service.name(),
                    Fault.Kind.ENDED,
                    ids(ended),
                    hasEnded(ended.getFirst())
                            ? "its process ended with exit code "
                                    + ended.getFirst().exitCode()
                            : "the last repair left it half-way",
                    Optional.empty()));
        }
        if (containers.isEmpty()
                && service.state() == ServiceState.MISSING
                && sightings.isRemoved(service.name(), now)
                && anythingElseRuns(live, service.name())
                && sightings.isGone(service.name(), GRACE, now)) {
            faults.add(new Fault(
                    service.name(), Fault.Kind.MISSING, List.of(), "its containers were removed", Optional.empty()));
        }
        return faults;
    }

    /** Whether a process has ended without anybody's wish, as far as can be told; one that ended well has done its work. */
    private boolean hasEnded(ContainerDetails container) {
        return container.state() == ContainerState.EXITED
                && container.exitCode() != 0
                && sightings.ran(container.id())
                && !sightings.isStopped(container.id())
                && (sightings.died(container.id()) || container.outOfMemory() || !ASKED.contains(container.exitCode()));
    }

    /** Whether a repair of that moment has stopped or made it, and not started it. */
    private boolean isLeftHalfWay(ContainerDetails container, Instant at) {
        return switch (container.state()) {
            case EXITED, CREATED, DEAD -> !sightings.ranAfter(container.id(), at);
            case RUNNING, PAUSED, RESTARTING, REMOVING -> false;
        };
    }

    private static boolean anythingElseRuns(LiveStack live, String service) {
        return live.snapshot().services().stream()
                .anyMatch(other -> !other.name().equals(service) && other.running() > 0);
    }

    private Optional<String> reasonToWait(ServiceSnapshot service, List<ContainerDetails> unhealthy, Instant now) {
        if (service.store()
                .filter(store -> store instanceof RedisHealth redis && redis.loading())
                .isPresent()) {
            return Optional.of("it is still loading its data");
        }
        return unhealthy.stream().anyMatch(container -> sightings.isBeingStopped(container.id(), now))
                ? Optional.of("somebody is stopping it")
                : Optional.empty();
    }

    /** Whether others may suffer from it, even before its own health check says so. */
    private boolean isTroubled(ServiceSnapshot service, List<ContainerDetails> containers, Instant now) {
        if (service.desired() == 0 || service.state() == ServiceState.COMPLETED) {
            return false;
        }
        boolean fellSilent =
                service.store().filter(StoreHealth.NoData.class::isInstance).isPresent()
                        && sightings.saidSomethingLately(service.name(), now);
        return service.serving() == 0 || fellSilent || containers.stream().anyMatch(FaultFinder::failsItsLastProbe);
    }

    private static boolean failsItsLastProbe(ContainerDetails container) {
        return !container.probes().isEmpty() && container.probes().getLast().exitCode() != 0;
    }

    private static List<String> ids(List<ContainerDetails> containers) {
        return containers.stream().map(ContainerDetails::id).toList();
    }
}
