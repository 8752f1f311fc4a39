package dev.berth.workspace;

import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a webhook is sent: a text in which {@code {{ FIELD }}} stands for what a message says, and nothing else does anything. */
public record BodyTemplate(String text) {
    /** The header that says of what form a body is. */
    public static final String CONTENT_TYPE = "Content-Type";

    /** What a message says. */
    public static final Set<String> FIELDS = Set.of(
            "id", "environment", "title", "text", "state", "severity", "rule", "target", "time", "firing", "resolved");

    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*}}");

    /** How what is filled in is written, so that it stays what it is. */
    public enum Form {
        JSON,
        PLAIN;

        /** That of a content type; without one it is JSON. Empty for one in which Berth cannot write. */
        public static Optional<Form> of(Optional<String> contentType) {
            String type = contentType.orElse("application/json").toLowerCase(Locale.ROOT);
            if (type.matches("application/([a-z0-9.-]+\\+)?json\\s*(;.*)?")) {
                return Optional.of(JSON);
            }
            return type.matches("text/(plain|markdown)\\s*(;.*)?") ? Optional.of(PLAIN) : Optional.empty();
        }

        private String written(String value) {
            if (this == PLAIN) {
                return value;
            }
            String quoted = JsonWriter.string(value);
            return quoted.substring(1, quoted.length() - 1);
        }
    }

    /** The body of a message whose fields are these. */
    public String filled(Form form, Function<String, String> field) {
        // What is filled in is not looked at again: a message with {{ in it stays as it is.
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(form.written(field.apply(place.group(1)))));
    }

    /** What stands between braces and is no field; what follows braces that are not closed. */
    List<String> unknown() {
        List<String> unknown = new ArrayList<>();
        Matcher matcher = PLACE.matcher(text);
        for (int at = text.indexOf("{{"); at >= 0; at = text.indexOf("{{", at + 2)) {
            if (!matcher.region(at, text.length()).lookingAt()) {
                unknown.add(text.substring(at + 2));
            } else if (!FIELDS.contains(matcher.group(1))) {
                unknown.add(matcher.group(1));
            }
        }
        return unknown;
    }

    /** Whether what it makes of a message is JSON, whatever that says. */
    boolean isJson() {
        try {
            JsonParser.any().from(filled(Form.JSON, field -> "1\"\n"));
            return true;
        } catch (JsonParserException e) {
            return false;
        }
    }
}
