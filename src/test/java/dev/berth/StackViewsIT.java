package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.SmallWorkspace;
import dev.berth.testing.TerminalScreen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How a stack is looked at: once, until it is as wanted, again and again, and what happened to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StackViewsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Path folder;
    private SmallWorkspace workspace;
    private BerthProgram berth;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        DockerProgram.requireEngine();
        folder = temporary;
        workspace = SmallWorkspace.create(folder.resolve("acme"));
        berth = new BerthProgram(workspace.root(), folder.resolve("home")).with("TERM", "screen");
        berth.run("env", "switch", "dev", "--yes").expect(0);
    }

    @BeforeEach
    void startEverything() throws IOException {
        Files.deleteIfExists(workspace.root().resolve("environments/lenient.yaml"));
        DockerProgram.docker("start", workspace.container("store"), workspace.container("shop"));
    }

    @AfterAll
    void removeEverything() {
        DockerProgram.removeProject(workspace.project());
    }

    @Test
    void statusWhenAwaitedStateComesReportsIt() {
        DockerProgram.docker("restart", "-t", "0", workspace.container("shop"));

        BerthProgram.Result result = berth.run("stack", "status", "--wait", "healthy", "--wait-timeout", "30s");

        assertThat(result.expect(0).output()).contains("dev  ", "healthy", "shop");
        assertThat(result.error()).contains("waiting until healthy");
    }

    @Test
    void statusWhenAwaitedStateDoesNotComeSaysWhatIsMissing() {
        DockerProgram.docker("kill", workspace.container("shop"));

        BerthProgram.Result table = berth.run("stack", "status", "--wait", "healthy", "--wait-timeout", "1s");
        BerthProgram.Result json =
                berth.run("stack", "status", "--wait", "healthy", "--wait-timeout", "1s", "--format", "json");

        assertThat(table.expect(3).output()).contains("unhealthy: shop is exited", "store");
        assertThat(table.error()).contains("in vain: shop is exited");
        assertThat(json.expect(3).json().getString("state")).isEqualTo("unhealthy");
        assertThat(json.json().getArray("waitedFor")).containsExactly("shop is exited");
        assertThat(berth.run("stack", "status", "--wait", "stopped", "--wait-timeout", "0s")
                        .expect(3)
                        .error())
                .contains("store");
    }

    @Test
    void statusWhenWhatCanBeDoneWithoutIsIllIsHealthyEverywhere() throws IOException {
        workspace.defineWithout("lenient", "shop");
        DockerProgram.docker("kill", workspace.container("shop"));

        BerthProgram.Result table =
                berth.run("stack", "status", "--env", "lenient", "--strict").expect(0);
        BerthProgram.Result json = berth.run("stack", "status", "--env", "lenient", "--format", "json")
                .expect(0);

        assertThat(table.output()).contains("healthy; not required: shop is exited");
        assertThat(json.json().getString("state")).isEqualTo("healthy");
        assertThat(json.json().getArray("services").stream()
                        .map(JsonObject.class::cast)
                        .map(service -> service.getString("name") + " " + service.getString("state") + " "
                                + service.getBoolean("required")))
                .containsExactlyInAnyOrder("store running true", "shop exited false");
        berth.run("stack", "status", "--env", "lenient", "--wait", "healthy", "--wait-timeout", "1s")
                .expect(0);
        assertThat(berth.run("env", "list", "--format", "json").expect(0).json().getArray("environments"))
                .anySatisfy(each -> assertThat((JsonObject) each)
                        .containsEntry("name", "lenient")
                        .containsEntry("state", "healthy"));
        TerminalScreen.require();
        try (TerminalScreen screen = TerminalScreen.running(berth.command("stack", "status", "--env", "lenient"))) {
            screen.shows("LENIENT", "healthy, 1 of 2 well", "exited").press("6");
            screen.shows("(not required)").press("q");
            screen.isOrdinary().shows("ended with 0");
        }
        try (TerminalScreen screen = TerminalScreen.running(berth.command("--env", "lenient"))) {
            screen.shows("lenient ● >").press("C-d");
        }
        berth.run("stack", "status", "--strict").expect(3);
    }

    @Test
    void switchAndRestartWhenWhatCanBeDoneWithoutIsIllSaySo() throws IOException {
        workspace.define("PROBE: \"false\", RETRIES: \"1\"").optional("dev", "shop");
        try {
            BerthProgram.Result switched = berth.run("env", "switch", "dev", "--yes", "--format", "json")
                    .expect(0);
            assertThat(switched.json().getInt("services")).isEqualTo(2);
            assertThat(switched.json().getInt("healthy")).isEqualTo(1);

            BerthProgram.Result named = berth.run("stack", "restart", "shop").expect(3);
            assertThat(named.error()).contains("shop is unhealthy");
            DockerProgram.docker("rm", "-f", workspace.container("shop"));
            assertThat(berth.run("stack", "restart", "shop").expect(3).error())
                    .contains("dev has no container of shop", "stack up");
        } finally {
            workspace.define("");
            berth.run("env", "switch", "dev", "--yes").expect(0);
        }
    }

    @Test
    void scaleWhenDownAwaitsWhatIsWanted() {
        berth.run("stack", "scale", "shop=0").expect(0);
        berth.run("stack", "scale", "shop=1").expect(0);
    }

    @Test
    void statusWhenOptionsContradictRefuses() {
        berth.run("stack", "status", "--wait", "healthy", "--watch").expect(2);
        berth.run("stack", "status", "--wait-timeout", "1s").expect(2);
        berth.run("stack", "status", "--interval", "1s").expect(2);
        berth.run("stack", "status", "--watch", "--format", "json").expect(2);
        berth.run("stack", "events", "--follow", "--format", "json").expect(2);
    }

    @Test
    void statusWhenWatchedInAPipeTellsEveryChangeAsADocument() throws Exception {
        Path output = folder.resolve("watch.ndjson");
        Process watch = berth.start(output, folder.resolve("watch.error"), "stack", "status", "--watch");
        try {
            awaitState(output, "healthy");
            DockerProgram.docker("kill", workspace.container("shop"));
            awaitState(output, "unhealthy");
            DockerProgram.docker("start", workspace.container("shop"));
            Eventually.within(
                    PATIENCE,
                    "it is told that it is well again",
                    () -> assertThat(last(output).getString("state")).isEqualTo("healthy"));
        } finally {
            watch.destroyForcibly();
        }
        assertThat(documents(output)).allSatisfy(document -> {
            assertThat(document.getInt("schemaVersion")).isEqualTo(1);
            assertThat(document.getString("environment")).isEqualTo("dev");
            assertThat(document.getArray("services")).hasSize(2);
        });
    }

    @Test
    void watchAndLogsWhenTheirReaderLeavesEndQuietly() throws Exception {
        assertThat(piped("stack status --watch --stats --interval 1s", "head -n 1"))
                .isEqualTo("141 0\n");
        assertThat(piped("stack status", "cat")).isEqualTo("0 0\n");
        assertThat(piped("stack status", "cat >/dev/null; exit 7")).isEqualTo("0 7\n");
    }

    @Test
    void topShowsWhatServicesUse() throws Exception {
        JsonArray services =
                berth.run("stack", "top", "--format", "json").expect(0).json().getArray("services");

        assertThat(services).hasSize(2).allSatisfy(each -> {
            JsonObject service = (JsonObject) each;
            assertThat(service.getLong("memoryBytes")).isPositive();
            assertThat(service.getLong("pids")).isPositive();
            assertThat(service.has("cpuPercent")).isTrue();
        });
        assertThat(berth.run("stack", "top").expect(0).output())
                .contains("SERVICE", "CPU", "PIDS", "WRITTEN")
                .containsPattern("(?m)^shop +\\d+%");
    }

    @Test
    void pagesOnATerminalAreDrawnAnewAndLeaveItAsItWas() {
        TerminalScreen.require();
        try (TerminalScreen screen = TerminalScreen.running(berth.command("stack", "status", "--watch"))) {
            screen.shows("dev  ● healthy", "q quits");
            DockerProgram.docker("kill", workspace.container("shop"));
            screen.shows("✗ unhealthy: shop is exited", "q quits").press("q");
            screen.isOrdinary().shows("unhealthy: shop is exited", "ended with 0");
        }
        try (TerminalScreen screen = TerminalScreen.running(berth.command("stack", "top"))) {
            screen.shows("PIDS", "store", "q quits").press("C-c");
            screen.isOrdinary().shows("ended with 0");
        }
        try (TerminalScreen screen = TerminalScreen.running(berth.command("stack", "top"))) {
            screen.shows("PIDS", "q quits").terminate();
            screen.isOrdinary().shows("ended with 130");
        }
    }

    @Test
    void eventsTellWhatHappened() throws Exception {
        String before = java.time.Instant.now().toString();
        DockerProgram.docker("kill", workspace.container("shop"));

        JsonArray events = berth.run("stack", "events", "--since", before, "--format", "json")
                .expect(0)
                .json()
                .getArray("events");

        assertThat(events)
                .anySatisfy(each -> assertThat((JsonObject) each)
                        .containsEntry("action", "die")
                        .containsEntry("service", "shop")
                        .containsEntry("container", workspace.container("shop"))
                        .containsEntry("exitCode", 137)
                        .containsKey("time"))
                .allSatisfy(each ->
                        assertThat(((JsonObject) each).getString("action")).doesNotStartWith("exec_"));
        assertThat(berth.run("stack", "events", "--since", before).expect(0).output())
                .contains("shop   die, exit code 137");
        assertThat(berth.run("stack", "events", "--until", before, "--format", "json")
                        .expect(0)
                        .json()
                        .getArray("events"))
                .isNotEmpty()
                .allSatisfy(each ->
                        assertThat(((JsonObject) each).getString("time")).isLessThan(before));
    }

    @Test
    void eventsWhenFollowedTellEachOneAsItHappens() throws Exception {
        Path output = folder.resolve("events.ndjson");
        String before = java.time.Instant.now().toString();
        Process follow = berth.start(
                output,
                folder.resolve("events.error"),
                "stack",
                "events",
                "--follow",
                "--since",
                before,
                "--format",
                "ndjson");
        try {
            DockerProgram.docker("kill", workspace.container("shop"));
            awaitEvent(output, "die");
            int seen = documents(output).size();
            DockerProgram.docker("start", workspace.container("shop"));
            awaitEvent(output, "start");
            assertThat(documents(output)).hasSizeGreaterThan(seen);
        } finally {
            follow.destroyForcibly();
        }
        assertThat(documents(output)).allSatisfy(event -> {
            assertThat(event.getInt("schemaVersion")).isEqualTo(1);
            assertThat(event.getString("environment")).isEqualTo("dev");
            assertThat(event.getString("time")).isGreaterThan(before.substring(0, 19));
            assertThat(event.getString("action")).doesNotStartWith("exec_");
        });
    }

    private void awaitEvent(Path output, String action) {
        Eventually.within(
                PATIENCE,
                "it is told of " + action,
                () -> assertThat(documents(output))
                        .anySatisfy(event -> assertThat(event)
                                .containsEntry("service", "shop")
                                .containsEntry("action", action)));
    }

    private void awaitState(Path output, String state) {
        Eventually.within(
                PATIENCE,
                "it is told that it is " + state,
                () -> assertThat(documents(output))
                        .anySatisfy(document ->
                                assertThat(document.getString("state")).isEqualTo(state)));
    }

    private static JsonObject last(Path output) throws IOException {
        return documents(output).getLast();
    }

    private static List<JsonObject> documents(Path output) throws IOException {
        List<JsonObject> documents = new ArrayList<>();
        for (String line : Files.readString(output).split("(?<=\n)", -1)) {
            if (line.endsWith("\n")) {
                try {
                    documents.add(JsonParser.object().from(line));
                } catch (JsonParserException e) {
                    throw new AssertionError(line, e);
                }
            }
        }
        return documents;
    }

    /** Both exit codes of a pipe; nothing may be said on standard error. */
    private String piped(String command, String reader) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                "bash",
                "-c",
                "set -o pipefail; \"$@\" | (" + reader + ") >/dev/null; echo \"${PIPESTATUS[*]}\"",
                "bash"));
        words.addAll(berth.command(command.split(" ")));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(command + " ends")
                    .isTrue();
            return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
