package dev.berth.testing;

import java.time.Duration;

/** The watch that {@code monitor start} has left in the background. */
public final class BackgroundWatch {
    private static final Duration SOON = Duration.ofSeconds(30);

    private BackgroundWatch() {}

    /** Ends it as {@code kill -9} does. */
    public static void kill(BerthProgram berth) {
        long process = berth.run("monitor", "status", "--format", "json").json().getLong("pid");
        ProcessHandle.of(process).orElseThrow().destroyForcibly();
        Eventually.within(
                SOON, "it is gone", () -> berth.run("monitor", "status").expect(3));
    }
}
