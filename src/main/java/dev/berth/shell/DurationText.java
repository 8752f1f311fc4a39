package dev.berth.shell;

import java.time.Duration;

/** Durations as the command line takes them: {@code 500ms}, {@code 90s}, {@code 5m}, {@code 2h}, {@code 1d}. */
final class DurationText {
    private DurationText() {}

    /** Throws IllegalArgumentException or ArithmeticException for anything else. */
    static Duration parse(String text) {
        int unit = 0;
        while (unit < text.length() && Character.isDigit(text.charAt(unit))) {
            unit++;
        }
        long amount = Long.parseLong(text.substring(0, unit));
        return switch (text.substring(unit)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new IllegalArgumentException("not a duration: " + text);
        };
    }
}
