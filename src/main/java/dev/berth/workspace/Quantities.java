package dev.berth.workspace;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/** Durations and sizes as definitions and the command line write them. */
public final class Quantities {
    private static final Map<String, Long> UNITS = Map.of(
            "KiB",
            1L << 10,
            "MiB",
            1L << 20,
            "GiB",
            1L << 30,
            "TiB",
            1L << 40,
            "kB",
            1_000L,
            "MB",
            1_000_000L,
            "GB",
            1_000_000_000L,
            "TB",
            1_000_000_000_000L);

    private Quantities() {}

    /**
     * {@code 500ms}, {@code 90s}, {@code 5m}, {@code 2h} or {@code 1d}.
     *
     * @throws IllegalArgumentException for anything else; ArithmeticException for more than a duration can be
     */
    public static Duration duration(String text) {
        int unit = unitStart(text);
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

    /** {@code 512MiB}, {@code 1.5GiB} or {@code 1GB}; fractions of a byte are dropped. */
    static long bytes(String text) {
        int unit = unitStart(text);
        BigDecimal amount = new BigDecimal(text.substring(0, unit));
        Long size = UNITS.get(text.substring(unit));
        if (size == null) {
            throw new IllegalArgumentException("not a size: " + text);
        }
        return amount.multiply(BigDecimal.valueOf(size)).longValue();
    }

    private static int unitStart(String text) {
        int i = 0;
        while (i < text.length() && (Character.isDigit(text.charAt(i)) || text.charAt(i) == '.')) {
            i++;
        }
        return i;
    }
}
