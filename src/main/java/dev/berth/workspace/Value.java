package dev.berth.workspace;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A piece of YAML that knows where it was written. */
sealed interface Value {

    Place place();

    /** The types of JSON. */
    enum Type {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        NULL,
        ARRAY,
        OBJECT
    }

    Type type();

    /** A text, a number, a truth value or nothing, with its text as written. */
    record Scalar(Place place, Type type, String text) implements Value {}

    /** A list. */
    record Sequence(Place place, List<Value> items) implements Value {
        @Override
        public Type type() {
            return Type.ARRAY;
        }
    }

    /** A mapping, in the order as written. */
    record Mapping(Place place, Map<String, Entry> entries) implements Value {
        @Override
        public Type type() {
            return Type.OBJECT;
        }

        @Nullable
        Value get(String key) {
            Entry entry = entries.get(key);
            return entry == null ? null : entry.value();
        }

        /** The mapping under a key; an empty one in the same place where there is none. */
        Mapping mapping(String key) {
            return get(key) instanceof Mapping mapping ? mapping : new Mapping(place, Map.of());
        }

        Optional<String> text(String key) {
            return get(key) instanceof Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
        }

        Optional<BigDecimal> number(String key) {
            return get(key) instanceof Scalar scalar ? Optional.of(new BigDecimal(scalar.text())) : Optional.empty();
        }

        boolean flag(String key, boolean otherwise) {
            return get(key) instanceof Scalar scalar ? Boolean.parseBoolean(scalar.text()) : otherwise;
        }

        List<Value> items(String key) {
            return get(key) instanceof Sequence sequence ? sequence.items() : List.of();
        }

        List<String> texts(String key) {
            List<String> texts = new ArrayList<>();
            for (Value item : items(key)) {
                if (item instanceof Scalar scalar) {
                    texts.add(scalar.text());
                }
            }
            return List.copyOf(texts);
        }

        /** This mapping with another laid over it: mappings merge, all else replaces; extension keys are left out. */
        Mapping overlaid(Mapping other) {
            Map<String, Entry> merged = new LinkedHashMap<>();
            put(this, merged);
            put(other, merged);
            return new Mapping(other.place(), merged);
        }

        private static void put(Mapping mapping, Map<String, Entry> merged) {
            for (Map.Entry<String, Entry> item : mapping.entries().entrySet()) {
                String key = item.getKey();
                Entry entry = item.getValue();
                if (key.startsWith(EXTENSION)) {
                    continue;
                }
                if (entry.value() instanceof Mapping over) {
                    Entry below = merged.get(key);
                    Mapping base = below != null && below.value() instanceof Mapping under
                            ? under
                            : new Mapping(over.place(), Map.of());
                    entry = new Entry(entry.key(), base.overlaid(over));
                }
                merged.put(key, entry);
            }
        }
    }

    /** A value with the place of its key. */
    record Entry(Place key, Value value) {}

    /** What the keys begin with that belong to the user. */
    String EXTENSION = "x-";
}
