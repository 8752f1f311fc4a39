package dev.berth.docker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A Compose project as Compose itself resolved it.
 *
 * @param name the project's name
 * @param json the resolved project as Compose printed it; may be given back to Compose as a file
 * @param services by name, dependencies first
 * @param volumes the engine's names of the project's volumes
 * @param networks the engine's names of the project's networks, by Compose's name
 * @param warnings what Compose warned of, in its words, each once: above all variables that are not set
 */
public record ComposeModel(
        String name,
        String json,
        SequencedMap<String, Service> services,
        List<String> volumes,
        Map<String, String> networks,
        List<String> warnings) {
    /** What the engine gives a container whose service does not say. */
    private static final Duration USUAL_GRACE = Duration.ofSeconds(10);

    /**
     * One service.
     *
     * @param builds whether Compose can build the image
     * @param limits the ceiling that the files give to one container
     * @param healthCheck whether the files define one; an image may bring its own besides
     * @param oneShot whether it is meant to end: others wait for its completion, or the files say {@code restart: "no"} and
     *     define no health check, or {@code on-failure}, define none, and publish no port
     * @param ports those with one fixed port on the host
     * @param mounts those that the files name; an image may bring volumes of its own besides
     * @param environment without variables that Compose leaves unset
     */
    public record Service(
            String name,
            String image,
            boolean builds,
            Optional<String> user,
            int replicas,
            ContainerLimits limits,
            boolean healthCheck,
            boolean oneShot,
            Optional<Duration> stopGracePeriod,
            Map<String, Condition> dependsOn,
            List<PublishedPort> ports,
            List<String> networks,
            List<Mount> mounts,
            Map<String, String> environment) {}

    /**
     * What a service's containers see of the host.
     *
     * @param type bind, volume or tmpfs
     * @param source a host path, or the engine's name of a volume; empty where it has no name
     */
    public record Mount(String type, String source, String target, boolean readOnly) {}

    /** How long it takes at most to stop every container: those that depend on each other end one after the other. */
    public Duration longestStop() {
        return services.values().stream()
                .map(service -> service.stopGracePeriod().orElse(USUAL_GRACE))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** What a service waits for before it starts. */
    public enum Condition {
        STARTED,
        HEALTHY,
        COMPLETED
    }
}
