package dev.berth.metrics;

import dev.berth.health.LiveStack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.StackSnapshot;
import java.util.List;
import java.util.OptionalDouble;

/** What the engine tells of a stack and its services. */
final class ServiceSamples {
    private static final List<Metric> COUNTERS = List.of(
            Metric.SERVICE_STARTS_TOTAL,
            Metric.SERVICE_OOM_KILLS_TOTAL,
            Metric.SERVICE_NETWORK_RECEIVED_BYTES_TOTAL,
            Metric.SERVICE_NETWORK_SENT_BYTES_TOTAL,
            Metric.SERVICE_BLOCK_READ_BYTES_TOTAL,
            Metric.SERVICE_BLOCK_WRITTEN_BYTES_TOTAL);

    private final Samples into;
    private final ServiceCounters counters;

    ServiceSamples(Samples into, ServiceCounters counters) {
        this.into = into;
        this.counters = counters;
    }

    void add(LiveStack live) {
        StackSnapshot stack = live.snapshot();
        into.state(Metric.STACK_STATE, stack.state());
        into.flag(Metric.STACK_PROTECTED, stack.isProtected());
        for (ServiceSnapshot service : stack.services()) {
            add(service);
            into.add(Metric.SERVICE_CPU_LIMIT_RATIO, live.cpuLimit(service.name()), service.name());
        }
    }

    private void add(ServiceSnapshot service) {
        String name = service.name();
        if (!service.image().isEmpty()) {
            into.one(Metric.SERVICE_INFO, name, service.image());
        }
        into.state(Metric.SERVICE_STATE, service.state(), name);
        into.state(Metric.SERVICE_HEALTH, service.health(), name);
        into.flag(Metric.SERVICE_WELL, service.isWell(), name);
        into.flag(Metric.SERVICE_REQUIRED, service.required(), name);
        into.add(Metric.SERVICE_REPLICAS_RUNNING, service.running(), name);
        into.add(Metric.SERVICE_REPLICAS_SERVING, service.serving(), name);
        into.add(Metric.SERVICE_REPLICAS_DESIRED, service.desired(), name);
        into.add(Metric.SERVICE_RESTARTS, service.restarts(), name);
        into.time(Metric.SERVICE_START_TIMESTAMP_SECONDS, service.startedAt(), name);
        ServiceSnapshot.Measurements measured = service.measurements();
        into.add(Metric.SERVICE_CPU_RATIO, cores(measured.cpuPercent()), name);
        into.add(Metric.SERVICE_MEMORY_BYTES, measured.memoryBytes(), name);
        into.add(Metric.SERVICE_MEMORY_LIMIT_BYTES, measured.memoryLimitBytes(), name);
        into.add(Metric.SERVICE_PROCESSES, measured.processes(), name);
        for (Metric counter : COUNTERS) {
            if (isKnown(counter, measured)) {
                into.add(counter, counters.of(counter, name), name);
            }
        }
    }

    /** What is not measured now is left out, however far it had come. */
    private static boolean isKnown(Metric counter, ServiceSnapshot.Measurements measured) {
        return switch (counter) {
            case SERVICE_NETWORK_RECEIVED_BYTES_TOTAL ->
                measured.networkReceivedBytes().isPresent();
            case SERVICE_NETWORK_SENT_BYTES_TOTAL -> measured.networkSentBytes().isPresent();
            case SERVICE_BLOCK_READ_BYTES_TOTAL -> measured.blockReadBytes().isPresent();
            case SERVICE_BLOCK_WRITTEN_BYTES_TOTAL ->
                measured.blockWrittenBytes().isPresent();
            default -> true;
        };
    }

    private static OptionalDouble cores(OptionalDouble percent) {
        return percent.isPresent() ? OptionalDouble.of(percent.getAsDouble() / 100) : percent;
    }
}
