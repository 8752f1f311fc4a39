package dev.berth.backup;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Duration;

/** The time between two questions to a server that is at work. */
final class Pause {
    private Pause() {}

    /**
     * Waits.
     *
     * @param meanwhile what is waited for, such as {@code PostgreSQL stores its log}
     * @throws BerthException INTERRUPTED where that is what happens
     */
    static void during(Duration pause, String meanwhile) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BerthException(ErrorCode.INTERRUPTED, "interrupted while " + meanwhile, null, e);
        }
    }
}
