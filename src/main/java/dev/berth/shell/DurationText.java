package dev.berth.shell;

import dev.berth.workspace.Quantities;
import java.time.Duration;

/** Durations as the command line takes them: {@code 500ms}, {@code 90s}, {@code 5m}, {@code 2h}, {@code 1d}. */
final class DurationText {
    /** A hundred years: whatever is waited for, it is not that long, and sums of moments stay moments. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private DurationText() {}

    /** Throws IllegalArgumentException or ArithmeticException for anything else. */
    static Duration parse(String text) {
        Duration duration = Quantities.duration(text);
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("too long a duration: " + text);
        }
        return duration;
    }
}
