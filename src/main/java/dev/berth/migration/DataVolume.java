package dev.berth.migration;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.docker.ComposeModel;
import dev.berth.docker.Engine;
import dev.berth.docker.Volume;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whether a service that has no container may still have data from an earlier life. */
final class DataVolume {
    private DataVolume() {}

    static boolean mayExist(Engine engine, ComposeModel model, String service) {
        Set<String> declared = new HashSet<>();
        try {
            JsonObject project = JsonParser.object().from(model.json());
            JsonArray mounts = project.getObject("services", new JsonObject())
                    .getObject(service, new JsonObject())
                    .getArray("volumes", new JsonArray());
            JsonObject volumes = project.getObject("volumes", new JsonObject());
            for (Object mount : mounts) {
                if (mount instanceof JsonObject one && "volume".equals(one.getString("type"))) {
                    String key = one.getString("source", "");
                    declared.add(volumes.getObject(key, new JsonObject()).getString("name", key));
                } else if (mount instanceof JsonObject one && !one.getBoolean("read_only", false)) {
                    // A folder of the engine's host: only its container could tell.
                    return true;
                }
            }
        } catch (JsonParserException e) {
            return true;
        }
        return engine.volumes(Map.of()).stream().map(Volume::name).anyMatch(declared::contains);
    }
}
