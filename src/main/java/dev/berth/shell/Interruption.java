package dev.berth.shell;

import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and its relatives during a command: the first asks the command's thread to end, so that it leaves nothing half
 * done; the second insists.
 */
final class Interruption {
    private final Runnable insist;
    private final Runnable farewell;
    private volatile boolean harmless;
    private volatile @Nullable Thread running;
    private volatile boolean requested;
    private volatile boolean signalsComeFromTerminal;

    /**
     * Starts out with nothing running.
     *
     * @param insist ends the process at once
     * @param farewell says before it that something is left half-way
     */
    Interruption(Runnable insist, Runnable farewell) {
        this.insist = insist;
        this.farewell = farewell;
    }

    /** The signals that ask a command to end. */
    private enum Ending {
        HUP,
        INT,
        TERM
    }

    /** While it is open, signals go to the command on this thread. */
    final class Watch implements AutoCloseable {
        private final boolean outermost;

        private Watch(boolean outermost) {
            this.outermost = outermost;
        }

        @Override
        public void close() {
            if (outermost) {
                running = null;
                // An interrupt that came too late must not meet the next command.
                Thread.interrupted();
            }
        }
    }

    /**
     * Begins to watch for the command that runs on this thread.
     *
     * @param handlesSignals false for commands that may simply end with the process
     * @param onlyLooks whether nothing is left half-way by it
     */
    Watch watch(boolean handlesSignals, boolean onlyLooks) {
        if (running != null) {
            return new Watch(false);
        }
        requested = false;
        harmless = onlyLooks;
        running = Thread.currentThread();
        if (handlesSignals) {
            takeSignals();
        }
        return new Watch(true);
    }

    /** From now on signals go to the command that is being watched, unless they come from the prompt's terminal anyway. */
    void takeSignals() {
        if (!signalsComeFromTerminal) {
            for (Ending ending : Ending.values()) {
                Signals.register(ending.name(), this::request);
            }
        }
    }

    /** From now on the prompt's terminal receives the signals, and passes them on. */
    void leaveSignalsToTerminal() {
        signalsComeFromTerminal = true;
    }

    /** Goes on after a part of the running command was asked to end, and did. */
    synchronized void goOn() {
        requested = false;
        Thread.interrupted();
    }

    /** Whether the running command, or the last one, was asked to end. */
    boolean wasRequested() {
        return requested;
    }

    /** Asks the running command to end, as Ctrl-C does. */
    synchronized void request() {
        Thread thread = running;
        if (thread == null || requested) {
            if (thread != null && !harmless) {
                farewell.run();
            }
            insist.run();
            return;
        }
        requested = true;
        thread.interrupt();
    }
}
