package dev.berth.monitor;

import dev.berth.docker.EngineEvent;
import dev.berth.health.LiveStack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.ServiceState;
import dev.berth.health.StoreHealth;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** What is measured of services by the engine that runs them. */
final class ServiceLook {
    private final LiveStack live;
    private final Recoveries recoveries;
    private final Instant now;
    private final Gathering into;

    ServiceLook(LiveStack live, Recoveries recoveries, Instant now, Gathering into) {
        this.live = live;
        this.recoveries = recoveries;
        this.now = now;
        this.into = into;
    }

    void add(ServiceSnapshot service) {
        boolean down = service.required() && service.desired() > 0 && service.serving() == 0 && !service.isWell();
        if (service.state() == ServiceState.UNKNOWN) {
            into.noData(Measurement.SERVICE_DOWN, service.name(), "the engine does not say how it is");
            into.noData(Measurement.SERVICE_IMPAIRED, service.name(), "the engine does not say how it is");
        } else {
            into.add(Measurement.SERVICE_DOWN, service.name(), down, condition(service) + givenUp(service));
            impairment(service, down);
        }
        happenings(service);
        if (service.running() == 0) {
            into.silentService(service.name(), "it does not run");
            return;
        }
        into.add(
                Measurement.SERVICE_MEMORY_BYTES,
                service.name(),
                Gathering.toDouble(service.measurements().memoryBytes()));
        // A container without a limit is measured, and there is nothing that it could be near.
        if (service.measurements().memoryBytes().isEmpty()
                || service.measurements().memoryLimitBytes().isPresent()) {
            into.add(Measurement.SERVICE_MEMORY_RATIO, service.name(), service.memoryUse());
        }
        cpu(service);
    }

    /** Whoever is told that it is down is not told of this once more, and has to know. */
    private String givenUp(ServiceSnapshot service) {
        return recoveries.givenUp().contains(service.name()) ? ", and it is not repaired any more" : "";
    }

    /** Of one that complained and has fallen silent since nobody knows whether it would still. */
    private void impairment(ServiceSnapshot service, boolean down) {
        if (service.isWell()
                && service.store().filter(StoreHealth.NoData.class::isInstance).isPresent()) {
            return;
        }
        into.add(Measurement.SERVICE_IMPAIRED, service.name(), !down && !service.isWell(), complaint(service));
    }

    private static String complaint(ServiceSnapshot service) {
        return service.isDegraded()
                ? service.store().map(store -> store.verdict().words()).orElse("")
                : condition(service);
    }

    /** What a probe printed is left out: it may be anything, and alerts leave the machine. */
    private static String condition(ServiceSnapshot service) {
        return switch (service.state()) {
            case RUNNING ->
                service.running() < service.desired()
                        ? "%d of %d run".formatted(service.running(), service.desired())
                        : "its health check fails";
            case STARTING -> "it is starting";
            case RESTARTING -> "it is restarted again and again";
            case PAUSED -> "it is paused";
            case CREATED -> "it was never started";
            case EXITED -> "it has exited";
            case COMPLETED -> "it has completed";
            case MISSING -> "it has no container";
            case UNKNOWN -> "nobody knows";
        };
    }

    private void happenings(ServiceSnapshot service) {
        long kills = 0;
        Map<String, Long> starts = new HashMap<>();
        Set<String> created = new HashSet<>();
        for (EngineEvent event : live.events()) {
            boolean own = service.name().equals(event.service());
            if (own && isRecent(event.time())) {
                switch (event.action()) {
                    case "oom" -> kills++;
                    case "create" -> created.add(event.containerId());
                    case "start" -> starts.merge(event.containerId(), 1L, Long::sum);
                    default -> {}
                }
            }
        }
        // A limit that kills the main process leaves the mark on the container, whoever was listening.
        long marked = live.containers(service.name()).stream()
                .filter(container -> container.outOfMemory()
                        && container.finishedAt().filter(this::isRecent).isPresent())
                .count();
        into.add(Measurement.SERVICE_OOM_KILLS, service.name(), (double) Math.max(kills, marked));
        long again = starts.entrySet().stream()
                .mapToLong(each -> each.getValue() - (created.contains(each.getKey()) ? 1 : 0))
                .sum();
        // What a watch has started is known, and told of elsewhere.
        into.add(Measurement.SERVICE_STARTS, service.name(), (double)
                Math.max(0, again - recoveries.count(service.name(), now)));
        into.add(
                Measurement.SERVICE_GIVEN_UP,
                service.name(),
                recoveries.givenUp().contains(service.name()),
                "repairs do not help for long");
    }

    private boolean isRecent(Instant at) {
        return Happenings.isRecent(at, now);
    }

    private void cpu(ServiceSnapshot service) {
        OptionalDouble cores = live.cpuLimit(service.name());
        if (cores.isPresent()) {
            OptionalDouble percent = service.measurements().cpuPercent();
            into.add(
                    Measurement.SERVICE_CPU_RATIO,
                    service.name(),
                    percent.isPresent()
                            ? OptionalDouble.of(percent.getAsDouble() / 100 / cores.getAsDouble())
                            : OptionalDouble.empty());
        }
    }
}
