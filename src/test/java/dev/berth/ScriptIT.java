package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts as a cron job runs them; nothing here needs an engine. */
class ScriptIT {
    @TempDir
    Path folder;

    private BerthProgram berth;

    @BeforeEach
    void makeWorkspace() throws IOException {
        Files.createDirectories(folder.resolve("environments"));
        Files.writeString(folder.resolve("compose.yaml"), "services: {one: {image: 'berth/helper:1'}}\n");
        for (String name : List.of("dev", "stage")) {
            Files.writeString(
                    folder.resolve("environments/%s.yaml".formatted(name)), "compose: {files: [compose.yaml]}\n");
        }
        berth = new BerthProgram(folder, folder.resolve("home"));
    }

    @Test
    void runWhenVariablesAreSetPutsThemInAndTellsEachLine() throws IOException {
        BerthProgram.Result result = berth.run("script", "run", script("""
                # before the night
                set WHERE=stage
                env validate ${WHERE}
                env list \\
                  --format json
                """)).expect(0);

        assertThat(result.error()).contains("[1/2]", "nightly.berth:3", "[2/2]", "nightly.berth:4");
        assertThat(result.output()).contains("\"environments\"");
    }

    @Test
    void runWhenALineFailsStopsThereWithItsCodeAndResumesThere() throws IOException {
        String script = script("env list\nenv validate stgae\nenv list --format json\n");
        BerthProgram.Result failed = berth.run("script", "run", script).expect(2);

        assertThat(failed.error()).contains("nightly.berth:2", "stage", "stopped at", "[3/3] not run", "--resume");
        assertThat(failed.output()).doesNotContain("\"environments\"");
        Files.writeString(Path.of(script), "env list\nenv validate stage\nenv list --format json\n");
        assertThat(berth.run("script", "run", script, "--resume").expect(0).error())
                .doesNotContain("[1/3]")
                .contains("[2/3]", "[3/3]");
    }

    @Test
    void resumeWhenTheRunWasKilledBeginsAtTheCommandThatItWasKilledIn() throws Exception {
        // An earlier run came further: its mark is of no use to a later one.
        String script = script("env list\nenv validate stage\nenv validate stgae\n");
        berth.run("script", "run", script).expect(2);
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            script("env list\ndoctor\nenv list --format json\n");
            Path error = folder.resolve("killed.txt");
            Process killed = berth.with("DOCKER_HOST", "tcp://127.0.0.1:" + silent.getLocalPort())
                    .start(folder.resolve("killed-output.txt"), error, "script", "run", script);
            try {
                silent.accept();
            } finally {
                killed.destroyForcibly().waitFor();
            }
            assertThat(Files.readString(error)).contains("[1/3]").doesNotContain("[2/3]");
        }
        script("env list\nenv validate stage\nenv list --format json\n");

        assertThat(berth.run("script", "run", script, "--resume").expect(0).error())
                .doesNotContain("[1/3]")
                .contains("[2/3]", "[3/3]");
    }

    @Test
    void runWhenKeepingGoingReportsEveryStepAndTheFirstFailure() throws IOException {
        JsonArray steps = berth.run(
                        "script",
                        "run",
                        script("env list\nenv validate nowhere\n\nenv list\n"),
                        "--keep-going",
                        "--format",
                        "json")
                .expect(2)
                .json()
                .getArray("steps");

        assertThat(steps.stream().map(JsonObject.class::cast).map(step -> step.getInt("line")))
                .containsExactly(1, 2, 4);
        assertThat(steps.stream().map(JsonObject.class::cast).map(step -> step.getInt("exitCode")))
                .containsExactly(0, 2, 0);
        assertThat(steps.getObject(2).get("seconds")).isInstanceOf(Number.class);
    }

    @Test
    void runWhenDryChecksEveryLineAndLeavesNothing() throws IOException {
        BerthProgram.Result result =
                berth.run("script", "run", script("""
                secrets generate --env dev --yes
                env lsit
                stack logs --tail many --env dev
                """), "--dry-run").expect(2);

        assertThat(result.error()).contains("nightly.berth:2", "env list", "nightly.berth:3", "many");
        assertThat(folder.resolve("home")).doesNotExist();
        assertThat(folder.resolve(".berth/transcripts")).doesNotExist();
    }

    @Test
    void runWhenTheScriptIsStandardInputStopsAtTheFirstFailureWithItsCode() {
        BerthProgram.Result failed = berth.runWithInput("""
            # given to berth as `berth < FILE`
            env list --format json

            env show stgae
            env validate
            """).expect(2);

        assertThat(failed.output()).contains("\"environments\"").doesNotContain("valid");
        assertThat(failed.error()).contains(":4", "stage", "[3/3] not run");
        assertThat(berth.runWithInput("env list\n").expect(0).error()).contains("[1/1]");
    }

    private String script(String text) throws IOException {
        return Files.writeString(folder.resolve("nightly.berth"), text).toString();
    }
}
