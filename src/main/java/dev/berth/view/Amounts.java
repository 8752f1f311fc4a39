package dev.berth.view;

import java.time.Duration;

/** Sizes and durations as people read them: two figures that matter, with their unit. */
public final class Amounts {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Amounts() {}

    /** Such as {@code 812 MiB} or {@code 1.2 GiB}. */
    public static String bytes(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 999.5 && unit < UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        boolean whole = unit < 3 || amount >= 99.95 || amount == Math.rint(amount);
        return (whole ? Long.toString(Math.round(amount)) : oneDecimal(amount)) + " " + UNITS[unit];
    }

    /** Such as {@code 251 / 256 MiB}: the unit once where both have the same. */
    public static String bytesOf(long used, long limit) {
        String first = bytes(used);
        String second = bytes(limit);
        int space = first.indexOf(' ');
        return (second.endsWith(first.substring(space)) ? first.substring(0, space) : first) + " / " + second;
    }

    /** Such as {@code 3d 4h}, {@code 2h 1m}, {@code 41 s} or {@code 0.4 s}. */
    public static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 10) {
            return oneDecimal(Math.max(0, duration.toMillis()) / 1000.0) + " s";
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        if (seconds < 86400) {
            return seconds / 3600 + "h " + seconds % 3600 / 60 + "m";
        }
        return seconds / 86400 + "d " + seconds % 86400 / 3600 + "h";
    }

    private static String oneDecimal(double amount) {
        long tenths = Math.round(amount * 10);
        return tenths / 10 + "." + tenths % 10;
    }
}
