package dev.berth.monitor;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerState;
import dev.berth.docker.EngineEvent;
import dev.berth.health.LiveStack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.StoreHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a watch has seen of containers and services, beyond what can be seen now. The engine forgets what happened within
 * minutes, and whoever comes later cannot tell what somebody has stopped from what broke.
 */
final class Sightings {
    /** How long a store that has fallen silent is a reason for what fails beside it. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    /** How long after a service that others need is well again these may take to notice. */
    private static final Duration SETTLING = Duration.ofSeconds(30);

    /** How long a process may take to end once it was asked to. */
    private static final Duration LONGEST_STOP = Duration.ofMinutes(10);

    /** How long what is removed after something was stopped is removed by whoever stopped it. */
    private static final Duration TAKING_DOWN = Duration.ofMinutes(1);

    /** Signals that ask a process to end; others, such as HUP, have it read its files anew. */
    private static final Set<String> ENDING = Set.of("2", "3", "9", "15");

    private final Set<String> running = new HashSet<>();
    private final Set<String> stopped = new HashSet<>();
    private final Set<String> died = new HashSet<>();
    private final Map<String, Instant> askedToEnd = new HashMap<>();
    private final Map<String, Instant> goneSince = new HashMap<>();
    private final Map<String, Instant> saidSomething = new HashMap<>();
    private final Map<String, Instant> troubledAt = new HashMap<>();
    private final Map<String, Instant> ranAt = new HashMap<>();
    private final Set<String> removed = new HashSet<>();
    private Instant stoppedAt = Instant.EPOCH;
    private Optional<EngineEvent> last = Optional.empty();

    /** Takes up what has happened since the last time. */
    void hear(List<EngineEvent> events, Instant now) {
        // What was heard of last may have been forgotten since; all that is known is then taken up once more, in its
        // order.
        int heard = last.map(events::lastIndexOf).orElse(-1);
        for (EngineEvent event : events.subList(heard + 1, events.size())) {
            hear(event, now);
            last = Optional.of(event);
        }
    }

    private void hear(EngineEvent event, Instant now) {
        String container = event.containerId();
        String service = event.service();
        switch (event.action()) {
            case "start" -> {
                stopped.remove(container);
                died.remove(container);
                askedToEnd.remove(container);
                removed.remove(service);
            }
            case "kill" -> {
                if (ENDING.contains(event.attributes().getOrDefault("signal", ""))) {
                    askedToEnd.put(container, now);
                }
            }
            case "die" -> {
                died.add(container);
                askedToEnd.remove(container);
            }
            case "stop" -> {
                stopped.add(container);
                removed.remove(service);
                stoppedAt = now;
            }
            case "destroy" -> {
                if (running.contains(container) && !stopped.contains(container)) {
                    removed.add(service);
                }
            }
            default -> {}
        }
    }

    /** Remembers what there is at one look, and forgets what is gone. */
    void see(LiveStack live, Instant now) {
        Set<String> there = new HashSet<>();
        for (ServiceSnapshot service : live.snapshot().services()) {
            there.add(service.name());
            service.store()
                    .filter(store -> !(store instanceof StoreHealth.NoData))
                    .ifPresent(store -> saidSomething.put(service.name(), now));
            for (ContainerDetails container : live.containers(service.name())) {
                there.add(container.id());
                goneSince.remove(service.name());
                see(service.name(), container, now);
            }
        }
        running.retainAll(there);
        stopped.retainAll(there);
        died.retainAll(there);
        askedToEnd.keySet().retainAll(there);
        ranAt.keySet().retainAll(there);
        goneSince.keySet().retainAll(there);
    }

    private void see(String service, ContainerDetails container, Instant now) {
        if (container.state() == ContainerState.RUNNING) {
            running.add(container.id());
            ranAt.put(container.id(), now);
            removed.remove(service);
        }
        if (container.state() == ContainerState.RUNNING || container.state() == ContainerState.RESTARTING) {
            goneSince.remove(container.id());
        }
    }

    /** Whatever was seen to last did not, as far as anybody knows. */
    void interrupted() {
        goneSince.clear();
    }

    void troubled(String service, Instant now) {
        troubledAt.put(service, now);
    }

    boolean isTroubled(String service, Instant now) {
        return isWithin(troubledAt.get(service), SETTLING, now);
    }

    boolean saidSomethingLately(String service, Instant now) {
        return isWithin(saidSomething.get(service), SILENCE, now);
    }

    /** Whether a container was seen running. */
    boolean ran(String container) {
        return running.contains(container);
    }

    /** Whether a container was seen running after that moment. */
    boolean ranAfter(String container, Instant moment) {
        return Optional.ofNullable(ranAt.get(container))
                .filter(moment::isBefore)
                .isPresent();
    }

    /** Whether the engine told that its process has ended. */
    boolean died(String container) {
        return died.contains(container);
    }

    /** Whether somebody has stopped it. */
    boolean isStopped(String container) {
        return stopped.contains(container);
    }

    /** Whether somebody has asked its process to end, and it has not yet. */
    boolean isBeingStopped(String container, Instant now) {
        return isWithin(askedToEnd.get(container), LONGEST_STOP, now);
    }

    /** Whether a service's running container was removed by force, and not because somebody takes the stack down. */
    boolean isRemoved(String service, Instant now) {
        return removed.contains(service) && stoppedAt.plus(TAKING_DOWN).isBefore(now);
    }

    /** Whether something is as it is for so long. */
    boolean isGone(String what, Duration grace, Instant now) {
        Instant since = goneSince.merge(what, now, (first, next) -> first.isAfter(next) ? next : first);
        return !since.plus(grace).isAfter(now);
    }

    /** What lies ahead is from before the clock was put back. */
    private static boolean isWithin(@Nullable Instant at, Duration length, Instant now) {
        return at != null && !at.isAfter(now) && at.plus(length).isAfter(now);
    }
}
