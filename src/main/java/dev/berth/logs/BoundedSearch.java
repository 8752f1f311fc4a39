package dev.berth.logs;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.regex.Pattern;

/** Looks for a pattern, but not for ever: some patterns take longer than the universe on an innocent line. */
final class BoundedSearch {
    private static final String SPECIAL = "\\^$.|?*+()[]{}";
    private static final long STEPS = 10_000_000;
    private static final long STEPS_A_CHARACTER = 10;

    private BoundedSearch() {}

    /** Whether it is found; throws USAGE when that takes too many steps to tell. */
    static boolean find(Pattern pattern, String text) {
        if (isPlain(pattern)) {
            return text.contains(pattern.pattern());
        }
        try {
            return pattern.matcher(new CountedText(text, 0, text.length(), new Counter(text.length())))
                    .find();
        } catch (TooManySteps | StackOverflowError e) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "--grep \"%s\" takes too long on an entry of %d characters".formatted(pattern, text.length()),
                    "Write it so that one text fits in one way only: without a repetition of a repetition, such as (a+)+.",
                    e);
        }
    }

    private static boolean isPlain(Pattern pattern) {
        return pattern.flags() == 0
                && pattern.pattern().chars().noneMatch(character -> SPECIAL.indexOf(character) >= 0);
    }

    /** How many characters may be looked at. */
    private static final class Counter {
        private long left;

        private Counter(int length) {
            left = Math.max(STEPS, STEPS_A_CHARACTER * length);
        }

        private void step() {
            if (left-- <= 0) {
                throw new TooManySteps();
            }
        }
    }

    /** Nobody sees it. */
    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1;

        private TooManySteps() {
            super(null, null, false, false);
        }
    }

    /** A text that counts how often it is looked at. */
    private record CountedText(String text, int begin, int end, Counter counter) implements CharSequence {
        @Override
        public int length() {
            return end - begin;
        }

        @Override
        public char charAt(int index) {
            counter.step();
            return text.charAt(begin + index);
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return new CountedText(text, begin + from, begin + to, counter);
        }

        @Override
        public String toString() {
            return text.substring(begin, end);
        }
    }
}
