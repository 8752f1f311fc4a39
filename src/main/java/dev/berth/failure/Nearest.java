package dev.berth.failure;

import java.util.Collection;
import java.util.Optional;

/** Finds what was meant by a name that is almost right. */
public final class Nearest {
    private Nearest() {}

    /** The name that a slip of the fingers turned into this one; empty where none is near. */
    public static Optional<String> to(String wrong, Collection<String> names) {
        String best = "";
        int least = Math.max(1, wrong.length() / 3) + 1;
        for (String name : names) {
            if (Math.abs(wrong.length() - name.length()) >= least) {
                continue;
            }
            int distance = distance(wrong, name);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** The hint for a name that does not exist: the nearest that does, else all of them, else what to do where there is none. */
    public static String instead(String wrong, Collection<String> names, String otherwise) {
        Optional<String> nearest = to(wrong, names);
        if (nearest.isPresent()) {
            return "did you mean: " + nearest.get();
        }
        return names.isEmpty() ? otherwise : "known are: " + String.join(", ", names);
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
