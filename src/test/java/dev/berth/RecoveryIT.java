package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BackgroundWatch;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.SmallWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A watch that mends the services of a real project, from outside: every test goes on with what the one before it left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecoveryIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private SmallWorkspace workspace;
    private BerthProgram berth;
    private Path told = Path.of("");

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        told = folder.resolve("told.json");
        workspace = SmallWorkspace.create(folder.resolve("workspace"));
        berth = new BerthProgram(workspace.root(), folder.resolve("home")).with("BERTH_ENV", "dev");
        // Whoever puts a file there makes it sick for as long as the file stays, however often it is restarted.
        Files.createDirectory(workspace.root().resolve("flags"));
        workspace.write(
                "compose.yaml",
                Files.readString(workspace.root().resolve("compose.yaml"))
                        .replace("    ports: [", "    volumes: [\"./flags:/flags:ro\"]\n    ports: ["));
        define("restart");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        berth.run("monitor", "start").expect(0);
    }

    @AfterAll
    void removeEverything() {
        if (workspace != null) {
            berth.run("monitor", "stop");
            DockerProgram.removeProject(workspace.project());
        }
    }

    @Test
    @Order(1)
    void unhealthyServiceIsRestartedAndTheHistorySaysWhy() {
        docker("exec", workspace.container("shop"), "rm", "/tmp/ready");

        Eventually.within(SOON, "it is healthy again", () -> {
            assertThat(actions()).containsExactly("restart shop: its health check fails, done");
            assertThat(health("shop")).isEqualTo("healthy");
        });
        assertThat(berth.run("env", "history", "--format", "json").expect(0).output())
                .contains("monitor run: restart shop", "its health check fails; restarted");
        assertThat(berth.run("monitor", "status").expect(0).output()).contains("restart shop: its health check fails");
    }

    @Test
    @Order(2)
    void endedProcessIsStartedAlsoOfAStoreOfWhichNothingIsSaid() {
        docker("kill", workspace.container("store"));

        Eventually.within(SOON, "it runs again", () -> {
            assertThat(actions()).contains("start store: its process ended with exit code 137, done");
            assertThat(health("store")).isEqualTo("healthy");
        });
        assertThat(workspace.row()).isEqualTo("ada");
    }

    @Test
    @Order(3)
    void stoppedServiceIsLeftAloneUntilSomebodyStartsIt() throws Exception {
        int before = actions().size();
        berth.run("stack", "stop", "shop", "--yes").expect(0);
        docker("stop", workspace.container("store"));

        // Several looks, and more than the engine would need for what it starts itself.
        Thread.sleep(Duration.ofSeconds(15));

        assertThat(actions()).hasSize(before);
        berth.run("stack", "start", "--yes").expect(0);
    }

    @Test
    @Order(4)
    @Tag("long")
    void serviceThatOnlySuffersFromAnotherIsLeftAlone() throws Exception {
        int before = actions().size();
        docker("exec", workspace.container("store"), "mv", "/data/row", "/data/elsewhere");
        docker("exec", workspace.container("shop"), "rm", "/tmp/ready");
        Eventually.within(SOON, "both are unhealthy", () -> {
            assertThat(health("store")).isEqualTo("unhealthy");
            assertThat(health("shop")).isEqualTo("unhealthy");
        });

        Thread.sleep(Duration.ofSeconds(10));

        assertThat(actions()).hasSize(before);
        assertThat(log()).contains("shop is left alone (its health check fails): it needs store");
        docker("exec", workspace.container("store"), "mv", "/data/elsewhere", "/data/row");
        Eventually.within(
                Duration.ofSeconds(90),
                "then it is mended itself",
                () -> assertThat(health("shop")).isEqualTo("healthy"));
        assertThat(actions()).hasSize(before + 1);
    }

    @Test
    @Order(5)
    void watchThatIsKilledInTheMiddleOfARepairCountsItAndSaysSo() throws Exception {
        define("[sh, -c, 'echo \"$BERTH_SERVICE: $BERTH_REASON\" >>began; sleep 20']");
        Eventually.within(
                SOON,
                "what is written now is taken up",
                () -> assertThat(log()).contains("the definition was changed, and is taken up"));
        docker("exec", workspace.container("shop"), "rm", "/tmp/ready");
        Path began = workspace.root().resolve("began");
        Eventually.within(SOON, "the command runs", () -> assertThat(began).hasContent("shop: its health check fails"));

        BackgroundWatch.kill(berth);

        assertThat(berth.run("monitor", "status", "--format", "json")
                        .json()
                        .getArray("actions")
                        .toString())
                .contains("underway");
        define("none");
        berth.run("monitor", "start").expect(0);
        Eventually.within(
                SOON,
                "it is taken up",
                () -> assertThat(actions()).contains("command shop: its health check fails, cut-off"));
        // The lock that it has left holds up nobody.
        berth.run("stack", "restart", "shop", "--yes").expect(0);
        assertThat(began).hasContent("shop: its health check fails");
    }

    @Test
    @Order(6)
    @Tag("long")
    void dryRunSaysWhatWouldBeDoneAndDoesNothing() throws Exception {
        berth.run("monitor", "stop").expect(0);
        define("recreate");
        int before = actions().size();
        String container = docker("inspect", "--format", "{{.Id}}", workspace.container("shop"));
        docker("exec", workspace.container("shop"), "rm", "/tmp/ready");
        Path said = workspace.root().resolve("said");
        Process rehearsal = berth.start(said, workspace.root().resolve("error"), "monitor", "run", "--dry-run");
        try {
            Eventually.within(
                    SOON,
                    "it says so",
                    () -> assertThat(said).content().contains("would recreate shop: its health check fails"));
        } finally {
            rehearsal.destroy();
            rehearsal.waitFor();
        }

        assertThat(docker("inspect", "--format", "{{.Id}}", workspace.container("shop")))
                .isEqualTo(container);
        assertThat(actions()).hasSize(before);
        berth.run("monitor", "start").expect(0);
        Eventually.within(SOON, "a watch does it", () -> {
            assertThat(actions()).contains("recreate shop: its health check fails, done");
            assertThat(health("shop")).isEqualTo("healthy");
        });
        assertThat(docker("inspect", "--format", "{{.Id}}", workspace.container("shop")))
                .isNotEqualTo(container);
    }

    @Test
    @Order(7)
    @Tag("long")
    void serviceThatStaysSickIsRestartedFiveTimesAndToldOfOnce() throws Exception {
        berth.run("monitor", "stop").expect(0);
        define("restart");
        Files.deleteIfExists(told);
        int before = actions().size();
        berth.run("monitor", "start").expect(0);
        Files.createFile(workspace.root().resolve("flags/sick"));

        Thread.sleep(Duration.ofMinutes(10));

        List<String> after = actions();
        // Those of the tests before count as well.
        assertThat(after.subList(before, after.size())).hasSizeBetween(1, 5);
        assertThat(berth.run("monitor", "alerts").expect(0).output()).contains("service-given-up");
        assertThat(Files.readAllLines(told).stream().filter(line -> line.contains("\"firing\"")))
                .hasSize(1);
    }

    private void define(String recovery) throws IOException {
        workspace.define("RETRIES: \"2\", PROBE: 'test -f /tmp/ready && test ! -e /flags/sick'");
        Files.writeString(
                workspace.root().resolve("environments/dev.yaml"),
                """
                services: {shop: {recovery: %s}}
                alerts:
                  receivers: {note: {type: command, command: [sh, -c, 'cat >>"$0"', '%s']}}
                """.formatted(recovery, told),
                StandardOpenOption.APPEND);
    }

    private String log() throws IOException {
        return Files.readString(workspace.root().resolve(".berth/monitor/dev/watch.log"));
    }

    private String health(String service) {
        return docker("inspect", "--format", "{{.State.Health.Status}}", workspace.container(service));
    }

    private JsonObject status() {
        return berth.run("monitor", "status", "--format", "json").json();
    }

    private List<String> actions() {
        return status().getArray("actions").stream()
                .map(JsonObject.class::cast)
                .map(action -> "%s %s: %s, %s"
                        .formatted(
                                action.getString("action"),
                                action.getString("service"),
                                action.getString("reason"),
                                action.getString("outcome")))
                .toList();
    }
}
