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
 * @param startedAt of the oldest running replica
 * @param lastProbe the last health probe's words; empty where there was none
 */
public record ServiceSnapshot(
        String name,
        ServiceState state,
        ServiceHealth health,
        boolean required,
        int running,
        int desired,
        int restarts,
        Optional<Instant> startedAt,
        String image,
        List<PublishedPort> ports,
        String lastProbe,
        Measurements measurements) {

    /** CPU in percent of one core, the rest in bytes. */
    public record Measurements(
            OptionalDouble cpuPercent,
            OptionalLong memoryBytes,
            OptionalLong memoryLimitBytes,
            OptionalLong networkReceivedBytes,
            OptionalLong networkSentBytes,
            OptionalLong blockReadBytes,
            OptionalLong blockWrittenBytes) {

        /** Nothing was measured. */
        public static final Measurements NONE = new Measurements(
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    ServiceSnapshot with(Measurements measured) {
        return new ServiceSnapshot(
                name, state, health, required, running, desired, restarts, startedAt, image, ports, lastProbe,
                measured);
    }

    /** Whether it does what it should. */
    public boolean isWell() {
        return switch (state) {
            case COMPLETED -> true;
            case RUNNING -> running >= desired && (health == ServiceHealth.HEALTHY || health == ServiceHealth.NONE);
            case STARTING, RESTARTING, PAUSED, EXITED, UNKNOWN -> false;
            case MISSING -> desired == 0;
        };
    }
}
