package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTests {
    @TempDir
    private Path folder;

    private TestShell shell;
    private Path history;

    @BeforeEach
    void makeWorkspace() throws IOException {
        Files.createDirectories(folder.resolve("environments"));
        Files.writeString(folder.resolve("environments/dev.yaml"), "compose: {files: [compose.yaml]}\n");
        shell = new TestShell(folder);
        history = folder.resolve("state/history");
    }

    @Test
    void runWhenLinesAreTypedRunsThemUntilExit() throws IOException {
        assertThat(shell.prompt(history, "env list\nset N='a b'\nberth stack logs ${N}\nexit\nenv list\n"))
                .isZero();
        assertThat(shell.calls).containsExactly("none", "Optional[a b] Optional.empty [] false");
    }

    @Test
    void runWhenACommandFailsGoesOn() throws IOException {
        assertThat(shell.prompt(history, "stack fail\nstack stauts\nenv list --env ${X}\nenv list\n"))
                .isZero();
        assertThat(shell.calls).containsExactly("fail", "none");
        assertThat(shell.said()).contains("boom", "did you mean: stack status", "the variable X is not set");
    }

    @Test
    void runWhenLineIsConfidentialKeepsItOutOfTheHistory() throws IOException {
        shell.prompt(
                history, "stack secret hunter2 too many words\n--env dev stack secret x\n env list\nstack status\n");
        assertThat(history).content().contains("stack status").doesNotContain("hunter2", "secret", "env list");
        assertThat(Files.getPosixFilePermissions(history)).hasSize(2);
    }
}
