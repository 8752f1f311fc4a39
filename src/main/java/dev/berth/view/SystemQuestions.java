package dev.berth.view;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks at the process's own terminal. */
public final class SystemQuestions implements Questions {
    private final PrintWriter error;
    private volatile boolean leftOpen;

    /** The question goes to standard error, so that standard output stays data. */
    public SystemQuestions(PrintWriter error) {
        this.error = error;
    }

    @Override
    public Optional<String> line(String question) {
        ask(question);
        return answer(java.io.Console::readLine);
    }

    @Override
    public Optional<char[]> secret(String question) {
        ask(question);
        return answer(java.io.Console::readPassword);
    }

    /**
     * Whether a question was given up while Java still reads its answer, perhaps unseen: it lets the terminal show again what
     * is typed only in the hooks of an ordinary exit.
     */
    public boolean leftOpen() {
        return leftOpen;
    }

    /** Reads on a thread of its own, since reading itself cannot be interrupted by Ctrl-C. */
    private <T> Optional<T> answer(Function<java.io.Console, @Nullable T> read) {
        CompletableFuture<Optional<T>> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("answer").start(() -> {
            try {
                answer.complete(Optional.ofNullable(System.console()).map(read));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get();
        } catch (InterruptedException e) {
            leftOpen = true;
            ask("\n");
            Thread.currentThread().interrupt();
            throw new BerthException(ErrorCode.INTERRUPTED, "interrupted at a question: nothing was changed", null, e);
        } catch (ExecutionException e) {
            throw new BerthException(ErrorCode.FAILED, "the answer cannot be read: " + e.getMessage(), null, e);
        }
    }

    private void ask(String question) {
        error.print(question);
        error.flush();
    }
}
