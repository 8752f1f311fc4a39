package dev.berth.docker;

import java.time.Duration;

/** A running stream; closing it is prompt and quiet, and may be done twice. */
public interface Subscription extends AutoCloseable {
    /** Waits until the stream has ended by itself; false when the time ran out first. */
    boolean awaitEnd(Duration timeout) throws InterruptedException;

    /** Whether it broke off in the middle, rather than at the end of what there was or by our closing. */
    boolean failed();

    @Override
    void close();
}
