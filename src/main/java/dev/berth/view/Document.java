package dev.berth.view;

import com.grack.nanojson.JsonWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A JSON object as Berth's contract writes it: times in RFC 3339 and UTC with nine fractional digits, durations in
 * seconds, constants in lower case with hyphens, and what is absent left out.
 */
public final class Document {
    /** Raised when a documented member is renamed or changes its type, which is meant never to happen. */
    private static final int SCHEMA_VERSION = 1;

    private static final int NANOSECOND_DIGITS = 9;

    private final Map<String, Object> members = new LinkedHashMap<>();
    private String rows = "";

    private Document() {}

    /** A document of its own. */
    public static Document create() {
        return new Document().put("schemaVersion", SCHEMA_VERSION);
    }

    /** A document of its own about an environment. */
    public static Document about(String environment) {
        return create().put("environment", environment);
    }

    /** A part of a document. */
    public static Document part() {
        return new Document();
    }

    /**
     * Adds a member: a text, number, truth, constant, time, duration, part, a list of these, or one of Java's optionals,
     * which is left out when empty.
     */
    public Document put(String name, Object value) {
        Object member = member(value);
        if (member != ABSENT) {
            members.put(name, member);
        }
        return this;
    }

    /** Adds the members of another one. */
    public Document putAll(Document other) {
        members.putAll(other.members);
        return this;
    }

    /** Adds the list that the document is about, each of which is a line of its own in NDJSON. */
    public Document putRows(String name, List<Document> parts) {
        rows = name;
        return put(name, parts);
    }

    /** The document in one line. */
    public String text() {
        return JsonWriter.string(members);
    }

    /** The document as NDJSON: a line for each of its rows, with what is said of all of them; else one line. */
    public List<String> lines() {
        if (!(members.get(rows) instanceof List<?> parts)) {
            return List.of(text());
        }
        List<String> lines = new ArrayList<>(parts.size());
        for (Object part : parts) {
            Map<String, Object> line = new LinkedHashMap<>();
            for (String common : List.of("schemaVersion", "environment")) {
                Object value = members.get(common);
                if (value != null) {
                    line.put(common, value);
                }
            }
            if (part instanceof Map<?, ?> row) {
                row.forEach((name, value) -> line.put(String.valueOf(name), value));
            }
            lines.add(JsonWriter.string(line));
        }
        return lines;
    }

    /** A moment as {@code 2026-11-23T10:15:02.000000000Z}. */
    public static String time(Instant instant) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(30);
        pad(text, utc.getYear(), 4).append('-');
        pad(text, utc.getMonthValue(), 2).append('-');
        pad(text, utc.getDayOfMonth(), 2).append('T');
        pad(text, utc.getHour(), 2).append(':');
        pad(text, utc.getMinute(), 2).append(':');
        pad(text, utc.getSecond(), 2).append('.');
        return pad(text, utc.getNano(), NANOSECOND_DIGITS).append('Z').toString();
    }

    /** A constant as the contract writes it: {@code OUT_OF_ORDER} is {@code out-of-order}. */
    public static String constant(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static final Object ABSENT = new Object();

    // Tests of types one by one, not a switch on patterns: those are linked anew at every start.
    private static Object member(Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof URI || value instanceof Path) {
            return value.toString();
        }
        if (value instanceof Document document) {
            return document.members;
        }
        if (value instanceof Enum<?> constant) {
            return constant(constant);
        }
        if (value instanceof Instant instant) {
            return time(instant);
        }
        if (value instanceof Duration duration) {
            return duration.toMillis() / 1000.0;
        }
        if (value instanceof Collection<?> collection) {
            List<Object> list = new ArrayList<>(collection.size());
            for (Object element : collection) {
                list.add(member(element));
            }
            return list;
        }
        return optional(value);
    }

    private static Object optional(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() ? member(optional.get()) : ABSENT;
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? (Object) optional.getAsLong() : ABSENT;
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? (Object) optional.getAsInt() : ABSENT;
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? (Object) optional.getAsDouble() : ABSENT;
        }
        throw new IllegalArgumentException("no member of a document: " + value.getClass());
    }

    private static StringBuilder pad(StringBuilder text, int number, int digits) {
        String figures = Integer.toString(number);
        return text.repeat('0', Math.max(0, digits - figures.length())).append(figures);
    }
}
