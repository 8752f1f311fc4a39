package dev.berth.health;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as people read them in one line: few figures, with their unit. */
public final class Figures {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Figures() {}

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

    /** Such as {@code 251 of 256 MiB}: the unit once where both have the same. */
    public static String bytesOf(long used, String of, long limit) {
        String first = bytes(used);
        String second = bytes(limit);
        int space = first.indexOf(' ');
        return (second.endsWith(first.substring(space)) ? first.substring(0, space) : first) + of + second;
    }

    /** Such as {@code 99.2%}. */
    public static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * ratio);
    }

    /** Such as {@code 210} or {@code 0.4}: whole from ten on. */
    static String rate(double perSecond) {
        return perSecond >= 9.95 || perSecond == 0
                ? Long.toString(Math.round(perSecond))
                : String.format(Locale.ROOT, "%.1f", perSecond);
    }

    /** Such as {@code 12 ms} or {@code 1.4 s}. */
    static String latency(Duration duration) {
        return duration.toMillis() < 1000 ? Math.max(1, duration.toMillis()) + " ms" : duration(duration);
    }

    /** A part of a whole, from 0 to 1; absent where there is no whole. */
    static OptionalDouble ratio(long part, long rest) {
        long whole = part + rest;
        return whole > 0 ? OptionalDouble.of((double) part / whole) : OptionalDouble.empty();
    }

    private static String oneDecimal(double amount) {
        long tenths = Math.round(amount * 10);
        return tenths / 10 + "." + tenths % 10;
    }
}
