package dev.berth.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProgramRunnerTests {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ProgramRunner runner = new LocalProgramRunner();

    @Test
    void runWhenProgramEndsGivesOutputErrorAndCode() {
        ProgramResult result = runner.run(Program.of(LONG, "sh", "-c", "echo out; echo err >&2; exit 3"));

        assertThat(result).isEqualTo(new ProgramResult(3, "out\n", "err\n"));
        assertThat(result.succeeded()).isFalse();
    }

    @Test
    void runWhenGivenInputFeedsIt() {
        String text = "ü".repeat(100_000);

        ProgramResult result = runner.run(
                Program.of(LONG, "cat"), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), line -> {});

        assertThat(result.output()).isEqualTo(text);
    }

    @Test
    void runWhenProgramSaysErrorsHandsThemOnLineByLine() {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());

        runner.run(
                Program.of(LONG, "sh", "-c", "echo one >&2; echo two >&2"),
                ByteArrayInputStream.nullInputStream(),
                lines::add);

        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void runWhenAProgramLeavesAnotherRunningDoesNotWaitForThat() {
        ProgramResult result =
                runner.run(Program.of(LONG, "sh", "-c", "echo out; echo err >&2; sleep 25 & echo $! >&2"));
        long left = Long.parseLong(result.error().lines().toList().getLast());

        assertThat(result.output()).isEqualTo("out\n");
        assertThat(ProcessHandle.of(left))
                .hasValueSatisfying(process ->
                        assertThat(process.destroy()).as("it still runs").isTrue());
    }

    @Test
    void runWhenAVariableIsWithheldDoesNotHaveIt() {
        Program program = new Program(
                List.of("/bin/sh", "-c", "echo ${PATH-none} $COLOUR"),
                Map.of("COLOUR", "green"),
                Set.of("PATH", "COLOUR"),
                null,
                LONG);

        // A shell without PATH may make one up; it is not that of this process.
        assertThat(runner.run(program).output()).endsWith(" green\n").doesNotStartWith(System.getenv("PATH"));
    }

    @Test
    void runWhenGivenVariablesAndFolderUsesThem(@TempDir Path folder) {
        ProgramResult result = runner.run(Program.of(LONG, "sh", "-c", "echo $COLOUR; pwd")
                .with(Map.of("COLOUR", "green"))
                .in(folder));

        assertThat(result.output()).isEqualTo("green\n" + folder + "\n");
    }

    @Test
    void runWhenTimeRunsOutEndsItWithItsChildren() {
        assertThatThrownBy(() -> runner.run(Program.of(Duration.ofMillis(200), "sh", "-c", "sleep 61 & wait")))
                .isInstanceOfSatisfying(
                        BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMED_OUT));

        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").endsWith("sleep 61")))
                .isEmpty();
    }

    @Test
    void runWhenThereIsNoSuchProgramSaysSo() {
        assertThatThrownBy(() -> runner.run(Program.of(LONG, "no-such-program-here")))
                .isInstanceOf(ProgramException.class)
                .hasMessage("cannot run no-such-program-here: no such program");
    }

    @Test
    void awaitLeftBehindWhenAKilledBerthLeftAProgramTellsOfItAndAwaitsItsEnd(@TempDir Path folder) throws IOException {
        Process leftBehind = new ProcessBuilder("sleep", "0.3").start();
        // Of a process that is gone.
        Files.writeString(
                folder.resolve(Long.toString(leftBehind.pid())),
                "4194305 then %s\n".formatted(ProcessStart.of(leftBehind.toHandle())));
        List<Long> told = new ArrayList<>();

        new LocalProgramRunner(new Children(folder)).awaitLeftBehind(Duration.ofMinutes(1), told::add);

        assertThat(told).containsExactly(leftBehind.pid());
        assertThat(leftBehind.isAlive()).isFalse();
        assertThat(leftBehind.exitValue()).isZero();
    }
}
