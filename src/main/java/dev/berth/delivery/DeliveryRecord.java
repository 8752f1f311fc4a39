package dev.berth.delivery;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import dev.berth.environment.EngineState;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was rendered where, as the engine's volume remembers it; no value, and no hash that could be guessed from one.
 *
 * @param folder the project's folder on the engine's host
 */
record DeliveryRecord(String folder, Map<String, Service> services) {
    private static final String DOCUMENT = "delivery";

    /**
     * One service's set.
     *
     * @param generation the number of the folder that is current
     * @param applied the generation that the service was last started or reloaded for
     * @param versions of the secrets in it, by name
     * @param files keyed hashes of the rendered files, by name
     */
    record Service(int generation, int applied, Map<String, Integer> versions, Map<String, String> files) {}

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
            list.put(name, object);
        });
        JsonObject object = new JsonObject();
        object.put("folder", folder);
        object.put("services", list);
        state.write(DOCUMENT, JsonWriter.string(object));
    }

    private static DeliveryRecord parse(String text) {
        try {
            JsonObject object = JsonParser.object().from(text);
            Map<String, Service> services = new TreeMap<>();
            JsonObject list = object.getObject("services", new JsonObject());
            for (String name : list.keySet()) {
                JsonObject service = list.getObject(name);
                Map<String, Integer> versions = new TreeMap<>();
                JsonObject numbers = service.getObject("versions", new JsonObject());
                numbers.keySet().forEach(secret -> versions.put(secret, numbers.getInt(secret)));
                Map<String, String> files = new TreeMap<>();
                JsonObject hashes = service.getObject("files", new JsonObject());
                hashes.keySet().forEach(file -> files.put(file, hashes.getString(file)));
                services.put(
                        name, new Service(service.getInt("generation"), service.getInt("applied"), versions, files));
            }
            return new DeliveryRecord(object.getString("folder", ""), services);
        } catch (JsonParserException e) {
            throw new IllegalStateException("a delivery record passed its checksum but is no JSON", e);
        }
    }
}
