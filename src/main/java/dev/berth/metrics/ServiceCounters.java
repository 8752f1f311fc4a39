package dev.berth.metrics;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerState;
import dev.berth.docker.EngineEvent;
import dev.berth.health.LiveStack;
import dev.berth.health.ServiceSnapshot;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** What has happened to services since a watch began. */
final class ServiceCounters {
    private static final Map<String, Metric> EVENTS =
            Map.of("start", Metric.SERVICE_STARTS_TOTAL, "oom", Metric.SERVICE_OOM_KILLS_TOTAL);

    private final Growth growth = new Growth();
    private final Instant begun;
    private Optional<Set<EngineEvent>> known = Optional.empty();

    ServiceCounters(Instant begun) {
        this.begun = begun;
    }

    /** Takes one look; may be of the same moment as the one before. */
    void look(LiveStack live) {
        Set<String> services =
                live.snapshot().services().stream().map(ServiceSnapshot::name).collect(Collectors.toSet());
        growth.keep(services);
        for (ServiceSnapshot service : live.snapshot().services()) {
            ServiceSnapshot.Measurements measured = service.measurements();
            String epoch = epoch(live, service.name());
            growth.take(
                    Metric.SERVICE_NETWORK_RECEIVED_BYTES_TOTAL,
                    service.name(),
                    measured.networkReceivedBytes(),
                    epoch);
            growth.take(Metric.SERVICE_NETWORK_SENT_BYTES_TOTAL, service.name(), measured.networkSentBytes(), epoch);
            growth.take(Metric.SERVICE_BLOCK_READ_BYTES_TOTAL, service.name(), measured.blockReadBytes(), epoch);
            growth.take(Metric.SERVICE_BLOCK_WRITTEN_BYTES_TOTAL, service.name(), measured.blockWrittenBytes(), epoch);
            EVENTS.values().forEach(metric -> growth.add(metric, service.name(), 0));
        }
        Set<EngineEvent> heard = new LinkedHashSet<>(live.events());
        // By what they are and not by their times: the engine's clock may be put back.
        heard.stream()
                .filter(event -> known.map(before -> !before.contains(event))
                        .orElseGet(() -> event.time().isAfter(begun)))
                .forEach(event -> count(event, services));
        known = Optional.of(heard);
    }

    private void count(EngineEvent event, Set<String> services) {
        Optional<String> service = Optional.of(event.service()).filter(services::contains);
        Optional<Metric> metric = Optional.ofNullable(EVENTS.get(event.action()));
        if (service.isPresent() && metric.isPresent()) {
            growth.add(metric.get(), service.get(), 1);
        }
    }

    /** A container that was started again counts from zero, as another one does. */
    private static String epoch(LiveStack live, String service) {
        return live.containers(service).stream()
                .filter(container -> container.state() == ContainerState.RUNNING)
                .map(ServiceCounters::run)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static String run(ContainerDetails container) {
        return container.id() + "@" + container.startedAt().orElse(Instant.EPOCH);
    }

    OptionalDouble of(Metric metric, String service) {
        return growth.of(metric, service);
    }
}
