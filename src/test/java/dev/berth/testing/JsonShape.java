package dev.berth.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The members that a JSON document must have, and their types, in the words of a page of documentation: {@code
 * {environment: string, services: [{name: string, state: running|exited, startedAt?: time}]}}. A question mark stands
 * behind what may be absent, a bar between the words that a text may be. Further members are nobody's business.
 */
public final class JsonShape {
    private static final Pattern WORD = Pattern.compile("\\s*([\\w.|-]+|[{}\\[\\]:,?])");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z");

    private final List<String> words = new ArrayList<>();
    private int position;

    private JsonShape(String text) {
        String shape = text.strip();
        Matcher matcher = WORD.matcher(shape);
        while (matcher.lookingAt()) {
            words.add(matcher.group(1));
            matcher.region(matcher.end(), shape.length());
        }
        if (matcher.regionStart() < shape.length()) {
            throw new IllegalArgumentException("not a shape, from " + shape.substring(matcher.regionStart()));
        }
    }

    /** Fails, naming the member, unless the document is of this shape. */
    public static void assertShape(JsonObject document, String shape) {
        assertThat(document.get("schemaVersion")).as("schemaVersion").isEqualTo(1);
        new JsonShape(shape).check(document, "");
    }

    private void check(@Nullable Object value, String path) {
        switch (next()) {
            case "{" -> checkObject(value, path);
            case "[" -> checkArray(value, path);
            case "string" -> assertThat(value).as(path).isInstanceOf(String.class);
            case "boolean" -> assertThat(value).as(path).isInstanceOf(Boolean.class);
            case "integer" -> assertThat(value).as(path).isInstanceOfAny(Integer.class, Long.class);
            case "number" -> assertThat(value).as(path).isInstanceOf(Number.class);
            case "object" -> assertThat(value).as(path).isInstanceOf(JsonObject.class);
            case "time" ->
                assertThat(value)
                        .as(path)
                        .isInstanceOfSatisfying(
                                String.class, text -> assertThat(text).matches(TIME));
            case String words -> assertThat(value).as(path).isIn((Object[]) words.split("\\|", -1));
        }
    }

    private void checkObject(@Nullable Object value, String path) {
        assertThat(value).as(path).isInstanceOf(JsonObject.class);
        JsonObject object = (JsonObject) value;
        while (!peek().equals("}")) {
            String name = next();
            boolean optional = skip("?");
            expect(":");
            if (object != null && (object.has(name) || !optional)) {
                check(object.get(name), path + "." + name);
            } else {
                skipShape();
            }
            skip(",");
        }
        expect("}");
    }

    /** Every entry has the shape; of none nothing can be said. */
    private void checkArray(@Nullable Object value, String path) {
        assertThat(value).as(path).isInstanceOf(JsonArray.class);
        JsonArray array = Objects.requireNonNull((JsonArray) value);
        int start = position;
        skipShape();
        int end = position;
        int index = 0;
        for (Object entry : array) {
            position = start;
            check(entry, path + "[" + index++ + "]");
        }
        position = end;
        expect("]");
    }

    private void skipShape() {
        int depth = 0;
        do {
            String word = next();
            if (word.equals("{") || word.equals("[")) {
                depth++;
            } else if (word.equals("}") || word.equals("]")) {
                depth--;
            }
        } while (depth > 0);
    }

    private String peek() {
        return words.get(position);
    }

    private String next() {
        return words.get(position++);
    }

    private boolean skip(String word) {
        if (peek().equals(word)) {
            position++;
            return true;
        }
        return false;
    }

    private void expect(String word) {
        if (!skip(word)) {
            throw new IllegalArgumentException("%s expected instead of %s".formatted(word, peek()));
        }
    }
}
