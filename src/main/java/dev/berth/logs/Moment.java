package dev.berth.logs;

import java.util.BitSet;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The lines of one log that have the same time: which of them are known, by their number in the order of their writing. */
final class Moment {
    private final long nanos;

    /** All numbers before it are known; nearly always there is no other. */
    private int known;

    private @Nullable BitSet others;
    private int next;
    private int remembered;

    Moment(long nanos) {
        this.nanos = nanos;
    }

    long nanos() {
        return nanos;
    }

    /** A stream brings its lines from the first one again. */
    void restart() {
        next = 0;
    }

    /** The number of the line that a stream brings now. */
    int number() {
        return next++;
    }

    boolean knows(int number) {
        return number < known || (others != null && others.get(number));
    }

    void learn(int number) {
        if (number == known) {
            known++;
        } else {
            learn(number, number + 1);
        }
    }

    void learn(int first, int end) {
        if (first == known) {
            known = end;
            return;
        }
        if (others == null) {
            others = new BitSet();
        }
        others.set(first, end);
    }

    BitSet known() {
        BitSet numbers = others == null ? new BitSet() : (BitSet) others.clone();
        numbers.set(0, known);
        return numbers;
    }

    /** One more of its lines is remembered. */
    void remember() {
        remembered++;
    }

    /** Whether none of its lines is remembered any more, now that one less is. */
    boolean forget() {
        remembered--;
        return remembered == 0;
    }

    /** Such as {@code 0-3,7}. */
    static String write(BitSet numbers) {
        StringJoiner ranges = new StringJoiner(",");
        int first = numbers.nextSetBit(0);
        while (first >= 0) {
            int end = numbers.nextClearBit(first);
            ranges.add(end == first + 1 ? String.valueOf(first) : first + "-" + (end - 1));
            first = numbers.nextSetBit(end);
        }
        return ranges.toString();
    }

    /** Learns what {@link #write} has written; the greatest number. */
    int read(String numbers) {
        int last = 0;
        for (String range : numbers.split(",", -1)) {
            int dash = range.indexOf('-');
            last = Integer.parseInt(range.substring(dash + 1));
            learn(dash < 0 ? last : Integer.parseInt(range.substring(0, dash)), last + 1);
        }
        return last;
    }
}
