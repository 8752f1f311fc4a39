package dev.berth;

import dev.berth.shell.ShellProgram;
import dev.berth.shell.Streams;
import dev.berth.shell.SystemTerminal;
import dev.berth.view.Capabilities;
import dev.berth.view.SystemQuestions;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Where the process begins: wires the parts together, runs one command line and ends with its exit status. */
public final class Main {
    private static final int INTERRUPTED = 130;
    private static final Duration TIME_FOR_HOOKS = Duration.ofSeconds(1);

    private Main() {}

    public static void main(String[] arguments) {
        StandardOutput standardOutput = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        PrintWriter output = writer(standardOutput);
        PrintWriter error = writer(new FileOutputStream(FileDescriptor.err));
        Map<String, String> variables = System.getenv();
        Capabilities.Terminals terminals = terminals();
        Capabilities capabilities = Capabilities.of(terminals, variables).measured(terminals, SystemTerminal::columns);
        SystemQuestions questions = new SystemQuestions(error);
        Streams streams = new Streams(
                output,
                error,
                capabilities,
                questions,
                capabilities.fullScreen() ? Optional.of(new SystemTerminal(variables)) : Optional.empty());
        int status;
        try (ShellProgram shell = new ShellProgram(
                streams,
                variables,
                Path.of(""),
                workspace ->
                        new WorkspaceServices(workspace, variables, installation(), question -> ask(streams, question)),
                Main::insist)) {
            status = shell.run(List.of(arguments));
        }
        output.flush();
        status = standardOutput.status(status, error);
        error.flush();
        if (questions.leftOpen()) {
            Runtime.getRuntime().exit(status);
        }
        // Nothing is left open, and the way out through the shutdown hooks takes as long as a small command.
        Runtime.getRuntime().halt(status);
    }

    /** Ends at once, except that the terminal is given back as it was, which hooks do; one that hangs has a second. */
    private static void insist() {
        Thread.ofPlatform().daemon().name("end").start(() -> {
            LockSupport.parkNanos(TIME_FOR_HOOKS.toNanos());
            Runtime.getRuntime().halt(INTERRUPTED);
        });
        Runtime.getRuntime().exit(INTERRUPTED);
    }

    /** The launcher says which streams are terminals; without it Java can tell whether input and output both are. */
    private static Capabilities.Terminals terminals() {
        String fromLauncher = System.getProperty("berth.terminals");
        if (fromLauncher != null) {
            return Capabilities.Terminals.of(fromLauncher);
        }
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        return new Capabilities.Terminals(terminal, terminal, terminal);
    }

    /** Berth's own folder, as the launcher says; the current one where it was not used. */
    private static Path installation() {
        return Path.of(System.getProperty("berth.home", ""));
    }

    private static Optional<char[]> ask(Streams streams, String question) {
        return streams.capabilities().asks() ? streams.questions().secret(question) : Optional.empty();
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    }
}
