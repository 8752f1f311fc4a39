package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeCommandTests {
    private static final Path VARIABLES = Path.of("/workspace/.berth/dev.env");

    @TempDir
    private Path folder;

    @Test
    void projectWordsWhenTheProjectHasItsOwnVariablesReadsThemFirst() throws Exception {
        Path own = Files.writeString(folder.resolve(".env"), "TAG=1\n");

        assertThat(ComposeCommand.projectWords(project(Optional.of(VARIABLES))))
                .containsSubsequence("--env-file", own.toString(), "--env-file", VARIABLES.toString(), "-f");
    }

    @Test
    void projectWordsWhenTheProjectHasNoneNamesOnlyOurs() {
        assertThat(ComposeCommand.projectWords(project(Optional.of(VARIABLES))))
                .containsExactly(
                        "-p",
                        "acme-dev",
                        "--env-file",
                        VARIABLES.toString(),
                        "-f",
                        folder.resolve("compose.yaml").toString(),
                        "--profile",
                        "storage");
    }

    @Test
    void projectWordsWhenWeGiveNoneLeaveTheProjectsOwnToCompose() throws Exception {
        Files.writeString(folder.resolve(".env"), "TAG=1\n");

        assertThat(ComposeCommand.projectWords(project(Optional.empty()))).doesNotContain("--env-file");
    }

    private ComposeProject project(Optional<Path> variables) {
        return new ComposeProject(
                Optional.of("acme-dev"),
                List.of(folder.resolve("compose.yaml")),
                variables,
                List.of("storage"),
                new EngineAddress("unix:///var/run/docker.sock", Optional.empty(), Optional.empty()));
    }
}
