package dev.berth;

import static dev.berth.testing.DockerProgram.container;
import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.TerminalScreen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stack keeps survives every change of its definition, and two servers never work on the same files. */
class DataSafetyIT {
    private final String id =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private final String project = id + "-dev";

    @TempDir
    Path workspace;

    private BerthProgram berth;

    @BeforeAll
    static void requireEngine() {
        DockerProgram.requireEngine();
    }

    /** An image that declares a volume, as those of databases do. */
    @BeforeEach
    void makeWorkspace(@TempDir Path home) throws IOException {
        Files.createDirectories(workspace.resolve("environments"));
        Path context = Files.createDirectory(home.resolve("context"));
        Files.writeString(context.resolve("Dockerfile"), "FROM berth/base:trixie\nVOLUME /data\n");
        docker("build", "--quiet", "-t", id + ":1", context.toString());
        berth = new BerthProgram(workspace, home);
    }

    @AfterEach
    void removeEverything() {
        DockerProgram.removeProject(project);
        docker("image", "rm", "--force", id + ":1");
    }

    @Test
    void switchWhenALimitIsTakenOutKeepsWhatLiesInANamelessVolume() throws IOException {
        compose("db: " + server(""));
        define("services: {db: {limits: {memory: 64MiB}}}");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        docker("exec", container(project, "db"), "touch", "/data/row");

        define("services: {}");
        assertThat(berth.run("env", "plan", "dev").expect(0).output()).contains("memory 64 MiB", "unlimited");
        berth.run("env", "switch", "dev", "--yes").expect(0);

        assertThat(docker("exec", container(project, "db"), "ls", "/data")).contains("row");
        assertThat(docker("inspect", "-f", "{{.HostConfig.Memory}}", container(project, "db")))
                .isEqualTo("0");
    }

    @Test
    void switchWhenAServiceIsDroppedKeepsItsNamelessVolume() throws IOException {
        compose("one: " + server("") + "two: " + server(""));
        define("services: {}");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        String volume = docker("inspect", "-f", "{{(index .Mounts 0).Name}}", container(project, "two"));

        compose("one: " + server(""));
        berth.run("env", "switch", "dev", "--yes").expect(0);

        assertThat(docker(
                        "ps", "-aq", "--filter", "label=com.docker.compose.service=two", "--filter", "name=" + project))
                .isEmpty();
        assertThat(docker("volume", "inspect", "-f", "{{.Name}}", volume)).isEqualTo(volume);
        docker("volume", "rm", volume);
    }

    @Test
    void downWhenAContainerKeepsDataInANamelessVolumeSaysSo() throws IOException {
        compose("db: " + server(""));
        define("services: {}");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        String left = docker("inspect", "-f", "{{(index .Mounts 0).Name}}", container(project, "db"));

        JsonObject down = berth.run("stack", "down", "--yes", "--format", "json")
                .expect(0)
                .json();

        assertThat(down.getArray("nameless").getObject(0).getString("volume")).isEqualTo(left);
        assertThat(docker("volume", "inspect", "-f", "{{.Name}}", left)).isEqualTo(left);
        docker("volume", "rm", left);

        berth.run("env", "switch", "dev", "--yes").expect(0);
        String removed = docker("inspect", "-f", "{{(index .Mounts 0).Name}}", container(project, "db"));
        assertThat(berth.run("stack", "down", "--volumes", "--yes").expect(5).error())
                .contains(
                        "volumes without a name are removed with all their data: /data of db (%s)".formatted(removed));
        berth.run("stack", "down", "--volumes", "--yes", "--confirm", project).expect(0);
        assertThat(docker("volume", "ls", "-q", "--filter", "name=" + removed)).isEmpty();
    }

    @Test
    void switchWhenAStoreIsRenamedStopsTheOldBeforeTheNewStarts() throws IOException {
        compose("db: " + server("data:/data") + "web: " + server(""));
        define("services: {db: {kind: redis, role: session}}");
        berth.run("env", "switch", "dev", "--yes").expect(0);

        compose("store: " + server("data:/data") + "web: " + server(""));
        define("services: {store: {kind: redis, role: session}}");
        berth.run("env", "switch", "dev", "--yes").expect(0);

        assertThat(docker("exec", container(project, "store"), "cat", "/data/servers"))
                .isEqualTo("alone\nalone");
    }

