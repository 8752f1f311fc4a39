package dev.berth.docker;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads container events from the engine's JSON, one object a line. */
final class EventReader {
    private static final long NANOS_OF_ONE_SECOND = 1_000_000_000;

    private EventReader() {}

    static void readAll(InputStream body, Consumer<EngineEvent> events) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            try {
                events.accept(event(JsonParser.object().from(line)));
            } catch (JsonParserException | DateTimeException | StackOverflowError e) {
                throw new IOException("its events are not what an engine tells", e);
            }
        }
    }

    static EngineEvent event(JsonObject object) {
        Map<String, String> attributes = new TreeMap<>();
        JsonObject actor = object.getObject("Actor");
        if (actor != null && actor.getObject("Attributes") != null) {
            actor.getObject("Attributes").forEach((key, value) -> attributes.put(key, String.valueOf(value)));
        }
        long nanos = object.getLong("timeNano");
        return new EngineEvent(
                nanos > 0
                        ? Instant.ofEpochSecond(nanos / NANOS_OF_ONE_SECOND, nanos % NANOS_OF_ONE_SECOND)
                        : Instant.ofEpochSecond(object.getLong("time")),
                object.getString("Action", ""),
                actor == null ? object.getString("id", "") : actor.getString("ID", ""),
                attributes);
    }
}
