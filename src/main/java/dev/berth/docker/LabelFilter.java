package dev.berth.docker;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Labels as the engine's filters take them: {@code key=value}, or {@code key} alone for any value. */
final class LabelFilter {
    private LabelFilter() {}

    static List<String> words(Map<String, String> labels) {
        List<String> words = new ArrayList<>(labels.size());
        labels.forEach((key, value) -> words.add(value.isEmpty() ? key : key + "=" + value));
        return words;
    }

    /** The query parameter's value, encoded. */
    static String query(Map<String, String> labels, Map<String, String> others) {
        JsonObject filters = new JsonObject();
        if (!labels.isEmpty()) {
            filters.put("label", array(words(labels)));
        }
        others.forEach((key, value) -> filters.put(key, array(List.of(value))));
        return EngineRequest.encode(JsonWriter.string(filters));
    }

    private static JsonArray array(List<String> words) {
        JsonArray array = new JsonArray();
        array.addAll(words);
        return array;
    }
}
