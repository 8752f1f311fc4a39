package dev.berth.docker;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Answers that real engines and Compose versions gave. */
final class Recorded {
    private Recorded() {}

    static String text(String name) {
        try (InputStream input = Objects.requireNonNull(Recorded.class.getResourceAsStream(name), name)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonObject object(String json) {
        try {
            return JsonParser.object().from(json);
        } catch (JsonParserException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static JsonArray array(String json) {
        try {
            return JsonParser.array().from(json);
        } catch (JsonParserException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
