package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.SmallWorkspace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What people meet on bad days: each ends with a cause, a next step, the right exit code, and nothing lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwitchFaultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Path folder;
    private SmallWorkspace workspace;
    private BerthProgram berth;
    private int version;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        DockerProgram.requireEngine();
        folder = temporary;
        workspace = SmallWorkspace.create(folder.resolve("shop"));
        berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        berth.run("env", "switch", "dev", "--yes").expect(0);
    }

    @AfterAll
    void removeEverything() {
        DockerProgram.removeProject(workspace.project());
    }

    @BeforeEach
    void lookAround() {
        version = version();
    }

    @Test
    void switchWhenTheImageIsNowhereTouchesNothing() throws IOException {
        String before = DockerProgram.starts(workspace.project());
        define("IMAGE: \"berth/nowhere:9\"");

        BerthProgram.Result result =
                berth.run("env", "switch", "dev", "--yes", "--format", "json").expect(1);

        assertThat(result.output()).isEmpty();
        assertThat(result.errorJson().getString("code")).isEqualTo("IMAGE_MISSING");
        assertThat(result.errorJson().getString("message")).contains("in step images", "the image of shop");
        assertThat(result.errorJson().getString("hint")).contains("Nothing that runs was touched");
        assertThat(DockerProgram.starts(workspace.project())).isEqualTo(before);
    }

    @Test
    void switchWhenTheProgramEndsAtOncePutsBackWhatRan() throws IOException {
        define("READY: \"0; exit 7\"");

        BerthProgram.Result result = berth.run("env", "switch", "dev", "--yes");

        assertThat(result.exitCode()).isIn(1, 3);
        assertThat(result.error()).contains("failed in step services", "shop", "exit code 7", "Rolled back");
        assertRunsAsBefore();
    }

    @Test
    void switchWhenAProbeFailsPutsBackWhatRan() throws IOException {
        define("PROBE: \"echo no luck today; false\", RETRIES: \"3\"");

        BerthProgram.Result result = berth.run("env", "switch", "dev", "--yes").expect(3);

        assertThat(result.error()).contains("shop is unhealthy", "no luck today", "Rolled back: ", "stack logs shop");
        assertRunsAsBefore();
    }

    @Test
    void switchWhenAPortIsTakenTouchesNothing() throws IOException {
        String before = DockerProgram.starts(workspace.project());
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            define("PORT: \"%d\"".formatted(other.getLocalPort()));

            BerthProgram.Result result =
                    berth.run("env", "switch", "dev", "--yes").expect(1);

            assertThat(result.error())
                    .contains("port %d, which shop publishes, is taken".formatted(other.getLocalPort()));
        }
        assertThat(DockerProgram.starts(workspace.project())).isEqualTo(before);
    }

    @Test
    void switchWhenThereIsNoEngineSaysWhereItLooked() {
        BerthProgram.Result result = berth.with("DOCKER_HOST", "unix://" + folder.resolve("none.sock"))
                .run("env", "switch", "dev", "--yes", "--format", "json")
                .expect(1);

        assertThat(result.errorJson().getString("code")).isEqualTo("ENGINE_UNREACHABLE");
        assertThat(result.errorJson().getString("message")).contains("none.sock");
        assertRunsAsBefore();
    }

    @Test
    void doctorWhenAllIsWellSaysWhatItLookedAt() {
        JsonObject report = berth.run("doctor", "--format", "json").expect(0).json();

        assertThat(checks(report))
                .containsEntry("compose", true)
                .containsEntry("dev: definition", true)
                .containsEntry("dev: engine", true)
                .containsEntry("dev: disk, memory, ports", true)
                .containsEntry("dev: last run", true)
                .doesNotContainValue(false);
    }

    @Test
    void doctorWhenThereIsNoEngineNamesThatAloneAndWhereItLooked() {
        BerthProgram.Result result = berth.with("DOCKER_HOST", "unix://" + folder.resolve("none.sock"))
                .run("doctor", "--format", "json")
                .expect(1);

        assertThat(checks(result.json())).containsEntry("dev: definition", true).containsEntry("dev: engine", false);
        assertThat(result.output()).contains("none.sock");
    }

    @Test
    void doctorWhenADefinitionIsWrongNamesTheLineAndGoesOnToTheOthers() throws IOException {
        Path broken = Files.writeString(workspace.root().resolve("environments/broken.yaml"), "sevices: {}\n");
        try {
            BerthProgram.Result result = berth.run("doctor", "--format", "json").expect(1);

            assertThat(checks(result.json()))
                    .containsEntry("broken: definition", false)
                    .containsEntry("dev: definition", true);
            assertThat(result.output()).contains("broken.yaml:1", "services");
        } finally {
            Files.delete(broken);
        }
    }

    @Test
    void secondBerthWhenOneIsAtWorkSaysWhoAndLeavesItAlone() throws Exception {
        define("READY: \"12\"");
        Run first = begin();
        first.says("◐ services");

        BerthProgram.Result second = berth.run("stack", "restart", "shop", "--yes", "--format", "json")
                .expect(4);
        BerthProgram.Result plan = berth.run("env", "plan", "dev").expect(0);

        assertThat(second.errorJson().getString("code")).isEqualTo("LOCKED");
        assertThat(second.errorJson().getString("message"))
                .contains(workspace.project(), "process", "env switch dev --yes");
        assertThat(plan.output()).contains("is being changed since").doesNotContain("stopped in step");
        assertThat(first.exitCode()).isZero();
        assertThat(version()).isEqualTo(version + 1);
    }

    @Test
    void switchWhenInterruptedIsExplainedAndGoneOnWith() throws Exception {
        define("READY: \"4\"");
        // Who starts programs in the background has them ignore Ctrl-C.
        Run interrupted = begin(berth.through(List.of("env", "--default-signal=INT")));
        interrupted.says("◐ services");

        new ProcessBuilder("kill", "-INT", Long.toString(interrupted.process().pid()))
                .start()
                .waitFor();

        assertThat(interrupted.exitCode()).isEqualTo(130);
        assertThat(Files.readString(interrupted.error())).contains("interrupted");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        assertThat(version()).isEqualTo(version + 1);
        assertThat(workspace.row()).isEqualTo("ada");
        assertNothingIsLeftToDo();
    }

    @Test
    void restartWhenToldToEndStandsInTheHistory() throws Exception {
        define("READY: \"0; rm -f /tmp/ready; sleep 4\"");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        Run interrupted = begin(berth, "stack", "restart", "shop", "--yes");
        interrupted.says("◐ health");

        new ProcessBuilder("kill", "-TERM", Long.toString(interrupted.process().pid()))
                .start()
                .waitFor();

        assertThat(interrupted.exitCode()).isEqualTo(130);
        JsonArray runs = berth.run("env", "history", "--env", "dev", "--format", "json")
                .expect(0)
                .json()
                .getArray("runs");
        assertThat(runs.stream().map(JsonObject.class::cast))
                .anySatisfy(run -> assertThat(run)
                        .containsEntry("command", "stack restart shop --yes")
                        .containsEntry("outcome", "interrupted")
                        .containsEntry("message", "interrupted in step health"));
        berth.run("env", "switch", "dev", "--yes").expect(0);
    }

    @Test
    void switchWhenKilledIsExplainedAndGoneOnWithByASecondOperator() throws Exception {
        define("READY: \"4\"");
        Run killed = begin();
        killed.says("◐ services");
        killed.process().destroyForcibly().waitFor();
        // A clone of the workspace, on the account of somebody else.
        workspace.copyTo(folder.resolve("clone"));
        BerthProgram other = new BerthProgram(folder.resolve("clone"), folder.resolve("other-home"));

        assertThat(other.run("env", "plan", "dev").expect(0).output())
                .contains("env switch dev --yes by", "stopped in step services");
        assertThat(other.run("doctor").expect(1).output()).contains("dev: last run", "whose process has ended");
        other.run("env", "switch", "dev", "--yes").expect(0);

        assertThat(version()).isEqualTo(version + 1);
        assertThat(workspace.row()).isEqualTo("ada");
        assertNothingIsLeftToDo();
    }

    @Test
    void ownContainersCarryNoMarkOfCompose() {
        assertThat(DockerProgram.docker(
                        "ps",
                        "-a",
                        "--filter",
                        "label=dev.berth.project=" + workspace.project(),
                        "--format",
                        "{{.Labels}}"))
                .isNotEmpty()
                .doesNotContain("com.docker.compose");
    }

    private static Map<String, Boolean> checks(JsonObject report) {
        return report.getArray("checks").stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(check -> check.getString("name"), check -> check.getBoolean("ok")));
    }

    private record Run(Process process, Path error) {
        /** Waits until it has said so. */
        void says(String words) {
            Eventually.within(
                    PATIENCE, words, () -> assertThat(Files.readString(error)).contains(words));
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }
    }

    private Run begin() throws IOException {
        return begin(berth);
    }

    private Run begin(BerthProgram program) throws IOException {
        return begin(program, "env", "switch", "dev", "--yes");
    }

    private Run begin(BerthProgram program, String... words) throws IOException {
        Path error = Files.createTempFile(folder, "run", ".txt");
        return new Run(program.with("LANG", "C.UTF-8").start(folder.resolve("output"), error, words), error);
    }

    private void assertRunsAsBefore() {
        assertThat(version()).isEqualTo(version);
        assertThat(workspace.row()).isEqualTo("ada");
        assertThat(berth.run("stack", "status", "--format", "json")
                        .expect(0)
                        .json()
                        .getString("state"))
                .isEqualTo("healthy");
    }

    private void assertNothingIsLeftToDo() {
        assertThat(berth.run("env", "plan", "dev", "--exit-code").expect(0).output())
                .contains("Everything is as defined");
    }

    /** Defines the next version of the shop, with these variables too. */
    private void define(String variables) throws IOException {
        workspace.define("VERSION: \"%d\", %s".formatted(version + 1, variables));
    }

    private int version() {
        return Integer.parseInt(DockerProgram.docker("exec", workspace.container("shop"), "printenv", "VERSION"));
    }
}
