package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.SmallWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Berth is killed while its Compose replaces a container, with that Compose or without it: the next switch sees to it. */
class HalfReplacedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Path folder;
    private SmallWorkspace workspace;
    private BerthProgram berth;

    @BeforeEach
    void bringUp(@TempDir Path temporary) throws IOException {
        DockerProgram.requireEngine();
        folder = temporary;
        workspace = SmallWorkspace.create(folder.resolve("shop"));
        // Its program does not end when it is asked to, so that a replacement takes as long as its grace.
        workspace.write("compose.yaml", """
                services:
                  shop:
                    image: berth/helper:1
                    command: [sh, -c, "trap '' TERM; sleep infinity"]
                    environment: {VERSION: "${VERSION:-1}"}
                    stop_grace_period: 8s
                    volumes: [/kept]
                """);
        berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        berth.run("env", "switch", "dev", "--yes").expect(0);
        DockerProgram.docker("exec", workspace.container("shop"), "sh", "-c", "echo ada >/kept/row");
    }

    @AfterEach
    void removeEverything() {
        if (workspace != null) {
            DockerProgram.removeProject(workspace.project());
        }
    }

    @Test
    void switchWhenComposeWasKilledInTheMiddleReplacesOnce() throws Exception {
        killWhileReplacing(true);

        berth.run("env", "switch", "dev", "--yes").expect(0);

        assertReplaced();
    }

    @Test
    void switchWhenComposeIsStillAtWorkAwaitsItsEnd() throws Exception {
        killWhileReplacing(false);

        BerthProgram.Result result = berth.run("env", "switch", "dev", "--yes").expect(0);

        assertThat(result.error()).contains("of a run that was killed is still at work");
        assertReplaced();
    }

    private void killWhileReplacing(boolean compose) throws Exception {
        workspace.define("VERSION: \"2\"");
        Process process =
                berth.start(folder.resolve("output"), folder.resolve("error"), "env", "switch", "dev", "--yes");
        Eventually.within(
                PATIENCE, "the new container", () -> assertThat(names()).hasSize(2));
        List<ProcessHandle> children = children();
        assertThat(children).isNotEmpty();
        process.destroyForcibly().waitFor();
        if (compose) {
            children.forEach(child -> {
                child.descendants().forEach(ProcessHandle::destroyForcibly);
                child.destroyForcibly();
                child.onExit().join();
            });
        }
        assertThat(names()).hasSize(2);
    }

    private List<ProcessHandle> children() throws IOException {
        try (Stream<Path> files = Files.list(workspace.root().resolve(".berth/children"))) {
            return files.map(file -> Long.parseLong(file.getFileName().toString()))
                    .flatMap(process -> ProcessHandle.of(process).stream())
                    .toList();
        }
    }

    private void assertReplaced() {
        assertThat(names()).containsExactly(workspace.container("shop"));
        assertThat(DockerProgram.docker(
                        "exec", workspace.container("shop"), "sh", "-c", "echo $VERSION; cat /kept/row"))
                .isEqualToIgnoringNewLines("2ada");
    }

    private List<String> names() {
        return DockerProgram.docker(
                        "ps",
                        "-a",
                        "--format",
                        "{{.Names}}",
                        "--filter",
                        "label=com.docker.compose.project=" + workspace.project())
                .lines()
                .toList();
    }
}
