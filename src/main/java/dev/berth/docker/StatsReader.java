package dev.berth.docker;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** Reads measurements from the engine's JSON, with the amounts that {@code docker stats} shows. */
final class StatsReader {
    private StatsReader() {}

    static void readAll(InputStream body, Consumer<StatsSample> samples) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            try {
                sample(JsonParser.object().from(line)).ifPresent(samples);
            } catch (JsonParserException | StackOverflowError e) {
                throw new IOException("its measurements are not JSON", e);
            }
        }
    }

    /** Empty for a container that does not run: the engine then sends a form without content. */
    static Optional<StatsSample> sample(JsonObject object) {
        return EngineTime.parse(object.getString("read", "")).map(read -> sample(object, read));
    }

    private static StatsSample sample(JsonObject object, Instant read) {
        JsonObject processor = nested(object, "cpu_stats");
        JsonObject memory = nested(object, "memory_stats");
        return new StatsSample(
                read,
                number(nested(processor, "cpu_usage"), "total_usage"),
                memoryUsage(memory),
                positive(number(memory, "limit")),
                network(object, "rx_bytes"),
                network(object, "tx_bytes"),
                block(object, "read"),
                block(object, "write"),
                number(nested(object, "pids_stats"), "current"));
    }

    /** What the kernel can take back at once does not count: file pages that nobody used lately. */
    private static OptionalLong memoryUsage(JsonObject memory) {
        OptionalLong usage = number(memory, "usage");
        if (usage.isEmpty()) {
            // A Windows engine.
            return number(memory, "privateworkingset");
        }
        JsonObject details = nested(memory, "stats");
        String name = details.has("total_inactive_file") ? "total_inactive_file" : "inactive_file";
        long reclaimable = number(details, name).orElse(0);
        long all = usage.getAsLong();
        return OptionalLong.of(reclaimable < all ? all - reclaimable : all);
    }

    private static OptionalLong network(JsonObject object, String key) {
        JsonObject networks = object.getObject("networks");
        if (networks == null) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(networks.keySet().stream()
                .mapToLong(name -> number(nested(networks, name), key).orElse(0))
                .sum());
    }

    private static OptionalLong block(JsonObject object, String operation) {
        JsonArray entries = nested(object, "blkio_stats").getArray("io_service_bytes_recursive");
        if (entries == null) {
            return OptionalLong.empty();
        }
        ToLongFunction<Object> value = entry ->
                entry instanceof JsonObject counter ? number(counter, "value").orElse(0) : 0;
        return OptionalLong.of(entries.stream()
                .filter(entry -> entry instanceof JsonObject counter
                        && counter.getString("op", "").toLowerCase(Locale.ROOT).equals(operation))
                .mapToLong(value)
                .sum());
    }

    /** No limit at all is a number beyond what fits, which turns negative. */
    private static OptionalLong positive(OptionalLong number) {
        return number.isPresent() && number.getAsLong() > 0 ? number : OptionalLong.empty();
    }

    private static OptionalLong number(JsonObject object, String key) {
        return object.get(key) instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    private static JsonObject nested(JsonObject object, String key) {
        JsonObject value = object.getObject(key);
        return value == null ? new JsonObject() : value;
    }
}
