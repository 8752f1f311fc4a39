package dev.berth.shell;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Learns an environment's secrets again and again while what its services say is shown: whoever rotates them does so in
 * another process.
 */
final class SecretMasking implements AutoCloseable {
    /** Of services that take up a changed secret without a restart nothing tells. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Runnable learning;
    private final Consumer<String> notice;
    private final Duration pause;
    private final Thread thread;
    private boolean failed;

    private SecretMasking(Runnable learning, Consumer<String> notice, Duration pause) {
        this.learning = learning;
        this.notice = notice;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name("secrets to mask").unstarted(this::run);
    }

    /**
     * Begins to learn, a minute from now.
     *
     * @param learning has all values masked that are stored now
     * @param notice told once when that fails, until it works again
     */
    static SecretMasking begin(Runnable learning, Consumer<String> notice) {
        return begin(learning, notice, PAUSE);
    }

    static SecretMasking begin(Runnable learning, Consumer<String> notice, Duration pause) {
        SecretMasking masking = new SecretMasking(learning, notice, pause);
        masking.thread.start();
        return masking;
    }

    /** Learns nothing. */
    static SecretMasking none() {
        return new SecretMasking(() -> {}, sentence -> {}, PAUSE);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(pause);
                learn();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** Learns now: what is said from now on may have a new one in it. */
    synchronized void learn() {
        try {
            learning.run();
            failed = false;
        } catch (RuntimeException e) {
            // What is known is masked all the same.
            if (!failed) {
                notice.accept("secrets that have changed cannot be masked in what services say: " + e.getMessage());
            }
            failed = true;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
