package dev.berth.workspace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** How messages about a workspace's files speak of values, lists and names that are almost right. */
final class Wording {
    private static final int LONGEST_QUOTE = 60;

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
        String shown = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
        return '"' + shown.replace("\n", "\\n") + '"';
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
        Optional<String> nearest = nearest(wrong, names);
        if (nearest.isPresent()) {
            return "did you mean: " + nearest.get();
        }
        return names.isEmpty() ? otherwise : "known are: " + String.join(", ", names);
    }

    /** The name that a slip of the fingers turned into this one; empty where none is near. */
    static Optional<String> nearest(String wrong, Collection<String> names) {
        String best = "";
        int least = Math.max(1, wrong.length() / 3) + 1;
        for (String name : new ArrayList<>(names)) {
            int distance = distance(wrong, name);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** How many letters must be inserted, left out, replaced or swapped with their neighbour. */
    private static int distance(String from, String to) {
        int[][] table = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                int replaced = table[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                table[i][j] = Math.min(replaced, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (swapped) {
                    table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
                }
            }
        }
        return table[from.length()][to.length()];
    }
}
