package dev.berth.backup;

import java.io.IOException;
import java.time.Duration;

/** Closes a stream on which nothing has come for too long, so that whoever reads it waits no longer. */
final class Watchdog implements AutoCloseable {
    private final Duration patience;
    private final Thread thread;
    private volatile long last = System.nanoTime();
    private volatile boolean bitten;

    private Watchdog(Duration patience, Stream stream) {
        this.patience = patience;
        this.thread = Thread.ofVirtual().name("watchdog").unstarted(() -> watch(stream));
    }

    /** What is closed. */
    interface Stream {
        void close() throws IOException;
    }

    static Watchdog over(Stream stream, Duration patience) {
        Watchdog watchdog = new Watchdog(patience, stream);
        watchdog.thread.start();
        return watchdog;
    }

    /** Something has come. */
    void fed() {
        last = System.nanoTime();
    }

    /** Whether it has closed the stream. */
    boolean hasBitten() {
        return bitten;
    }

    private void watch(Stream stream) {
        try {
            for (Duration left = patience; left.isPositive(); left = patience.minusNanos(System.nanoTime() - last)) {
                Thread.sleep(left);
            }
            bitten = true;
            stream.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Whoever reads it finds it broken, which is what was wanted.
            return;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
