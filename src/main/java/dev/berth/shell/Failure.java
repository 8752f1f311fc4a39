package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Quoted;
import dev.berth.failure.Refusal;
import dev.berth.view.Document;
import dev.berth.view.Theme;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.shell.core.command.CommandExecutionException;

/**
 * A failure as it is told: code, sentence, what to do next.
 *
 * @param cause whose stack trace is shown with {@code --debug}
 */
record Failure(ErrorCode code, int exitCode, String message, Optional<String> hint, Throwable cause) {
    /** What its sentence begins with where it is printed. */
    private static final String PREFIX = "berth: ";

    /** The one place where exceptions become words and exit codes. */
    static Failure of(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        if (cause instanceof BerthException known) {
            return of(known.code(), known.getMessage(), Optional.ofNullable(known.hint()), cause);
        }
        if (cause instanceof InterruptedException) {
            return interrupted(cause, false);
        }
        if (cause instanceof UncheckedIOException unchecked) {
            return of(Objects.requireNonNull(unchecked.getCause()), cause);
        }
        if (cause instanceof IOException failure) {
            return of(failure, cause);
        }
        if (cause instanceof OutOfMemoryError) {
            return of(
                    ErrorCode.FAILED, "memory ran out", Optional.of("Give Java more, or ask for less at once."), cause);
        }
        String words = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return of(
                ErrorCode.FAILED,
                "unexpected " + cause.getClass().getSimpleName() + Quoted.harmless(words),
                Optional.of("This is a fault of Berth; --debug shows where."),
                cause);
    }

    /**
     * The same of a command that somebody ended.
     *
     * @param harmless whether it would have changed nothing
     */
    static Failure interrupted(Throwable thrown, boolean harmless) {
        Throwable cause = unwrapped(thrown);
        if (cause instanceof BerthException known && known.code() == ErrorCode.INTERRUPTED) {
            return of(ErrorCode.INTERRUPTED, known.getMessage(), Optional.ofNullable(known.hint()), cause);
        }
        return of(
                ErrorCode.INTERRUPTED,
                "interrupted",
                Optional.of(
                        harmless
                                ? "Nothing was changed."
                                : "env plan says how things stand; what was begun is gone on with by the next env switch."),
                cause);
    }

    /** The same, with another word about what to do next. */
    Failure advising(UnaryOperator<String> advice) {
        return new Failure(code, exitCode, message, hint.map(advice), cause);
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CommandExecutionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static Failure of(ErrorCode code, String message, Optional<String> hint, Throwable cause) {
        return new Failure(code, code.exitCode().status(), message, hint, cause);
    }

    private static Failure of(IOException failure, Throwable cause) {
        boolean aboutFile = failure instanceof FileSystemException refused && refused.getFile() != null;
        return of(
                ErrorCode.FAILED,
                Quoted.harmless(Refusal.of(failure)),
                aboutFile ? Optional.of("Check its permissions and the free space.") : Optional.empty(),
                cause);
    }

    /** Why a Berth has ended, of what it wrote: its error without the advice below it, else the last that it said. */
    static String lastWords(List<String> lines) {
        List<String> said = lines.stream().filter(line -> !line.isBlank()).toList();
        return said.stream()
                .filter(line -> line.startsWith(PREFIX))
                .reduce((first, second) -> second)
                .map(line -> line.substring(PREFIX.length()))
                .or(() -> said.isEmpty() ? Optional.empty() : Optional.of(said.getLast()))
                .map(String::strip)
                .orElse("it said nothing");
    }

    /** The sentence, and below it what to do next. */
    List<String> lines(Theme theme, boolean debug) {
        List<String> lines = new ArrayList<>();
        message.lines().forEach(line -> lines.add((lines.isEmpty() ? PREFIX : "  ") + theme.text(line)));
        if (lines.isEmpty()) {
            lines.add(PREFIX + code);
        }
        hint.ifPresent(text -> text.lines().forEach(line -> lines.add("  " + theme.text(line))));
        if (debug) {
            lines.addAll(stackTrace().lines().toList());
        }
        return lines;
    }

    /** The error object of the contract. */
    Document document(boolean debug) {
        Document error = Document.part()
                .put("code", code.name())
                .put("message", message)
                .put("hint", hint.orElse(""))
                .put("exitCode", exitCode);
        if (debug) {
            error.put("stackTrace", stackTrace());
        }
        return Document.create().put("error", error);
    }

    String stackTrace() {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
