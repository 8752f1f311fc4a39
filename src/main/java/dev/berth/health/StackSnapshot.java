package dev.berth.health;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A stack at one moment.
 *
 * @param services those defined, in their order, then containers of the project that nobody defines (not required)
 * @param surroundings what belongs to it beside its services; empty where nobody asked
 */
public record StackSnapshot(
        String environment,
        boolean isProtected,
        StackState state,
        Instant takenAt,
        List<ServiceSnapshot> services,
        Optional<Surroundings> surroundings) {

    /** The same with each service's measurements, by its name. */
    StackSnapshot with(Function<String, ServiceSnapshot.Measurements> measurements) {
        return new StackSnapshot(
                environment,
                isProtected,
                state,
                takenAt,
                services.stream()
                        .map(service -> service.with(measurements.apply(service.name())))
                        .toList(),
                surroundings);
    }

    /** The same with what its stores say, by their services' names; that counts for its state, too. */
    StackSnapshot withStores(Map<String, StoreHealth> stores) {
        List<ServiceSnapshot> informed = services.stream()
                .map(service -> service.with(Optional.ofNullable(stores.get(service.name()))))
                .toList();
        return new StackSnapshot(environment, isProtected, state(informed), takenAt, informed, surroundings);
    }

    /** The same with what its volumes hold, where something is known of them. */
    public StackSnapshot withVolumes(List<VolumeUse> volumes) {
        return volumes.isEmpty() ? this : around(surroundings -> surroundings.with(volumes));
    }

    /** Whether it is as somebody wants it who is strict: healthy, and no volume so full that its definition calls it critical. */
    public boolean isFlawless() {
        return state == StackState.HEALTHY
                && surroundings.stream()
                        .flatMap(around -> around.volumes().stream())
                        .noneMatch(volume -> volume.state() == VolumeUse.State.CRITICAL);
    }

    /** The same with something more that belongs to it beside its services. */
    StackSnapshot around(UnaryOperator<Surroundings> more) {
        return new StackSnapshot(
                environment,
                isProtected,
                state,
                takenAt,
                services,
                Optional.of(more.apply(surroundings.orElse(Surroundings.UNKNOWN))));
    }

    /** The worst required service decides; what can be done without is shown, and changes nothing for the whole. */
    static StackState state(List<ServiceSnapshot> services) {
        boolean unhealthy = false;
        boolean degraded = false;
        boolean anything = false;
        boolean requires = false;
        for (ServiceSnapshot service : services) {
            anything |= switch (service.state()) {
                case RUNNING, STARTING, RESTARTING, PAUSED, UNKNOWN -> true;
                case CREATED, EXITED, COMPLETED, MISSING -> service.running() > 0;
            };
            requires |= service.required();
            if (service.required() && !service.isWell()) {
                // Where some of its replicas serve it is not as it should be, but not down either.
                unhealthy |= service.serving() == 0;
                degraded = true;
            }
        }
        if (!anything && (degraded || (!requires && !services.stream().allMatch(ServiceSnapshot::isWell)))) {
            return StackState.STOPPED;
        }
        if (unhealthy) {
            return StackState.UNHEALTHY;
        }
        return degraded ? StackState.DEGRADED : StackState.HEALTHY;
    }
}
