package dev.berth.docker;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request to an engine.
 *
 * @param path with the query, already encoded; without an API version it means the engine's newest
 * @param length of the body in bytes; -1 when not known beforehand
 * @param upgrade whether the connection becomes a two-way byte stream after the answer's head
 * @param patience how long the answer (its head, for a stream) may take
 */
record EngineRequest(
        String method,
        String path,
        Map<String, String> headers,
        @Nullable InputStream body,
        long length,
        boolean upgrade,
        Duration patience) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    static EngineRequest get(String path) {
        return new EngineRequest("GET", path, Map.of(), null, 0, false, PATIENCE);
    }

    static EngineRequest post(String path) {
        return new EngineRequest("POST", path, Map.of(), null, 0, false, PATIENCE);
    }

    /** The same with another patience. */
    EngineRequest within(Duration another) {
        return new EngineRequest(method, path, headers, body, length, upgrade, another);
    }

    static EngineRequest post(String path, JsonObject body) {
        byte[] bytes = bytes(body);
        return new EngineRequest("POST", path, JSON, new ByteArrayInputStream(bytes), bytes.length, false, PATIENCE);
    }

    static EngineRequest put(String path, String contentType, InputStream body) {
        return new EngineRequest("PUT", path, Map.of("Content-Type", contentType), body, -1, false, PATIENCE);
    }

    /** For a call that reads no body: whatever was sent as one would be the first bytes of the stream. */
    static EngineRequest upgrade(String path) {
        return new EngineRequest("POST", path, Map.of(), null, 0, true, PATIENCE);
    }

    static EngineRequest upgrade(String path, JsonObject body) {
        byte[] bytes = bytes(body);
        return new EngineRequest("POST", path, JSON, new ByteArrayInputStream(bytes), bytes.length, true, PATIENCE);
    }

    /** A text as one part of a path or query. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static byte[] bytes(JsonObject body) {
        return JsonWriter.string(body).getBytes(StandardCharsets.UTF_8);
    }
}
