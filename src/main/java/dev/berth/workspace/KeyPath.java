package dev.berth.workspace;

import java.util.Map;
import java.util.Optional;

/** Finds the place of a key by its path, such as {@code services.rest.limits} or {@code compose.files[1]}. */
final class KeyPath {
    private KeyPath() {}

    /** The key's place, or that of the nearest key above it that is written; empty where not even the first one is. */
    static Optional<Place> locate(Value.Mapping mapping, String path) {
        for (Map.Entry<String, Value.Entry> item : mapping.entries().entrySet()) {
            String key = item.getKey();
            if (!path.startsWith(key)) {
                continue;
            }
            String rest = path.substring(key.length());
            Value.Entry entry = item.getValue();
            if (rest.isEmpty()) {
                return Optional.of(entry.key());
            }
            if (rest.charAt(0) == '.' && entry.value() instanceof Value.Mapping inner) {
                return locate(inner, rest.substring(1)).or(() -> Optional.of(entry.key()));
            }
            if (rest.charAt(0) == '[' && entry.value() instanceof Value.Sequence sequence) {
                return Optional.of(item(sequence, rest, entry.key()));
            }
        }
        return Optional.empty();
    }

    private static Place item(Value.Sequence sequence, String index, Place otherwise) {
        int end = index.indexOf(']');
        int position = Integer.parseInt(index, 1, end, 10);
        return position < sequence.items().size()
                ? sequence.items().get(position).place()
                : otherwise;
    }
}
