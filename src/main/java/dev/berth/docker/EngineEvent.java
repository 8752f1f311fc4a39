package dev.berth.docker;

import java.time.Instant;
import java.util.Map;

/** Something that happened to a container: start, die, oom, health_status: unhealthy, … in the engine's words. */
public record EngineEvent(Instant time, String action, String containerId, Map<String, String> attributes) {
    /** One of a service's container, of which nothing else is known. */
    public static EngineEvent ofService(Instant time, String action, String containerId, String service) {
        return new EngineEvent(time, action, containerId, Map.of(Container.SERVICE_LABEL, service));
    }

    /** Of which service of a Compose project; empty where it is of none. */
    public String service() {
        return attributes.getOrDefault(Container.SERVICE_LABEL, "");
    }
}
