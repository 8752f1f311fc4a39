package dev.berth.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A terminal with somebody at its keyboard, by tmux: keys go in, and what a person would see comes out as text. */
public final class TerminalScreen implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String server = "berthit-" + UUID.randomUUID();

    private TerminalScreen() {}

    /** Skips the test where there is no tmux, and fails it in continuous integration. */
    public static void require() {
        try {
            LocalCommand.run(List.of("tmux", "-V"));
        } catch (AssertionError e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            Assumptions.abort("tmux, which drives the prompt here, is not installed: " + e.getMessage());
        }
    }

    /** Runs a program in it; when the program has ended, the screen says with which exit code. */
    public static TerminalScreen running(List<String> command) {
        TerminalScreen screen = new TerminalScreen();
        List<String> words = new ArrayList<>(List.of(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-x",
                "120",
                "-y",
                "30",
                "sh",
                "-c",
                "\"$@\"; echo \"ended with $?\"; exec sleep 300",
                "sh"));
        words.addAll(command);
        screen.call(words);
        return screen;
    }

    /** Types a text as it is. */
    public TerminalScreen type(String text) {
        call(List.of("send-keys", "-l", text));
        return this;
    }

    /** Presses a key by tmux's name for it: Enter, Tab, C-c. */
    public TerminalScreen press(String key) {
        call(List.of("send-keys", key));
        return this;
    }

    /** Tells the program to end, as a system that shuts down does. */
    public void terminate() {
        program().destroy();
    }

    /** The files that the program holds open. */
    public List<Path> openFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(
                Path.of("/proc", Long.toString(program().pid()), "fd"))) {
            for (Path link : links) {
                files.add(Files.readSymbolicLink(link));
            }
        }
        return files;
    }

    private ProcessHandle program() {
        return shell().children().findFirst().orElseThrow();
    }

    private ProcessHandle shell() {
        return ProcessHandle.of(Long.parseLong(call(List.of("display-message", "-p", "#{pane_pid}"))))
                .orElseThrow();
    }

    /** Sends the program a signal by its name, such as HUP. */
    public TerminalScreen signal(String name) {
        LocalCommand.run(List.of("kill", "-" + name, Long.toString(program().pid())));
        return this;
    }

    /** Clicks on a character, counted from 1, as the terminal would report it. */
    public TerminalScreen click(int column, int row) {
        return type("\u001b[<0;%1$d;%2$dM\u001b[<0;%1$d;%2$dm".formatted(column, row));
    }

    /** Makes it so large. */
    public TerminalScreen resize(int columns, int rows) {
        call(List.of("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows)));
        return this;
    }

    /** Waits until the screen is as programs find it: no alternate screen, the cursor visible. */
    public TerminalScreen isOrdinary() {
        Eventually.within(
                PATIENCE,
                "the terminal is as it was",
                () -> assertThat(call(List.of("display-message", "-p", "#{alternate_on} #{cursor_flag}")))
                        .isEqualTo("0 1"));
        return this;
    }

    /** Waits until the screen shows none of these texts. */
    public TerminalScreen hides(String... texts) {
        Eventually.within(
                PATIENCE,
                "the screen shows it no more",
                () -> assertThat(text()).doesNotContain(texts));
        return this;
    }

    /** Waits until the screen shows each of these texts. */
    public TerminalScreen shows(String... texts) {
        Eventually.within(
                PATIENCE, "the screen shows it", () -> assertThat(text()).contains(texts));
        return this;
    }

    /** Waits so long until the screen shows each of these texts. */
    public TerminalScreen showsWithin(Duration patience, String... texts) {
        Eventually.within(
                patience, "the screen shows it", () -> assertThat(text()).contains(texts));
        return this;
    }

    /** Waits until the line of the cursor reads like this, blanks at its end aside. */
    public TerminalScreen lineIs(String text) {
        Eventually.within(
                PATIENCE, "the line reads so", () -> assertThat(line()).isEqualTo(text));
        return this;
    }

    /** Everything on it, lines without blanks at their ends. */
    public String text() {
        return call(List.of("capture-pane", "-p"));
    }

    private String line() {
        int row = Integer.parseInt(call(List.of("display-message", "-p", "#{cursor_y}")));
        List<String> lines = text().lines().toList();
        return row < lines.size() ? lines.get(row) : "";
    }

    private String call(List<String> words) {
        List<String> command = new ArrayList<>(List.of("tmux", "-u", "-L", server));
        command.addAll(words);
        return LocalCommand.run(command);
    }

    /** Hangs up, and waits for all that ran in it: a shell still writes its history then, into a folder that the test removes. */
    @Override
    public void close() {
        ProcessHandle shell = shell();
        List<ProcessHandle> processes =
                Stream.concat(Stream.of(shell), shell.descendants()).toList();
        call(List.of("kill-server"));
        for (ProcessHandle process : processes) {
            process.onExit()
                    .completeOnTimeout(process, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join()
                    .destroyForcibly();
        }
    }
}
