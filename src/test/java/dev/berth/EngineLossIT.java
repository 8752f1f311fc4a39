package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.SecondEngine;
import dev.berth.testing.SmallWorkspace;
import dev.berth.testing.TerminalScreen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine is killed under Berth's hands, and its disk is full; on an engine of the test's own. */
@Tag("long")
class EngineLossIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void switchWhenTheEngineDiesSaysSoAndIsGoneOnWith() throws Exception {
        DockerProgram.requireEngine();
        SmallWorkspace workspace = SmallWorkspace.create(folder.resolve("shop"));
        try (SecondEngine engine = SecondEngine.start(folder, List.of("berth/helper:1"))) {
            BerthProgram berth = berth(workspace, engine);
            berth.run("env", "switch", "dev", "--yes").expect(0);
            workspace.define("VERSION: \"2\", READY: \"5\"");
            Path error = folder.resolve("error");
            Process process = berth.start(folder.resolve("output"), error, "env", "switch", "dev", "--yes");
            Eventually.within(
                    PATIENCE,
                    "it waits",
                    () -> assertThat(Files.readString(error)).contains("◐ services"));

            engine.kill();

            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(Files.readString(error)).contains("failed in step services", "engine");
            berth.run("stack", "status").expect(1);

            engine.revive();

            assertThat(berth.run("env", "plan", "dev").expect(0).output()).contains("env switch dev --yes by");
            berth.run("env", "switch", "dev", "--yes").expect(0);
            assertThat(engine.docker("exec", workspace.container("shop"), "printenv", "VERSION"))
                    .isEqualTo("2");
            assertThat(engine.docker("exec", workspace.container("store"), "cat", "/data/row"))
                    .isEqualTo("ada");
            berth.run("env", "plan", "dev", "--exit-code").expect(0);
        }
    }

    @Test
    void boardWhenTheEngineGoesAwaySaysSoAndGoesOnWhenItIsBack() throws Exception {
        DockerProgram.requireEngine();
        TerminalScreen.require();
        SmallWorkspace workspace = SmallWorkspace.create(folder.resolve("shop"));
        try (SecondEngine engine = SecondEngine.start(folder, List.of("berth/helper:1"))) {
            BerthProgram berth = berth(workspace, engine).with("TERM", "screen");
            berth.run("env", "switch", "dev", "--yes").expect(0);
            try (TerminalScreen screen = TerminalScreen.running(berth.command("stack", "status"))) {
                screen.shows("healthy, 2 of 2 well");

                engine.kill();
                screen.shows("no answer from the engine", "as it was at", "store");

                engine.revive();
                screen.shows("0 of 2 well").hides("no answer from the engine");
                screen.type("q").shows("ended with 0").isOrdinary();
            }
        }
    }

    @Test
    void logsWhenTheEngineIsRestartedAndKilledLoseAndDoubleNothing() throws Exception {
        DockerProgram.requireEngine();
        String project = "berthit-" + Long.toHexString(System.nanoTime());
        Path workspace = folder.resolve("counting");
        Files.createDirectories(workspace.resolve("environments"));
        Files.writeString(
                workspace.resolve("environments/dev.yaml"),
                "project: %s\ncompose: {files: [compose.yaml]}\n".formatted(project));
        Files.writeString(workspace.resolve("compose.yaml"), """
                services:
                  count:
                    image: berth/helper:1
                    network_mode: none
                    restart: always
                    stop_grace_period: 1s
                    command:
                      - sh
                      - -c
                      - n=$$(cat /n 2>/dev/null || echo 0); while ! [ -f /enough ]; do n=$$((n + 1)); echo $$n | tee /n; sleep 0.02; done; exec sleep infinity
                """);
        try (SecondEngine engine = SecondEngine.start(folder, List.of("berth/helper:1"))) {
            BerthProgram berth = new BerthProgram(workspace, folder.resolve("home"))
                    .with("DOCKER_HOST", engine.address())
                    .with("BERTH_ENV", "dev")
                    .through(engine.inItsNetwork());
            berth.run("stack", "up", "--yes").expect(0);
            Path output = folder.resolve("counted.ndjson");
            Process follower = berth.start(
                    output, folder.resolve("counted.error"), "logs", "tail", "--follow", "--format", "ndjson");
            try {
                awaitMore(output);
                engine.restart();
                awaitMore(output);
                engine.kill();
                engine.revive();
                awaitMore(output);
                engine.docker("exec", project + "-count-1", "touch", "/enough");

                Eventually.within(
                        PATIENCE,
                        "what came is what the engine has, line by line",
                        () -> assertThat(messages(output))
                                .containsExactlyElementsOf(engine.docker("logs", project + "-count-1")
                                        .lines()
                                        .toList()));
            } finally {
                follower.destroyForcibly();
            }
        }
    }

    private static void awaitMore(Path output) throws IOException {
        int before = messages(output).size();
        Eventually.within(
                PATIENCE, "more has come", () -> assertThat(messages(output)).hasSizeGreaterThan(before + 20));
    }

    /** What whole lines say. */
    private static List<String> messages(Path output) throws IOException {
        String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(line -> line.replaceFirst(".*\"message\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Test
    void switchWhenTheKilledEngineLeftContainersBehindBringsThemBack() throws Exception {
        DockerProgram.requireEngine();
        SmallWorkspace workspace = SmallWorkspace.create(folder.resolve("shop"));
        try (SecondEngine engine = SecondEngine.start(folder, List.of("berth/helper:1"))) {
            BerthProgram berth = berth(workspace, engine);
            berth.run("env", "switch", "dev", "--yes").expect(0);

            engine.kill();
            engine.revive();

            // Without a restart policy nothing else would bring them back.
            berth.run("env", "switch", "dev", "--yes").expect(0);
            berth.run("stack", "status").expect(0);
            assertThat(engine.docker("exec", workspace.container("store"), "cat", "/data/row"))
                    .isEqualTo("ada");
        }
    }

    @Test
    void switchWhenTheDiskIsNearlyFullTouchesNothing() throws Exception {
        DockerProgram.requireEngine();
        SecondEngine.require();
        SmallWorkspace workspace = SmallWorkspace.create(folder.resolve("shop"));
        Path disk = Files.createDirectories(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=900m", "tmpfs", disk.toString());
        try (SecondEngine engine = SecondEngine.start(disk, List.of("berth/helper:1"))) {
            BerthProgram berth = berth(workspace, engine);

            BerthProgram.Result result =
                    berth.run("env", "switch", "dev", "--yes").expect(1);

            assertThat(result.error())
                    .contains("in step preflight", "MiB are free for the engine", "Free at least 1 GiB");
            assertThat(engine.docker("ps", "-aq", "--filter", "label=com.docker.compose.project"))
                    .isEmpty();
        } finally {
            run("umount", disk.toString());
        }
    }

    private BerthProgram berth(SmallWorkspace workspace, SecondEngine engine) {
        return new BerthProgram(workspace.root(), folder.resolve("home"))
                .with("DOCKER_HOST", engine.address())
                .with("LANG", "C.UTF-8")
                .through(engine.inItsNetwork());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }
}
