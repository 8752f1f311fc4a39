package dev.berth.docker;

import java.time.Duration;

/** A running stream; closing it is prompt and quiet, and may be done twice. */
public interface Subscription extends AutoCloseable {
    /** Waits until the stream has ended by itself; false when the time ran out first. */
    boolean awaitEnd(Duration timeout) throws InterruptedException;

    /** Whether it was the engine that broke off, rather than the end of what there was or our closing. */
    boolean failed();

    @Override
    void close();
}
