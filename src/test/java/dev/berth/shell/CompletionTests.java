package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.shell.core.command.completion.CompletionProposal;

class CompletionTests {
    @TempDir
    private Path workspace;

    private TestShell shell;

    @BeforeEach
    void makeWorkspace() throws IOException {
        Files.createDirectories(workspace.resolve("environments"));
        for (String name : List.of("dev", "prod")) {
            Files.writeString(
                    workspace.resolve("environments/" + name + ".yaml"), "compose: {files: [compose.yaml]}\n");
        }
        shell = new TestShell(workspace);
    }

    @Test
    void proposalsWhenLineIsEmptyAreNouns() {
        assertThat(proposals("")).containsExactly("env", "stack", "backup", "script", "help", "version");
        assertThat(proposals("s")).containsExactly("stack", "script");
    }

    @Test
    void proposalsWhenNounIsThereAreItsVerbs() {
        assertThat(proposals("env", "")).containsExactly("switch", "list");
        assertThat(proposals("--env", "prod", "env", "sw")).containsExactly("switch");
        assertThat(proposals("help", "env", "l")).containsExactly("list");
    }

    @Test
    void proposalsWhenEnvironmentIsAwaitedAreItsNames() {
        assertThat(proposals("env", "switch", "")).containsExactly("dev", "prod");
        assertThat(proposals("env", "list", "--env", "p")).containsExactly("prod");
        assertThat(proposals("env", "switch", "dev", "")).isEmpty();
    }

    @Test
    void proposalsWhenHyphenIsTypedAreOptions() {
        assertThat(proposals("stack", "logs", "--t")).containsExactly("--tail");
        assertThat(proposals("stack", "logs", "--tail", "5", "--t")).isEmpty();
        assertThat(proposals("env", "list", "--format", "n")).containsExactly("ndjson");
    }

    @Test
    void proposalsWhenFileIsAwaitedAreFiles() {
        assertThat(proposals("script", "run", "env")).containsExactly("environments/");
        assertThat(proposals("script", "run", "environments/d")).containsExactly("environments/dev.yaml");
    }

    private List<String> proposals(String... words) {
        return new Completion(shell.shell.catalogue(), shell.session, GlobalOptions.of(Map.of()))
                .proposals(List.of(words)).stream()
                        .map(CompletionProposal::value)
                        .toList();
    }
}
