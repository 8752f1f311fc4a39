package dev.berth.process;

import dev.berth.failure.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Runs programs as children of this process. */
public final class LocalProgramRunner implements ProgramRunner {
    /** util-linux's program that gives a child a session of its own; absent on macOS, where Ctrl-C then reaches the child too. */
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    /** How setsid begins its complaint when it cannot start the program it was given. */
    private static final String NOT_STARTED = "setsid: failed to execute ";

    private static final File NOTHING = new File("/dev/null");

    private static final Duration TIME_TO_END = Duration.ofSeconds(10);

    private final @Nullable Children children;

    /** Programs that nobody needs to find after a crash. */
    public LocalProgramRunner() {
        this.children = null;
    }

    /** Programs that the next Berth waits for when this one is killed. */
    public LocalProgramRunner(Children children) {
        this.children = children;
    }

    @Override
    public ProgramResult run(Program program, InputStream input, Consumer<String> errorLines) {
        Process process = start(new ProcessBuilder(inOwnSession(program.words())), program);
        Children.Entry entry = children == null ? () -> {} : children.add(process.toHandle());
        Saying output = Saying.of(process.getInputStream());
        Saying error = Saying.of(process.getErrorStream(), errorLines);
        Thread.ofVirtual().start(() -> feed(input, process.getOutputStream()));
        try (entry) {
            if (!process.waitFor(program.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                end(process);
                throw new ProgramException(
                        ErrorCode.TIMED_OUT,
                        "%s did not end within %d s"
                                .formatted(name(program), program.timeout().toSeconds()),
                        null,
                        null);
            }
            ProgramResult result =
                    new ProgramResult(process.exitValue(), output.text(TIME_TO_END), error.text(TIME_TO_END));
            if (result.error().startsWith(NOT_STARTED)) {
                throw cannotRun(program, "no such program", null);
            }
            return result;
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            throw new ProgramException(ErrorCode.INTERRUPTED, "%s was interrupted".formatted(name(program)), null, e);
        } catch (ExecutionException e) {
            throw new ProgramException(
                    ErrorCode.FAILED, "cannot read what %s says".formatted(name(program)), null, e.getCause());
        }
    }

    @Override
    public RunningProgram start(Program program) {
        ProcessBuilder builder = new ProcessBuilder(inOwnSession(program.words()))
                .redirectInput(ProcessBuilder.Redirect.from(NOTHING))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = start(builder, program);
        return new BackgroundProcess(process, children == null ? () -> {} : children.add(process.toHandle()));
    }

    @Override
    public ProcessHandle leave(Program program, Path log) {
        ProcessBuilder builder = new ProcessBuilder(inOwnSession(program.words()))
                .redirectInput(ProcessBuilder.Redirect.from(NOTHING))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return start(builder, program).toHandle();
    }

    @Override
    public void awaitLeftBehind(Duration patience, LongConsumer told) {
        if (children == null) {
            return;
        }
        try {
            for (ProcessHandle child : children.leftBehind()) {
                told.accept(child.pid());
                Children.awaitEnd(child, patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramException(
                    ErrorCode.INTERRUPTED, "interrupted while a program of a killed run came to its end", null, e);
        }
    }

    @Override
    public int runAttached(Program program) {
        return attend(start(new ProcessBuilder(program.words()).inheritIO(), program));
    }

    @Override
    public int runAttached(Program program, Path input) {
        return attend(start(new ProcessBuilder(program.words()).inheritIO().redirectInput(input.toFile()), program));
    }

    private static int attend(Process process) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor();
                } catch (InterruptedException e) {
                    // Ctrl-C belongs to the program on the terminal; it decides whether it ends.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static List<String> inOwnSession(List<String> words) {
        List<String> all = new ArrayList<>(words);
        if (Files.isExecutable(SETSID)) {
            all.addFirst(SETSID.toString());
        }
        return all;
    }

    private static Process start(ProcessBuilder builder, Program program) {
        builder.environment().keySet().removeAll(program.withheld());
        builder.environment().putAll(program.environment());
        Path directory = program.directory();
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw cannotRun(program, String.valueOf(e.getMessage()), e);
        }
    }

    private static ProgramException cannotRun(Program program, String reason, @Nullable IOException cause) {
        return new ProgramException(
                ErrorCode.FAILED,
                "cannot run %s: %s".formatted(name(program), reason),
                "Install it, or put it on the PATH; `berth doctor` checks everything.",
                cause);
    }

    private static void feed(InputStream input, OutputStream target) {
        try (target) {
            input.transferTo(target);
        } catch (IOException e) {
            // A program may end, or close its input, before it has read everything: its exit code tells the rest.
            return;
        } catch (UncheckedIOException e) {
            return;
        }
    }

    /** Asks first, then insists; children too, for Compose is a plugin that runs below the docker program. */
    static void end(Process process) {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }

    private static String name(Program program) {
        return program.words().getFirst();
    }
}
