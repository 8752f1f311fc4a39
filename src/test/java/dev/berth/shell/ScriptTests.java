package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTests {
    @TempDir
    private Path workspace;

    private TestShell shell;

    @BeforeEach
    void makeWorkspace() throws IOException {
        Files.createDirectories(workspace.resolve("environments"));
        Files.writeString(workspace.resolve("environments/dev.yaml"), "compose: {files: [compose.yaml]}\n");
        shell = new TestShell(workspace);
    }

    @Test
    void runWhenAllGoesWellTellsEachStep() throws IOException {
        script("""
                # nightly
                set NOTE='two words'

                stack logs ${NOTE} \\
                  --tail 5
                env list
                """);
        assertThat(shell.run("script", "run", "nightly.berth")).isZero();
        assertThat(shell.calls).containsExactly("Optional[two words] Optional[5] [] false", "none");
        assertThat(shell.said().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("[1/2] nightly.berth:4  stack logs ${NOTE} --tail 5")
                                .contains("✓"),
                        line -> assertThat(line).startsWith("[2/2] nightly.berth:6  env list"));
        assertThat(shell.printed()).isEqualTo("dev\n");
    }

    @Test
    void runWhenAFailureSaysASecretMasksIt() throws IOException {
        script("stack fail aloud\n");

        shell.run("script", "run", "nightly.berth");
        shell.run("script", "run", "nightly.berth", "--format", "json");

        assertThat(shell.said() + shell.printed()).contains("boom ••••").doesNotContain(FakeServices.SECRET);
    }

    @Test
    void runWhenAStepFailsStopsWithItsExitCode() throws IOException {
        script("env list\nstack status\nenv list\nenv list\n");
        assertThat(shell.run("script", "run", "nightly.berth")).isEqualTo(3);
        assertThat(shell.calls).containsExactly("none", "status");
        assertThat(shell.said())
                .contains("[2/4] nightly.berth:2  stack status")
                .contains("✗ exit 3")
                .contains("stopped at nightly.berth:2; [3-4/4] not run.")
                .contains("Resume: berth script run nightly.berth --resume");
    }

    @Test
    void runWhenALaterLineIsNoCommandNamesItAndRunsNothing() throws IOException {
        script("env list\n\nenv lsit\n");
        assertThat(shell.run("script", "run", "nightly.berth")).isEqualTo(2);
        assertThat(shell.calls).isEmpty();
        assertThat(shell.said())
                .isEqualTo(
                        "berth: nightly.berth:3: no such command: env lsit\n  did you mean: env list\n  Nothing was run.\n");
        assertThat(workspace.resolve(".berth")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stack logs --tial 5",
                "stack logs --tail many",
                "stack logs a b",
                "env switch",
                "stack",
                "stack print ${NAEM}",
                "set NAME"
            })
    void runWhenALaterLineIsWrongRunsNothing(String line) throws IOException {
        script("set NAME=x\nenv list\n" + line + "\n");
        assertThat(shell.run("script", "run", "nightly.berth", "--keep-going")).isEqualTo(2);
        assertThat(shell.calls).isEmpty();
        assertThat(shell.said()).startsWith("berth: nightly.berth:3: ").contains("Nothing was run.");
    }

    @Test
    void runWhenSeveralLinesAreWrongNamesTheFirstAndCountsTheOthers() throws IOException {
        script("env list\nenv lsit\nset\nstack logs --tail\n");
        assertThat(shell.run("script", "run", "nightly.berth", "--format", "json"))
                .isEqualTo(2);
        assertThat(shell.printed()).isEmpty();
        assertThat(shell.said())
                .startsWith("{\"schemaVersion\":1,\"error\":{\"code\":\"DEFINITION_INVALID\",\"message\":"
                        + "\"nightly.berth:2: no such command: env lsit (and 2 more: --dry-run shows them)\"");
    }

    @Test
    void runWhenVariableIsNotSetFails() throws IOException {
        script("env list --env ${NAME}\n");
        assertThat(shell.run("script", "run", "nightly.berth")).isEqualTo(2);
        assertThat(shell.said()).contains("the variable NAME is not set");
        assertThat(shell.calls).isEmpty();
    }

    @Test
    void runWhenQuoteIsOpenRunsNothing() throws IOException {
        script("env list\nstack logs 'abc\n");
        assertThat(shell.run("script", "run", "nightly.berth")).isEqualTo(2);
        assertThat(shell.said())
                .isEqualTo("berth: nightly.berth:2: a single quote is not closed\n  Nothing was run.\n");
        assertThat(shell.calls).isEmpty();
    }

    @Test
    void runWhenKeepingGoingAnswersTheFirstFailure() throws IOException {
        script("stack status\nstack fail\nenv list\n");
        assertThat(shell.run("script", "run", "nightly.berth", "--keep-going")).isEqualTo(3);
        assertThat(shell.calls).containsExactly("status", "fail", "none");
    }

    @Test
    void runWhenDryChecksEveryLineAndRunsNone() throws IOException {
        script("env list\nstack logs --tail x\nnonsense\n");
        assertThat(shell.run("script", "run", "nightly.berth", "--dry-run")).isEqualTo(2);
        assertThat(shell.calls).isEmpty();
        assertThat(shell.said()).contains("--tail cannot be \"x\"").contains("no such command: nonsense");
    }

    @Test
    void runWhenResumedBeginsWhereItStopped() throws IOException {
        script("set A=x\nenv list\nstack status\nstack logs ${A}\n");
        shell.run("script", "run", "nightly.berth");
        script("set A=x\nenv list\nstack logs ${A}\n");
        assertThat(shell.run("script", "run", "nightly.berth", "--resume")).isZero();
        assertThat(shell.calls).containsExactly("none", "status", "Optional[x] Optional.empty [] false");
        assertThat(shell.run("script", "run", "nightly.berth", "--resume")).isEqualTo(2);
        assertThat(shell.said()).contains("there is nothing to resume");
    }

    @Test
    void runWhenDonePartWasChangedRefusesToResume() throws IOException {
        script("env list\nstack status\n");
        shell.run("script", "run", "nightly.berth");
        script("env list --env prod\nstack status\n");
        assertThat(shell.run("script", "run", "nightly.berth", "--resume")).isEqualTo(2);
        assertThat(shell.said()).contains("was changed in the part that has been run already");
    }

    @Test
    void runWhenFormatIsJsonPrintsOneDocument() throws IOException {
        script("env list\n\nstack status\n");
        assertThat(shell.run("script", "run", "nightly.berth", "--format", "json"))
                .isEqualTo(3);
        assertThat(shell.printed())
                .startsWith("{\"schemaVersion\":1,\"script\":\"nightly.berth\",\"steps\":"
                        + "[{\"line\":1,\"command\":\"env list\",\"exitCode\":0,\"seconds\":")
                .contains("\"output\":\"dev\\n\"")
                .contains("{\"line\":3,\"command\":\"stack status\",\"exitCode\":3,")
                .hasLineCount(1);
        assertThat(shell.said()).isEmpty();
    }

    @Test
    void runWhenSecretIsPrintedKeepsItOutOfTheTranscript() throws IOException {
        script("stack print " + FakeServices.SECRET + "\n");
        assertThat(shell.run("script", "run", "nightly.berth")).isZero();
        assertThat(shell.printed()).contains(FakeServices.SECRET);
        try (Stream<Path> files = Files.list(workspace.resolve(".berth/transcripts"))) {
            List<Path> transcripts = files.toList();
            assertThat(transcripts).hasSize(1);
            assertThat(transcripts.getFirst())
                    .content()
                    .contains("$ stack print ••••", "••••\n")
                    .doesNotContain(FakeServices.SECRET);
        }
    }

    @Test
    void runWhenScriptRunsItselfRefuses() throws IOException {
        script("script run nightly.berth\n");
        assertThat(shell.run("script", "run", "nightly.berth")).isEqualTo(2);
        assertThat(shell.said()).contains("would run itself");
    }

    @Test
    void runWhenFileIsMissingSaysSo() {
        assertThat(shell.run("script", "run", "none.berth")).isEqualTo(2);
        assertThat(shell.said()).isEqualTo("""
                        berth: cannot read the script none.berth: it does not exist
                          Correct the name, or the file's permissions; nothing was run.
                        """);
    }

    private void script(String text) throws IOException {
        Files.writeString(workspace.resolve("nightly.berth"), text);
    }
}
