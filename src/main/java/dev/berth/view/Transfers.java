package dev.berth.view;

import java.time.Duration;

/** How a copy of much data is told while it goes on. */
final class Transfers {
    /** Less than this tells nothing of the rate. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private Transfers() {}

    /** Such as {@code 43% of 1.2 GiB, 30 MiB/s, 20 s left}. */
    static String text(long done, long all, Duration elapsed) {
        long percent = Math.round(100.0 * Math.min(done, all) / Math.max(1, all));
        String text = "%d%% of %s".formatted(percent, Amounts.bytes(all));
        if (elapsed.compareTo(SHORTEST) < 0 || done <= 0) {
            return text;
        }
        double rate = done / (elapsed.toMillis() / 1000.0);
        String left = done >= all
                ? ""
                : ", %s left".formatted(Amounts.duration(Duration.ofSeconds(Math.round((all - done) / rate))));
        return "%s, %s/s%s".formatted(text, Amounts.bytes(Math.round(rate)), left);
    }
}
