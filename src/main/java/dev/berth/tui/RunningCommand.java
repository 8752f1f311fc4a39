package dev.berth.tui;

import dev.berth.view.Board;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The command that was started from the board and runs beside it, one at a time. */
final class RunningCommand {
    private final Board.Commands commands;
    private final Runnable ended;
    private final AtomicReference<@Nullable String> outcome = new AtomicReference<>();
    private @Nullable Thread thread;

    /**
     * Runs nothing yet.
     *
     * @param ended called from the command's thread
     */
    RunningCommand(Board.Commands commands, Runnable ended) {
        this.commands = commands;
        this.ended = ended;
    }

    void begin(List<String> words) {
        thread = Thread.ofVirtual().name(String.join(" ", words)).start(() -> {
            outcome.set(run(words));
            ended.run();
        });
    }

    private String run(List<String> words) {
        try {
            Board.Result result = commands.run(words);
            return result.exitCode() == 0 || !result.message().isEmpty()
                    ? result.message()
                    : "exit code " + result.exitCode();
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }

    /** Why it failed, in one line without secrets, empty text where it did not; told once, when it has ended. */
    Optional<String> takeOutcome() {
        return Optional.ofNullable(outcome.getAndSet(null))
                .map(message -> commands.redact(message).lines().findFirst().orElse(""));
    }

    boolean runs() {
        Thread running = thread;
        return running != null && running.isAlive();
    }

    void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Waits until it has ended; an interrupt asks it to end, is waited through, and stands afterwards. */
    void awaitEnd() {
        boolean interrupted = false;
        while (runs()) {
            interrupted |= !joins();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean joins() {
        Thread running = thread;
        try {
            if (running != null) {
                running.join();
            }
            return true;
        } catch (InterruptedException e) {
            interrupt();
            return false;
        }
    }
}
