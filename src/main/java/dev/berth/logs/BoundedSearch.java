package dev.berth.logs;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks for a pattern, but not for ever: some patterns take longer than the universe on an innocent line. */
final class BoundedSearch {
    private static final String SPECIAL = "\\^$.|?*+()[]{}";
    private static final Pattern COUNT = Pattern.compile("\\{([0-9]+)(?:,[0-9]*)?}");
    private static final Pattern EMPTY = Pattern.compile("(?<!\\\\)[(|](?=[|)])");
    private static final long STEPS = 10_000_000;
    private static final long STEPS_A_CHARACTER = 10;

    private BoundedSearch() {}

    /** Whether it is found; throws USAGE when that takes too many steps to tell. */
    static boolean find(Pattern pattern, String text) {
        if (isPlain(pattern)) {
            return text.contains(pattern.pattern());
        }
        double repetitions = repetitions(pattern);
        if (repetitions > STEPS || Math.pow(2, emptyAlternatives(pattern) * repetitions) > STEPS) {
            throw tooLong(pattern, text, null);
        }
        try {
            return pattern.matcher(new CountedText(text, 0, text.length(), new Counter(text.length())))
                    .find();
        } catch (TooManySteps | StackOverflowError e) {
            throw tooLong(pattern, text, e);
        }
    }

    private static BerthException tooLong(Pattern pattern, String text, @Nullable Throwable cause) {
        return new BerthException(
                ErrorCode.USAGE,
                "--grep \"%s\" takes too long on an entry of %d characters".formatted(pattern, text.length()),
                "Write it so that one text fits in one way only: without a repetition of a repetition, such as (a+)+.",
                cause);
    }

    /** How often its repetitions with a number go round at least, even where no character is looked at. */
    private static double repetitions(Pattern pattern) {
        double product = 1;
        Matcher count = COUNT.matcher(pattern.pattern());
        while (count.find()) {
            product *= Math.max(1, Double.parseDouble(count.group(1)));
        }
        return product;
    }

    /** Two of them in one group are two ways to find nothing, and no character is looked at for either. */
    private static long emptyAlternatives(Pattern pattern) {
        return EMPTY.matcher(pattern.pattern()).results().count();
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
