package dev.berth.deployment;

import java.time.Duration;
import java.util.function.DoubleConsumer;

/** Passes on how much of something is copied, not more often than anybody can read. */
final class Transfer implements DoubleConsumer {
    private static final long PAUSE = Duration.ofMillis(200).toNanos();
    private static final double ALL = 100;

    private final Progress progress;
    private final long bytes;
    private long last;

    /** @param bytes all that there is to copy, as far as that is known */
    Transfer(Progress progress, long bytes) {
        this.progress = progress;
        this.bytes = bytes;
        this.last = System.nanoTime() - PAUSE;
    }

    @Override
    public void accept(double percent) {
        long now = System.nanoTime();
        if (now - last >= PAUSE || percent >= ALL) {
            last = now;
            progress.transferred(Math.round(bytes * percent / ALL), bytes);
        }
    }
}
