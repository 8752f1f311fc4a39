package dev.berth.docker;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container in full.
 *
 * @param environment its variables by name
 * @param networks its place in each network, by the network's name
 * @param startedAt empty when it never ran
 * @param exitCode of the last run; meaningful when it is not running
 * @param error the engine's words when it could not be started, else empty
 * @param probes the last health probes, oldest first
 * @param setup what it was allowed, and how it is kept running
 */
public record ContainerDetails(
        String id,
        String name,
        String image,
        ContainerState state,
        ContainerHealth health,
        Map<String, String> labels,
        Map<String, String> environment,
        ContainerLimits limits,
        List<Mount> mounts,
        Map<String, Attachment> networks,
        int restarts,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        int exitCode,
        boolean outOfMemory,
        String error,
        int pid,
        List<Probe> probes,
        ContainerSetup setup) {

    /** One mount: type bind, volume or tmpfs; source is a host path or a volume's name. */
    public record Mount(String type, String source, String target, boolean readOnly) {}

    /**
     * A place in a network.
     *
     * @param network the network's id, which no other engine's network has
     * @param address empty where the container has none of its own there, as in its host's network
     */
    public record Attachment(String network, String address) {}

    /** One run of the health check, with what it printed. */
    public record Probe(Instant start, Instant end, int exitCode, String output) {}
}
