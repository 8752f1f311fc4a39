package dev.berth;

import static dev.berth.testing.DockerProgram.container;
import static dev.berth.testing.DockerProgram.docker;
import static dev.berth.testing.DockerProgram.starts;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.ForeignProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A Compose project that runs already is taken over as it is: every test goes on with what the one before it left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdoptionIT {
    private ForeignProject foreign;
    private Path workspace;
    private BerthProgram berth;
    private Map<Path, String> filesBefore;
    private String startsBefore;

    @BeforeAll
    void startAsItsOwnerDoes(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        foreign = ForeignProject.create(folder);
        workspace = folder.resolve("workspace");
        berth = new BerthProgram(workspace, folder.resolve("home"));
        filesBefore = foreign.files();
        foreign.compose("up", "--detach");
        startsBefore = starts(foreign.name());
        assertThat(startsBefore.lines()).hasSize(7);
    }

    @AfterAll
    void removeEverything() {
        if (foreign != null) {
            foreign.close();
        }
    }

    @Test
    @Order(1)
    void initWhenItRunsAlreadyTakesItsNameAndChangesNoFile() throws IOException {
        berth.run("init", "--from", foreign.composeFile().toString(), workspace.toString())
                .expect(0);

        assertThat(definition()).content().contains("project: " + foreign.name());
        assertThat(foreign.files()).isEqualTo(filesBefore);
    }

    @Test
    @Order(2)
    void planWhenAdoptedKeepsEveryService() {
        JsonObject plan = berth.run("env", "plan", "dev", "--format", "json", "--exit-code")
                .expect(0)
                .json();

        assertThat(plan.getBoolean("changed")).isFalse();
        assertThat(byName(plan, "changes", "service", "action"))
                .isEqualTo(Map.of(
                        "metrics", "keep", "prepare", "keep", "seed", "keep", "store", "keep", "web", "keep", "worker",
                        "keep"));
    }

    @Test
    @Order(3)
    void planWhenTheShellHasSwitchesOfItsOwnFollowsTheProject() {
        JsonObject plan = berth.with("COMPOSE_PROFILES", "debug")
                .with("COMPOSE_PROJECT_NAME", "another")
                .with("COMPOSE_DISABLE_ENV_FILE", "1")
                .run("env", "plan", "dev", "--format", "json", "--exit-code")
                .expect(0)
                .json();

        assertThat(plan.getString("project")).isEqualTo(foreign.name());
        assertThat(byName(plan, "changes", "service", "action"))
                .containsKey("worker")
                .doesNotContainKey("debugger");
    }

    @Test
    @Order(4)
    void switchWhenTheFirstFailsLeavesRunningWhatRan() throws IOException {
        String before = Files.readString(definition());
        Files.writeString(
                definition(), "services: {seed: {ends: false}}\nhealth: {timeout: 1s}\n", StandardOpenOption.APPEND);

        assertThat(berth.run("env", "switch", "dev", "--yes").expect(3).error())
                .contains("what ran before runs on", "services: {seed: {ends: true}}");

        assertThat(longRunning(starts(foreign.name()))).isEqualTo(longRunning(startsBefore));
        Files.writeString(definition(), before);
        startsBefore = starts(foreign.name());
    }

    @Test
    @Order(5)
    void switchWhenAdoptedRestartsNothing() {
        berth.run("env", "switch", "dev", "--yes").expect(0);

        assertThat(starts(foreign.name())).isEqualTo(startsBefore);
        assertThat(berth.run("env", "current").expect(0).output()).isEqualTo("dev\n");
    }

    @Test
    @Order(6)
    void statusWhenAdoptedCountsReplicasAndCompletedServices() {
        JsonObject status =
                berth.run("stack", "status", "--format", "json").expect(0).json();

        assertThat(status.getString("state")).isEqualTo("healthy");
        assertThat(byName(status, "services", "name", "state"))
                .isEqualTo(Map.of(
                        "metrics",
                        "running",
                        "prepare",
                        "completed",
                        "seed",
                        "completed",
                        "store",
                        "running",
                        "web",
                        "running",
                        "worker",
                        "running"));
        assertThat(service(status, "worker").getObject("replicas").getInt("running"))
                .isEqualTo(2);
        assertThat(service(status, "store").getString("health")).isEqualTo("healthy");
    }

    @Test
    @Order(7)
    void logsWhenAdoptedShowWhatEveryKindOfSettingHasBecome() {
        assertThat(berth.run("stack", "logs").expect(0).output())
                .contains(
                        "built with a default",
                        "Open all night",
                        "a-token-of-the-shop",
                        "CURRENCY=EUR",
                        "GREETING=hello by default",
                        "WEB_COLOUR=pale blue",
                        "scrape every minute",
                        "prepared",
                        "seeded");
    }

    @Test
    @Order(8)
    void limitWhenDefinedIsAppliedToTheRunningContainer() throws IOException {
        Files.writeString(
                definition(),
                "services:\n  web: {limits: {memory: 64MiB, cpus: 0.5, pids: 50}}\n",
                StandardOpenOption.APPEND);

        JsonObject plan =
                berth.run("env", "plan", "dev", "--format", "json").expect(0).json();
        assertThat(byName(plan, "changes", "service", "action")).containsEntry("web", "update");
        berth.run("env", "switch", "dev", "--yes").expect(0);

        assertThat(docker(
                        "inspect",
                        "-f",
                        "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}",
                        container(foreign.name(), "web")))
                .isEqualTo("67108864 500000000 50");
        // The plan keeps what had completed: it did not run again either.
        assertThat(byName(plan, "changes", "service", "action")).containsEntry("prepare", "keep");
        assertThat(starts(foreign.name())).isEqualTo(startsBefore);
    }

    @Test
    @Order(9)
    void planWhenAServiceIsRecreatedSaysThatWhatPreparesItRunsAgain() throws IOException {
        String before = Files.readString(definition());
        Files.writeString(definition(), "variables: {GREETING: good morning}\n", StandardOpenOption.APPEND);

        JsonObject plan =
                berth.run("env", "plan", "dev", "--format", "json").expect(0).json();

        assertThat(byName(plan, "changes", "service", "action"))
                .containsEntry("web", "recreate")
                .containsEntry("prepare", "update")
                .containsEntry("store", "keep");
        assertThat(plan.getArray("changes").toString()).contains("runs-again");
        Files.writeString(definition(), before);
    }

    @Test
    @Order(10)
    void planWhenAnImageIsNotThereSaysThatItIsPulled() throws IOException {
        String before = Files.readString(definition());
        Files.writeString(definition(), "variables: {HELPER_VERSION: none}\n", StandardOpenOption.APPEND);

        JsonObject plan =
                berth.run("env", "plan", "dev", "--format", "json").expect(0).json();

        assertThat(plan.getArray("notices")).contains("not on the engine yet, to be pulled: berth/helper:none");
        Files.writeString(definition(), before);
    }

    @Test
    @Order(11)
    void composeByHandWhenAdoptedSeesNothingToDo() {
        List<String> words = new ArrayList<>();
        berth.run("env", "show", "dev", "--format", "json")
                .expect(0)
                .json()
                .getArray("composeCommand")
                .forEach(word -> words.add((String) word));
        assertThat(words.removeFirst()).isEqualTo("docker");

        words.addAll(List.of("up", "--detach"));
        docker(words.toArray(String[]::new));
        foreign.compose("up", "--detach");

        assertThat(longRunning(starts(foreign.name()))).isEqualTo(longRunning(startsBefore));
        berth.run("env", "plan", "dev", "--exit-code").expect(0);
    }

    @Test
    @Order(12)
    void filesWhenAllIsDoneAreStillTheOwners() throws IOException {
        assertThat(foreign.files()).isEqualTo(filesBefore);
    }

    private Path definition() {
        return workspace.resolve("environments/dev.yaml");
    }

    /** Without the containers that run to their end, which Compose runs again at every up. */
    private static List<String> longRunning(String starts) {
        return starts.lines()
                .filter(line -> !line.contains("-prepare-") && !line.contains("-seed-"))
                .toList();
    }

    private static Map<String, String> byName(JsonObject document, String list, String key, String value) {
        return document.getArray(list).stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(
                        entry -> entry.getString(key), entry -> entry.getString(value), (a, b) -> b, TreeMap::new));
    }

    private static JsonObject service(JsonObject status, String name) {
        return status.getArray("services").stream()
                .map(JsonObject.class::cast)
                .filter(service -> name.equals(service.getString("name")))
                .findFirst()
                .orElseThrow();
    }
}
