package dev.berth.monitor;

import dev.berth.health.Figures;
import java.time.Duration;
import java.util.Locale;

/** What a measurement counts in, and how a value of it reads. */
enum Unit {
    /** 1 where it is so, 0 where it is not. */
    STATE,
    /** From 0 to 1. */
    RATIO,
    SECONDS,
    DAYS,
    BYTES,
    COUNT,
    PER_SECOND,
    PER_MINUTE;

    /** A duration that no arithmetic of durations overflows at. */
    private static final double LONGEST_SECONDS = 1e12;

    String words(double value) {
        return switch (this) {
            case STATE -> value > 0 ? "yes" : "no";
            case RATIO -> Figures.percent(value);
            case SECONDS ->
                Figures.duration(Duration.ofMillis(Math.round(Math.clamp(value, 0, LONGEST_SECONDS) * 1000)));
            case BYTES -> Figures.bytes(Math.round(value));
            case DAYS, COUNT -> number(value);
            case PER_SECOND -> number(value) + " a second";
            case PER_MINUTE -> number(value) + " a minute";
        };
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
