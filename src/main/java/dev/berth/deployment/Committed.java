package dev.berth.deployment;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import dev.berth.docker.ContainerLimits;
import dev.berth.environment.EngineState;
import dev.berth.environment.StateDocument;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the last successful run brought up, enough to bring it up again: the resolved Compose project (no secret stands in
 * it: a variable that takes one stands there by its name), the image of each service by id, and its limits and replicas.
 *
 * @param run the run's id
 * @param compose the resolved project, as Compose takes it back
 * @param schemaVersion the migration level at that time; empty where there are no migrations
 */
record Committed(String run, String compose, Map<String, Service> services, Optional<String> schemaVersion) {
    private static final String DOCUMENT = "committed";

    /** How one service ran. */
    record Service(String image, String imageId, int replicas, ContainerLimits limits) {}

    static Optional<Committed> read(EngineState state) {
        return state.read(DOCUMENT).map(Committed::parse);
    }

    /**
     * @param document the name that it was remembered by; an empty text is nothing
     */
    static Optional<Committed> read(EngineState state, String document) {
        return state.read(document).filter(text -> !text.isEmpty()).map(Committed::parse);
    }

    void write(EngineState state) {
        write(state, DOCUMENT);
    }

    void write(EngineState state, String document) {
        JsonObject list = new JsonObject();
        services.forEach((name, service) -> {
            JsonObject object = new JsonObject();
            object.put("image", service.image());
            object.put("imageId", service.imageId());
            object.put("replicas", service.replicas());
            service.limits().cpus().ifPresent(cpus -> object.put("cpus", cpus));
            service.limits().memoryBytes().ifPresent(bytes -> object.put("memory", bytes));
            service.limits().pids().ifPresent(pids -> object.put("pids", pids));
            list.put(name, object);
        });
        JsonObject object = new JsonObject();
        object.put("run", run);
        object.put("compose", compose);
        object.put("services", list);
        schemaVersion.ifPresent(version -> object.put("schemaVersion", version));
        state.write(document, JsonWriter.string(object));
    }

    /** The services that it consisted of. */
    Set<String> names() {
        return new LinkedHashSet<>(services.keySet());
    }

    /** The engine's names of the volumes that were its own. */
    Set<String> volumes() {
        JsonObject volumes = StateDocument.read(
                "what was brought up last", compose, project -> project.getObject("volumes", new JsonObject()));
        Set<String> names = new LinkedHashSet<>();
        volumes.keySet().stream()
                .map(key -> volumes.getObject(key, new JsonObject()))
                .filter(volume -> !volume.getBoolean("external"))
                .forEach(volume -> names.add(volume.getString("name", "")));
        names.remove("");
        return names;
    }

    /** How a service was defined, resolved; empty where it was not. */
    Optional<JsonObject> definition(String service) {
        return definition(compose, service);
    }

    /** How a service is defined in a project that Compose resolved. */
    static Optional<JsonObject> definition(String project, String service) {
        return StateDocument.read(
                "Compose's project",
                project,
                object -> Optional.ofNullable(
                        object.getObject("services", new JsonObject()).getObject(service)));
    }

    private static Committed parse(String text) {
        return StateDocument.read("what was brought up last", text, Committed::committed);
    }

    private static Committed committed(JsonObject object) {
        Map<String, Service> services = new LinkedHashMap<>();
        JsonObject list = object.getObject("services", new JsonObject());
        for (String name : list.keySet()) {
            JsonObject service = list.getObject(name);
            services.put(
                    name,
                    new Service(
                            service.getString("image", ""),
                            service.getString("imageId", ""),
                            service.getInt("replicas", 1),
                            new ContainerLimits(
                                    service.has("cpus")
                                            ? OptionalDouble.of(service.getDouble("cpus"))
                                            : OptionalDouble.empty(),
                                    service.has("memory")
                                            ? OptionalLong.of(service.getLong("memory"))
                                            : OptionalLong.empty(),
                                    service.has("pids")
                                            ? OptionalLong.of(service.getLong("pids"))
                                            : OptionalLong.empty())));
        }
        return new Committed(
                object.getString("run", ""),
                object.getString("compose", ""),
                services,
                Optional.ofNullable(object.getString("schemaVersion")));
    }
}
