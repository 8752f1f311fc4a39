package dev.berth.environment;

import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What runs of a project at one moment.
 *
 * @param services containers by Compose's service name, in any state; never an empty list
 */
public record Observation(Map<String, List<Container>> services) {

    /** Looks at the engine; one call. */
    public static Observation of(Engine engine, String project) {
        Map<String, List<Container>> services = new LinkedHashMap<>();
        for (Container container : engine.containers(Map.of(Stack.PROJECT_LABEL, project))) {
            if (!"True".equals(container.labels().get("com.docker.compose.oneoff"))) {
                services.computeIfAbsent(container.service(), name -> new ArrayList<>())
                        .add(container);
            }
        }
        return new Observation(services);
    }

    public List<Container> of(String service) {
        return services.getOrDefault(service, List.of());
    }

    /** What starts a service that does not run, as somebody types it: what has no container can only be brought up. */
    public String wayToStart(String service) {
        return of(service).isEmpty() ? "stack up" : "stack start " + service;
    }

    public boolean isEmpty() {
        return services.isEmpty();
    }
}
