package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completion as the user's shell does it; nothing here needs an engine. */
class CompletionIT {
    @TempDir
    Path folder;

    @BeforeEach
    void makeWorkspace() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("environments"));
        Files.writeString(folder.resolve("compose.yaml"), "services: {one: {image: 'berth/helper:1'}}\n");
        for (String name : List.of("dev", "prod")) {
            Files.writeString(
                    folder.resolve("environments/%s.yaml".formatted(name)), "compose: {files: [compose.yaml]}\n");
        }
        Files.writeString(
                folder.resolve("berth.bash"),
                new BerthProgram(folder, folder.resolve("home"))
                        .run("completion", "bash")
                        .expect(0)
                        .output());
    }

    @Test
    void tabInBashCompletesVerbsOptionsAndEnvironments() throws Exception {
        assertThat(proposals("env", "sw")).containsExactly("switch");
        assertThat(proposals("env", "switch", "")).contains("dev", "prod");
        assertThat(proposals("env", "switch", "p")).containsExactly("prod");
        assertThat(proposals("env", "plan", "dev", "--exit")).containsExactly("--exit-code");
        assertThat(proposals("stack", "status", "--format", "j")).containsExactly("json");
    }

    @Test
    void tabInBashWhenNothingFitsProposesNothing() throws Exception {
        assertThat(proposals("env", "switch", "nowhere")).isEmpty();
    }

    /** What bash would offer after these words, the last of which is being typed. */
    private List<String> proposals(String... words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "bash", "--norc", "-c", """
                    . "$0"
                    COMP_WORDS=(berth "$@")
                    COMP_CWORD=$#
                    _berth
                    printf '%s\n' "${COMPREPLY[@]}"
                    """, folder.resolve("berth.bash").toString());
        builder.command().addAll(List.of(words));
        builder.directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_"));
        builder.environment()
                .put(
                        "PATH",
                        Path.of("bin").toAbsolutePath() + ":"
                                + builder.environment().get("PATH"));
        Process bash = builder.start();
        bash.getOutputStream().close();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).isZero();
        return output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
