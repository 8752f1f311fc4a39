package dev.berth.workspace;

import dev.berth.failure.Nearest;
import dev.berth.failure.Quoted;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** How messages about a workspace's files speak of values, lists and names that are almost right. */
final class Wording {
    private Wording() {}

    /** A value as a noun: {@code "two"}, {@code the number 3}, {@code a list}. */
    static String described(Value value) {
        return switch (value.type()) {
            case STRING -> quoted(((Value.Scalar) value).text());
            case INTEGER, NUMBER -> "the number " + ((Value.Scalar) value).text();
            case BOOLEAN -> ((Value.Scalar) value).text();
            case NULL -> "nothing";
            case ARRAY -> "a list";
            case OBJECT -> "a mapping";
        };
    }

    static String quoted(String text) {
        return Quoted.of(text);
    }

    /** {@code a}, {@code a or b}, {@code a, b or c}. */
    static String either(List<String> items) {
        int last = items.size() - 1;
        return last <= 0
                ? String.join("", items)
                : String.join(", ", items.subList(0, last)) + " or " + items.get(last);
    }

    /** The hint for a name that does not exist: the nearest that does, else all of them. */
    static String instead(String wrong, Collection<String> names, String otherwise) {
        Optional<String> nearest = Nearest.to(wrong, names);
        if (nearest.isPresent()) {
            return "did you mean: " + nearest.get();
        }
        return names.isEmpty() ? otherwise : "known are: " + String.join(", ", names);
    }
}
