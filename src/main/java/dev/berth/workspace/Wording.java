package dev.berth.workspace;

import dev.berth.failure.Quoted;
import java.util.List;

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
}
