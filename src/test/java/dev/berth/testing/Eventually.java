package dev.berth.testing;

import java.time.Duration;
import java.time.Instant;

/** Asks again until the answer is right, for what a real system takes a moment to do. */
public final class Eventually {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private Eventually() {}

    /** What is hoped for; any failure means not yet. */
    @FunctionalInterface
    public interface Hope {
        void check() throws Exception;
    }

    /** Returns when the hope holds; fails with its last failure when it does not within this time. */
    public static void within(Duration time, String what, Hope hope) {
        Instant deadline = Instant.now().plus(time);
        while (true) {
            try {
                hope.check();
                return;
            } catch (Exception | AssertionError e) {
                if (Instant.now().isAfter(deadline)) {
                    throw new AssertionError("%s: not within %s".formatted(what, time), e);
                }
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
