package dev.berth.health;

import dev.berth.docker.PublishedPort;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One service at one moment; numbers are sums over its replicas, absent where unknown.
 *
 * @param serving how many replicas run and have a health check that is content, or none
 * @param startedAt of the oldest running replica
 * @param lastProbe the last health probe's words; empty where there was none
 * @param store what it says of itself; empty where nobody asks it, because of its kind or because it was not wanted
 */
public record ServiceSnapshot(
        String name,
        ServiceState state,
        ServiceHealth health,
        boolean required,
        int running,
        int serving,
        int desired,
        int restarts,
        Optional<Instant> startedAt,
        String image,
        List<PublishedPort> ports,
        String lastProbe,
        Measurements measurements,
        Optional<StoreHealth> store) {

    /**
     * CPU in percent of one core, processes in number, the rest in bytes.
     *
     * @param diskBytes what it wrote into its containers themselves, without volumes
     */
    public record Measurements(
            OptionalDouble cpuPercent,
            OptionalLong memoryBytes,
            OptionalLong memoryLimitBytes,
            OptionalLong networkReceivedBytes,
            OptionalLong networkSentBytes,
            OptionalLong blockReadBytes,
            OptionalLong blockWrittenBytes,
            OptionalLong processes,
            OptionalLong diskBytes) {

        /** Nothing was measured. */
        public static final Measurements NONE = new Measurements(
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());

        Measurements with(OptionalLong written) {
            return new Measurements(
                    cpuPercent,
                    memoryBytes,
                    memoryLimitBytes,
                    networkReceivedBytes,
                    networkSentBytes,
                    blockReadBytes,
                    blockWrittenBytes,
                    processes,
                    written);
        }
    }

    ServiceSnapshot with(Measurements measured) {
        return new ServiceSnapshot(
                name, state, health, required, running, serving, desired, restarts, startedAt, image, ports, lastProbe,
                measured, store);
    }

    ServiceSnapshot with(Optional<StoreHealth> said) {
        return new ServiceSnapshot(
                name,
                state,
                health,
                required,
                running,
                serving,
                desired,
                restarts,
                startedAt,
                image,
                ports,
                lastProbe,
                measurements,
                said);
    }

    /** How much of the memory that it may use it does use, 0…1; empty where either is not known. */
    public OptionalDouble memoryUse() {
        OptionalLong used = measurements.memoryBytes();
        OptionalLong limit = measurements.memoryLimitBytes();
        return used.isPresent() && limit.isPresent() && limit.getAsLong() > 0
                ? OptionalDouble.of((double) used.getAsLong() / limit.getAsLong())
                : OptionalDouble.empty();
    }

    /** Whether it does what it should; a store of which there is no data is taken at its health check's word. */
    public boolean isWell() {
        return switch (state) {
            case COMPLETED -> true;
            case RUNNING ->
                running >= desired
                        && (health == ServiceHealth.HEALTHY || health == ServiceHealth.NONE)
                        && !isDegraded();
            case STARTING, RESTARTING, PAUSED, CREATED, EXITED, UNKNOWN -> false;
            case MISSING -> desired == 0;
        };
    }

    /** Whether it runs and its health check is content, but what it says of itself is not as it should be. */
    public boolean isDegraded() {
        return store.isPresent() && store.get().verdict().severity() == Severity.DEGRADED;
    }
}