    @Test
    void switchWhenALaterStepFailsLeavesOneServerOnTheData() throws IOException {
        compose("db: " + server("data:/data"));
        define("services: {db: {kind: redis, role: session}}");
        berth.run("env", "switch", "dev", "--yes").expect(0);

        compose("store: " + server("data:/data")
                + "web: {image: \"%s:1\", command: [\"false\"], restart: always}\n".formatted(id));
        define("services: {store: {kind: redis, role: session}}");
        assertThat(berth.run("env", "switch", "dev", "--yes").expect(3).error()).contains("Rolled back: db put back");

        assertThat(running()).containsExactly("db");
        assertThat(docker("exec", container(project, "db"), "cat", "/data/servers")
                        .lines())
                .isNotEmpty()
                .allMatch("alone"::equals);
    }

    @Test
    void switchWhenAStoresVolumeIsRenamedAsksFirst() throws IOException {
        compose("db: " + server("data:/data"));
        define("services: {db: {kind: redis, role: session}}");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        docker("exec", container(project, "db"), "touch", "/data/row");

        compose("db: " + server("other:/data"));
        JsonObject plan =
                berth.run("env", "plan", "dev", "--format", "json").expect(0).json();
        assertThat(plan.toString()).contains("volume", project + "_data", project + "_other", "leaves its data");
        assertThat(berth.run("env", "switch", "dev", "--yes").expect(5).error())
                .contains("db leaves its data in %s_data".formatted(project), "--confirm " + project);
        assertThat(docker("exec", container(project, "db"), "ls", "/data")).contains("row");

        berth.run("env", "switch", "dev", "--yes", "--confirm", project).expect(0);
        assertThat(docker("volume", "ls", "--quiet", "--filter", "name=%s_data".formatted(project)))
                .isEqualTo(project + "_data");
    }

    @Test
    void switchWhenTheFirstReplacedWhatOthersHadStartedSaysThatItIsGone() throws IOException {
        compose("db: " + server("data:/data"));
        docker("compose", "-p", project, "-f", workspace.resolve("compose.yaml").toString(), "up", "--detach");
        compose("db: " + server("data:/data").replace("while :", "exit 1; while :"));
        define("services: {}");

        assertThat(berth.run("env", "switch", "dev", "--yes").expect(3).error())
                .contains("what ran of db was replaced already", "mend the cause");
        assertThat(berth.run("env", "plan", "dev").expect(0).output()).contains("failed in step services");
    }

    @Test
    void switchWhenItsFilesChangeWhileSomebodyReadsThePlanDoesNothing() throws Exception {
        TerminalScreen.require();
        compose("web: " + server(""));
        define("protected: true");
        try (TerminalScreen screen = TerminalScreen.running(berth.command("env", "switch", "dev"))) {
            screen.shows("Type its name to go on");
            compose("web: " + server("") + "sneaked: " + server(""));
            // A plan is carried out unseen for two seconds.
            Thread.sleep(2_500);
            screen.type("dev").press("Enter").shows("changed while it waited: nothing was changed");
        }
        assertThat(running()).isEmpty();
    }

    @Test
    void switchWhenAServiceEndsAfterAMomentIsNoSuccess() throws IOException {
        compose("web: {image: \"%s:1\", command: [sh, -c, \"sleep 2; exit 1\"], restart: always}\n".formatted(id));
        define("services: {}");

        assertThat(berth.run("env", "switch", "dev", "--yes").expect(3).error()).contains("web is unhealthy");
    }

    /** Says in its data whether another server was there, and says so only after it has gone. */
    private String server(String volume) {
        return """
                {image: "%s:1", stop_grace_period: 5s, command: [bash, -c, "trap 'rmdir /data/lock; exit 0' TERM;\
                 if mkdir /data/lock 2>/dev/null; then echo alone; else echo not alone; fi >>/data/servers;\
                 while :; do sleep 0.1; done"], healthcheck: {test: [CMD, test, -d, /data/lock], interval: 1s}, volumes: [%s]}
                """.formatted(id, volume.isEmpty() ? "" : "\"" + volume + "\"");
    }

    private List<String> running() {
        return docker(
                        "ps",
                        "--format",
                        "{{.Label \"com.docker.compose.service\"}}",
                        "--filter",
                        "label=com.docker.compose.project=" + project)
                .lines()
                .sorted()
                .toList();
    }

    private void compose(String services) throws IOException {
        Files.writeString(
                workspace.resolve("compose.yaml"),
                "services:\n" + services.indent(2) + "volumes: {data: {}, other: {}}\n");
    }

    private void define(String more) throws IOException {
        Files.writeString(
                workspace.resolve("environments/dev.yaml"),
                "workspace: %s\ncompose: {files: [compose.yaml]}\nhealth: {timeout: 30s}\n%s\n".formatted(id, more));
    }
}
