package dev.berth.workspace;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A published JSON Schema, or a part of it; of the keywords, those that the published files use. */
final class Schema {
    private static final String REFERENCE = "#/$defs/";

    private final JsonObject root;
    private final JsonObject own;
    private final JsonObject target;
    private final Map<String, Pattern> patterns;

    private Schema(JsonObject root, JsonObject own, Map<String, Pattern> patterns) {
        this.root = root;
        this.own = own;
        this.target = own.has("$ref")
                ? root.getObject("$defs").getObject(own.getString("$ref").substring(REFERENCE.length()))
                : own;
        this.patterns = patterns;
    }

    /** Reads a schema that is packed beside this class. */
    static Schema load(String resource) {
        try (InputStream input = Schema.class.getResourceAsStream(resource)) {
            if (input == null) {
                throw new IllegalStateException(resource + " is missing from the installation");
            }
            JsonObject root = JsonParser.object().from(input);
            return new Schema(root, root, new HashMap<>());
        } catch (JsonParserException e) {
            throw new IllegalStateException(resource + " is damaged", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Schema part(JsonObject object) {
        return new Schema(root, object, patterns);
    }

    /** Whether what is written here is valid, but not applied by this version. */
    boolean isLater() {
        return own.getBoolean("x-berth-later", false);
    }

    /** Whether a value that does not fit may be a secret, written where it does not belong: no message repeats it. */
    boolean isConfidential() {
        return root.getBoolean("x-berth-confidential", false);
    }

    /** What a value is called in messages, such as {@code a duration}. */
    Optional<String> title() {
        return Optional.ofNullable(target.getString("title"));
    }

    /** What such a value looks like, in a sentence. */
    Optional<String> description() {
        return Optional.ofNullable(target.getString("description"));
    }

    /** The types allowed; empty for any. */
    List<Value.Type> types() {
        Object type = target.get("type");
        List<Value.Type> types = new ArrayList<>();
        if (type instanceof JsonArray several) {
            for (int i = 0; i < several.size(); i++) {
                types.add(type(several.getString(i)));
            }
        } else if (type instanceof String one) {
            types.add(type(one));
        }
        return types;
    }

    private static Value.Type type(String name) {
        return switch (name) {
            case "string" -> Value.Type.STRING;
            case "integer" -> Value.Type.INTEGER;
            case "number" -> Value.Type.NUMBER;
            case "boolean" -> Value.Type.BOOLEAN;
            case "array" -> Value.Type.ARRAY;
            case "object" -> Value.Type.OBJECT;
            default -> throw new IllegalStateException("no type " + name);
        };
    }

    /** The texts allowed; empty for any. */
    List<String> allowed() {
        return strings("enum");
    }

    Optional<Pattern> pattern() {
        String pattern = target.getString("pattern");
        return pattern == null ? Optional.empty() : Optional.of(patterns.computeIfAbsent(pattern, Pattern::compile));
    }

    /** A bound of a number: {@code minimum} or {@code maximum}. */
    Optional<BigDecimal> bound(String keyword) {
        return Optional.ofNullable(target.getNumber(keyword)).map(bound -> new BigDecimal(bound.toString()));
    }

    int leastItems() {
        return target.getInt("minItems", 0);
    }

    Optional<Schema> items() {
        return part("items");
    }

    Optional<Schema> names() {
        return part("propertyNames");
    }

    /** The schema of a key's value; empty for a key that is unknown. */
    Optional<Schema> property(String key) {
        JsonObject properties = target.getObject("properties");
        if (properties != null && properties.has(key)) {
            return Optional.of(part(properties.getObject(key)));
        }
        return part("additionalProperties");
    }

    /** The keys that have a schema of their own. */
    List<String> keys() {
        JsonObject properties = target.getObject("properties");
        return properties == null ? List.of() : List.copyOf(new TreeSet<>(properties.keySet()));
    }

    List<String> required() {
        return strings("required");
    }

    private Optional<Schema> part(String keyword) {
        return target.get(keyword) instanceof JsonObject object ? Optional.of(part(object)) : Optional.empty();
    }

    private List<String> strings(String keyword) {
        JsonArray array = target.getArray(keyword);
        List<String> strings = new ArrayList<>();
        for (int i = 0; array != null && i < array.size(); i++) {
            strings.add(array.getString(i));
        }
        return strings;
    }
}
