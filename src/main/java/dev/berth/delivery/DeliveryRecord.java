package dev.berth.delivery;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import dev.berth.environment.EngineState;
import dev.berth.environment.StateDocument;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was rendered where, as the engine's volume remembers it; no value, and no hash that could be guessed from one.
 *
 * @param folder the project's folder on the engine's host
 * @param turns of the secrets whose logins take turns, by secret
 */
record DeliveryRecord(String folder, Map<String, Service> services, Map<String, Turn> turns) {
    private static final String DOCUMENT = "delivery";

    /**
     * One service's set.
     *
     * @param generation the number of the folder that is current
     * @param applied the generation that the service was last started or reloaded for
     * @param versions of the secrets in it, by name
     * @param files keyed hashes of the rendered files, by name
     * @param appliedFiles the same of the applied generation
     */
    record Service(
            int generation,
            int applied,
            Map<String, Integer> versions,
            Map<String, String> files,
            Map<String, String> appliedFiles) {
        /** Of a service that was never brought anything. */
        static final Service NONE = new Service(0, 0, Map.of(), Map.of(), Map.of());

        boolean isApplied() {
            return applied == generation;
        }

        /** Whether it runs with this version of a secret, or does not use it; false where that is not known. */
        boolean runsWith(String secret, int version) {
            return isApplied() && !files.isEmpty() && versions.getOrDefault(secret, version) == version;
        }

        /** The files that are other than those it runs with. */
        Set<String> changedFiles(Map<String, String> wanted) {
            Set<String> changed = new TreeSet<>(wanted.keySet());
            changed.addAll(appliedFiles.keySet());
            changed.removeIf(file -> Objects.equals(wanted.get(file), appliedFiles.get(file)));
            return changed;
        }

        Service withCurrentApplied() {
            return new Service(generation, generation, versions, files, files);
        }
    }

    /** Whether all of these services that use a secret run with what its turn gave them. */
    boolean isTaken(Set<String> consumers, String secret, Turn turn) {
        return services.entrySet().stream()
                .filter(each -> consumers.contains(each.getKey()))
                .allMatch(each -> each.getValue().runsWith(secret, turn.version()));
    }

    DeliveryRecord with(Map<String, Service> changed) {
        return new DeliveryRecord(folder, changed, turns);
    }

    static Optional<DeliveryRecord> read(EngineState state) {
        return state.read(DOCUMENT).map(DeliveryRecord::parse);
    }

    void write(EngineState state) {
        JsonObject list = new JsonObject();
        services.forEach((name, service) -> {
            JsonObject object = new JsonObject();
            object.put("generation", service.generation());
            object.put("applied", service.applied());
            object.put("versions", new JsonObject(service.versions()));
            object.put("files", new JsonObject(service.files()));
            object.put("appliedFiles", new JsonObject(service.appliedFiles()));
            list.put(name, object);
        });
        JsonObject logins = new JsonObject();
        turns.forEach((name, turn) -> {
            JsonObject object = new JsonObject();
            object.put("login", turn.login());
            object.put("version", turn.version());
            object.put("retired", turn.retired());
            logins.put(name, object);
        });
        JsonObject object = new JsonObject();
        object.put("folder", folder);
        object.put("services", list);
        object.put("turns", logins);
        state.write(DOCUMENT, JsonWriter.string(object));
    }

    private static DeliveryRecord parse(String text) {
        return StateDocument.read("the record of delivered secrets", text, DeliveryRecord::record);
    }

    private static DeliveryRecord record(JsonObject object) {
        Map<String, Service> services = new TreeMap<>();
        JsonObject list = object.getObject("services", new JsonObject());
        for (String name : list.keySet()) {
            JsonObject service = list.getObject(name);
            Map<String, Integer> versions = new TreeMap<>();
            JsonObject numbers = service.getObject("versions", new JsonObject());
            numbers.keySet().forEach(secret -> versions.put(secret, numbers.getInt(secret)));
            services.put(
                    name,
                    new Service(
                            service.getInt("generation"),
                            service.getInt("applied"),
                            versions,
                            texts(service.getObject("files", new JsonObject())),
                            texts(service.getObject("appliedFiles", new JsonObject()))));
        }
        Map<String, Turn> turns = new TreeMap<>();
        JsonObject logins = object.getObject("turns", new JsonObject());
        for (String name : logins.keySet()) {
            JsonObject turn = logins.getObject(name);
            turns.put(
                    name,
                    new Turn(turn.getString("login", ""), turn.getInt("version"), turn.getBoolean("retired", false)));
        }
        return new DeliveryRecord(object.getString("folder", ""), services, turns);
    }

    private static Map<String, String> texts(JsonObject object) {
        Map<String, String> texts = new TreeMap<>();
        object.keySet().forEach(key -> texts.put(key, object.getString(key, "")));
        return texts;
    }
}
