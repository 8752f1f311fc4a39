package dev.berth.view;

import dev.berth.health.Figures;
import java.time.Duration;

/** Sizes and durations as people read them: two figures that matter, with their unit. */
public final class Amounts {
    private Amounts() {}

    /** Such as {@code 812 MiB} or {@code 1.2 GiB}. */
    public static String bytes(long bytes) {
        return Figures.bytes(bytes);
    }

    /** Such as {@code 11%}. */
    public static String percent(double percent) {
        return Math.round(percent) + "%";
    }

    /** Such as {@code 99.2%}, of a ratio from 0 to 1. */
    public static String ratio(double ratio) {
        return Figures.percent(ratio);
    }

    /** Such as {@code 251 / 256 MiB}: the unit once where both have the same. */
    public static String bytesOf(long used, long limit) {
        return Figures.bytesOf(used, " / ", limit);
    }

    /** Such as {@code 3d 4h}, {@code 2h 1m}, {@code 41 s} or {@code 0.4 s}. */
    public static String duration(Duration duration) {
        return Figures.duration(duration);
    }
}
