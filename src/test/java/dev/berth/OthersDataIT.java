package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.SmallWorkspace;
import dev.berth.workspace.ActiveEnvironment;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Data and containers that are somebody else's, or that nobody meant: nothing that Berth does takes them away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OthersDataIT {
    private Path folder;
    private SmallWorkspace workspace;
    private SmallWorkspace other;
    private BerthProgram berth;
    private BerthProgram otherBerth;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        DockerProgram.requireEngine();
        folder = temporary;
        workspace = SmallWorkspace.create(folder.resolve("shop"));
        other = SmallWorkspace.create(folder.resolve("other"));
        berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        otherBerth = new BerthProgram(other.root(), folder.resolve("home"));
    }

    @BeforeEach
    void start() throws IOException {
        workspace.write("more.yaml", "services: {}\n");
        define("");
        berth.run("env", "switch", "dev", "--yes").expect(0);
    }

    @AfterAll
    void removeEverything() {
        DockerProgram.removeProject(workspace.project());
        DockerProgram.removeProject(other.project());
    }

    @Test
    void switchWhenAVolumeIsAnotherProjectsTouchesNothing() throws IOException {
        other.write("environments/dev.yaml", """
                project: %s
                compose: {files: [compose.yaml, shared.yaml]}
                services: {store: {kind: redis}}
                """.formatted(other.project()));
        other.write("shared.yaml", "volumes: {data: {name: %s}}\n".formatted(volume("data")));

        BerthProgram.Result named =
                otherBerth.run("env", "switch", "dev", "--yes").expect(1);
        BerthProgram.Result removed = otherBerth
                .run("stack", "down", "--env", "dev", "--volumes", "--yes", "--confirm", other.project())
                .expect(1);
        other.write("shared.yaml", "volumes: {data: {name: %s, external: true}}\n".formatted(volume("data")));
        BerthProgram.Result external =
                otherBerth.run("env", "switch", "dev", "--yes").expect(1);

        assertThat(named.error())
                .contains(
                        "the volume %s belongs to the project %s".formatted(volume("data"), workspace.project()),
                        "external: true",
                        "Nothing that runs was touched");
        assertThat(removed.error()).contains("the volume %s belongs".formatted(volume("data")));
        assertThat(external.error()).contains(workspace.container("store"), "two stores on the same data destroy it");
        assertThat(containers(other.project())).isEmpty();
        assertThat(workspace.row()).isEqualTo("ada");
    }

    @Test
    void switchWhenComposeDoublesAStoreIsRefused() throws IOException {
        String before = DockerProgram.starts(workspace.project());
        define("services: {store: {kind: postgres}}");
        workspace.write("more.yaml", "services: {store: {deploy: {replicas: 2}}}\n");

        BerthProgram.Result refused = berth.run("env", "switch", "dev", "--yes").expect(2);

        assertThat(refused.error())
                .contains("store is a store (kind postgres) and would have 2 containers on the same data");
        assertThat(DockerProgram.starts(workspace.project())).isEqualTo(before);
    }

    @Test
    void scaleWhenTheFilesWereEditedStartsNothingOfThem() throws IOException {
        String before = DockerProgram.starts(workspace.project());
        define("variables: {VERSION: \"2\"}");

        assertThat(berth.run("stack", "scale", "shop=2", "--yes").expect(2).error())
                .contains("shop: what is defined is not what the last switch brought up", "env switch dev");
        assertThat(DockerProgram.starts(workspace.project())).isEqualTo(before);

        define("");
        berth.run("stack", "scale", "shop=2", "--yes").expect(0);
        assertThat(containers(workspace.project())).hasSize(3);
    }

    @Test
    void stopAndDownWhenAProfileWasDroppedFromTheDefinitionTakeItsServicesToo() throws IOException {
        workspace.write("more.yaml", """
                services:
                  extra:
                    image: berth/helper:1
                    profiles: [extra]
                    stop_grace_period: 1s
                    command: [sleep, infinity]
                    volumes: ["extra:/extra"]
                volumes: {extra: {}}
                """);
        define("", "profiles: [extra]");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        define("");

        berth.run("stack", "stop", "--yes").expect(0);
        assertThat(running(workspace.project())).isEmpty();
        JsonObject down = berth.run(
                        "stack", "down", "--volumes", "--yes", "--confirm", workspace.project(), "--format", "json")
                .expect(0)
                .json();

        assertThat(down.getArray("volumes")).containsExactly(volume("data"), volume("extra"));
        assertThat(containers(workspace.project())).isEmpty();
        assertThat(docker("volume", "ls", "-q", "--filter", label(workspace.project())))
                .isEmpty();
    }

    @Test
    void downWhenSomebodyRunsOtherFilesInTheProjectLeavesThemAlone() throws IOException {
        Path beside = folder.resolve("beside.yaml");
        Files.writeString(beside, """
                services:
                  beside: {image: "berth/helper:1", command: [sleep, infinity], volumes: ["kept:/kept"], stop_grace_period: 1s}
                volumes: {kept: {}}
                """);
        docker("compose", "-p", workspace.project(), "-f", beside.toString(), "up", "--detach");
        try {
            BerthProgram.Result down =
                    berth.run("stack", "down", "--volumes", "--yes").expect(5);
            assertThat(down.error())
                    .contains("are removed, all their data is lost: " + volume("data"))
                    .contains("left alone, since no compose file of dev defines it: beside, " + volume("kept"));

            berth.run("stack", "down", "--yes").expect(0);

            assertThat(running(workspace.project())).containsExactly(workspace.container("beside"));
            assertThat(docker("volume", "ls", "-q", "--filter", label(workspace.project())))
                    .contains(volume("data"), volume("kept"));
        } finally {
            docker("compose", "-p", workspace.project(), "-f", beside.toString(), "down", "--volumes");
        }
    }

    @Test
    void downWhenDeclinedLeavesNoUnfinishedRun() {
        berth.run("stack", "down", "--volumes", "--yes").expect(5);

        assertThat(berth.run("env", "plan", "dev").expect(0).output()).doesNotContain("stopped in step");
    }

    @Test
    void switchWhenAnotherFolderDefinesTheProjectOtherwiseAsksFirst() throws IOException {
        Path clone = folder.resolve("clone");
        workspace.copyTo(clone);
        BerthProgram elsewhere = new BerthProgram(clone, folder.resolve("home"));
        elsewhere.run("stack", "restart", "shop").expect(0);
        Files.writeString(clone.resolve("more.yaml"), "services: {shop: {labels: {a: b}}}\n");

        BerthProgram.Result refused = berth.run("stack", "down").expect(5);
        BerthProgram.Result told = berth.run("stack", "stop", "shop", "--yes").expect(0);

        assertThat(refused.error())
                .contains(workspace.project() + " was last changed from another folder, " + clone, "--yes");
        assertThat(containers(workspace.project())).hasSize(2);
        assertThat(told.error()).contains("was last changed from another folder");
    }

    @Test
    void switchWhenTheProtectedOneThatIsLeftIsToBeStoppedAsksForItFirst() throws IOException {
        other.write("environments/live.yaml", """
                project: %s-live
                protected: true
                onLeave: stop
                compose: {files: [compose.yaml]}
                """.formatted(other.project()));
        other.define("");
        new ActiveEnvironment(new Workspace(other.root())).write("live");

        BerthProgram.Result refused =
                otherBerth.run("env", "switch", "dev", "--yes").expect(5);

        assertThat(refused.error()).contains("live is protected", "--confirm live");
        assertThat(containers(other.project())).isEmpty();
        try {
            otherBerth.run("env", "switch", "dev", "--yes", "--confirm", "live").expect(0);
            assertThat(otherBerth.run("env", "current").expect(0).output()).isEqualTo("dev\n");
        } finally {
            DockerProgram.removeProject(other.project());
            DockerProgram.removeProject(other.project() + "-live");
            Files.delete(other.root().resolve(".berth/active"));
        }
    }

    private void define(String keys) throws IOException {
        define(keys, "");
    }

    private void define(String keys, String profiles) throws IOException {
        workspace.write("environments/dev.yaml", """
                project: %s
                compose: {files: [compose.yaml, more.yaml], %s}
                health: {timeout: 20s}
                %s
                """.formatted(workspace.project(), profiles, keys));
    }

    private String volume(String name) {
        return workspace.project() + "_" + name;
    }

    private static String label(String project) {
        return "label=com.docker.compose.project=" + project;
    }

    private static List<String> containers(String project) {
        return names("-a", project);
    }

    private static List<String> running(String project) {
        return names("--no-trunc", project);
    }

    private static List<String> names(String which, String project) {
        return docker("ps", which, "--filter", label(project), "--format", "{{.Names}}")
                .lines()
                .sorted()
                .toList();
    }
}
