package dev.berth;

import static dev.berth.testing.DockerProgram.container;
import static dev.berth.testing.DockerProgram.docker;
import static dev.berth.testing.DockerProgram.starts;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.testing.TestVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The main job, from outside, on the real stack: every test goes on with what the one before it left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobIT {
    private ReferenceWorkspace workspace;
    private BerthProgram berth;
    private String dev;
    private String prod;

    @BeforeAll
    void createWorkspace(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        workspace = ReferenceWorkspace.create(folder);
        berth = new BerthProgram(workspace.root(), folder.resolve("home")).with("BERTH_VAULT", TestVault.program());
        dev = workspace.project("dev");
        prod = workspace.project("prod");
    }

    @AfterAll
    void removeEverything() {
        if (workspace == null) {
            return;
        }
        berth.run("secrets", "server", "stop");
        DockerProgram.removeProject(dev);
        DockerProgram.removeProject(prod);
    }

    @Test
    @Order(1)
    void planWhenNothingRunsCreatesEverythingAndWritesNothing() {
        String before = onTheEngine();

        JsonObject plan = berth.run("env", "plan", "dev", "--format", "json", "--exit-code")
                .expect(10)
                .json();

        assertThat(plan.getInt("schemaVersion")).isEqualTo(1);
        assertThat(plan.getString("project")).isEqualTo(dev);
        assertThat(plan.getBoolean("changed")).isTrue();
        assertThat(actions(plan)).hasSize(6).allMatch(action -> action.endsWith("=create"));
        assertThat(plan.getObject("migrations").getArray("pending")).isNotEmpty();
        assertThat(onTheEngine()).isEqualTo(before).isEmpty();
        assertThat(workspace.root().resolve(".berth/dev.env")).doesNotExist();
    }

    @Test
    @Order(2)
    void switchWhenNothingRunsBringsUpAHealthyStack() {
        BerthProgram.Result result = berth.run("env", "switch", "dev", "--yes").expect(0);

        assertThat(result.output() + result.error()).contains("dev is active");
        JsonObject status =
                berth.run("stack", "status", "--format", "json").expect(0).json();
        assertThat(status.getString("state")).isEqualTo("healthy");
        assertThat(status.getString("environment")).isEqualTo("dev");
        assertThat(status.getArray("services")).hasSize(6);
        assertThat(berth.run("env", "current").expect(0).output()).isEqualTo("dev\n");
        assertThat(berth.run("db", "info", "--format", "json").expect(0).json().getString("current"))
                .isNotNull();
    }

    @Test
    @Order(3)
    void switchWhenAlreadyAsDefinedRestartsNothing() {
        String before = starts(dev);

        BerthProgram.Result result = berth.run("env", "switch", "dev", "--yes").expect(0);

        assertThat(result.output() + result.error()).contains("nothing to do");
        assertThat(starts(dev)).isEqualTo(before);
        berth.run("env", "plan", "dev", "--exit-code").expect(0);
    }

    @Test
    @Order(4)
    void limitsWhenInspectedAreThoseOfTheDefinition() {
        assertThat(docker("inspect", "-f", "{{.HostConfig.Memory}}", container(dev, "postgres")))
                .isEqualTo(Long.toString(512L << 20));
        assertThat(docker("inspect", "-f", "{{.HostConfig.NanoCpus}}", container(dev, "postgres")))
                .isEqualTo("1000000000");
    }

    @Test
    @Order(5)
    void switchWhenOnlyALimitChangedAppliesItLive() throws IOException {
        String before = starts(dev);
        workspace.edit(
                "environments/dev.yaml",
                "redis-cache: {limits: {memory: 128MiB}}",
                "redis-cache: {limits: {memory: 160MiB}}");

        JsonObject plan =
                berth.run("env", "plan", "dev", "--format", "json").expect(0).json();
        assertThat(actions(plan))
                .containsOnlyOnce("redis-cache=update")
                .filteredOn(a -> !a.endsWith("=keep"))
                .hasSize(1);
        berth.run("env", "switch", "dev", "--yes").expect(0);

        assertThat(docker("inspect", "-f", "{{.HostConfig.Memory}}", container(dev, "redis-cache")))
                .isEqualTo(Long.toString(160L << 20));
        assertThat(starts(dev)).isEqualTo(before);
    }

    @Test
    @Order(6)
    void composeByHandSeesNothingToDo() {
        JsonObject shown =
                berth.run("env", "show", "dev", "--format", "json").expect(0).json();
        List<String> words = new ArrayList<>();
        shown.getArray("composeCommand").forEach(word -> words.add((String) word));
        assertThat(words.removeFirst()).isEqualTo("docker");
        String before = starts(dev);

        words.addAll(List.of("up", "-d", "--no-build"));
        docker(words.toArray(String[]::new));

        assertThat(starts(dev)).isEqualTo(before);
    }

    @Test
    @Order(7)
    void switchWhenOneVariableChangedRecreatesExactlyWhatUsesIt() throws IOException {
        String postgres = container(dev, "postgres");
        String rest = container(dev, "rest");
        workspace.edit(
                "environments/dev.yaml", "PUBLIC_URL: http://localhost:8000", "PUBLIC_URL: http://localhost:8001");

        berth.run("env", "switch", "dev", "--yes").expect(0);

        assertThat(container(dev, "postgres")).isEqualTo(postgres);
        assertThat(container(dev, "rest")).isNotEqualTo(rest);
        assertThat(docker("inspect", "-f", "{{.Config.Env}}", container(dev, "rest")))
                .contains("http://localhost:8001");
    }

    @Test
    @Order(8)
    void dataWhenStackGoesDownAndUpSurvives() {
        berth.run("db", "psql", "-c", "CREATE TABLE kept (n int); INSERT INTO kept SELECT generate_series(1, 1000)")
                .expect(0);

        berth.run("stack", "down", "--yes").expect(0);
        assertThat(docker("ps", "-q", "--filter", "label=com.docker.compose.project=" + dev))
                .isEmpty();
        berth.run("stack", "status", "--format", "json").expect(3);
        berth.run("stack", "up", "--yes").expect(0);

        assertThat(berth.run("db", "psql", "-c", "SELECT count(*) FROM kept")
                        .expect(0)
                        .output())
                .contains("1000");
    }

    @Test
    @Order(9)
    void secretsWhenTheStackIsSearchedStandNowhere() {
        List<String> values = new ArrayList<>();
        berth.run("secrets", "list", "--format", "json")
                .expect(0)
                .json()
                .getArray("secrets")
                .forEach(secret ->
                        values.add(berth.run("secrets", "get", ((JsonObject) secret).getString("name"), "--reveal")
                                .expect(0)
                                .output()
                                .strip()));
        assertThat(values).hasSizeGreaterThan(5).allMatch(value -> value.length() >= 32);

        StringBuilder everything = new StringBuilder();
        docker("ps", "-aq", "--filter", "name=" + name())
                .lines()
                .forEach(id -> everything.append(docker("inspect", id)));
        docker("ps", "-q", "--filter", "label=com.docker.compose.project=" + dev)
                .lines()
                .forEach(id -> everything.append(docker("logs", id)));
        everything.append(berth.run("env", "show", "dev", "--format", "json").output());
        everything.append(processes());
        everything.append(files(workspace.root().resolve(".berth")));

        assertThat(values).noneMatch(everything.toString()::contains);
    }

    @Test
    @Order(10)
    void secondEnvironmentWhenSwitchedToRunsBesideTheFirst() {
        berth.run("env", "switch", "prod", "--yes").expect(5);
        JsonObject refusal = berth.run("env", "switch", "prod", "--yes", "--confirm", "prod", "--format", "json")
                .expect(1)
                .errorJson();
        assertThat(refusal.getString("code")).isEqualTo("VAULT_UNREACHABLE");
        assertThat(refusal.getString("hint")).contains("berth secrets server start");
        berth.run("secrets", "server", "start").expect(0);
        berth.run("env", "plan", "prod").expect(0);
        berth.run("env", "switch", "prod", "--yes", "--confirm", "prod").expect(0);

        assertThat(berth.run("env", "current").expect(0).output()).isEqualTo("prod\n");
        berth.run("stack", "status", "--env", "dev", "--format", "json").expect(0);
        berth.run("stack", "status", "--env", "prod", "--format", "json").expect(0);
        berth.run("env", "diff", "dev", "prod").expect(0);
        assertThat(berth.run("secrets", "get", "postgres.app", "--reveal", "--env", "prod")
                        .expect(0)
                        .output())
                .isNotEqualTo(berth.run("secrets", "get", "postgres.app", "--reveal", "--env", "dev")
                        .expect(0)
                        .output());

        berth.run("env", "switch", "dev", "--yes").expect(0);
        assertThat(berth.run("db", "psql", "-c", "SELECT count(*) FROM kept")
                        .expect(0)
                        .output())
                .contains("1000");
    }

    @Test
    @Order(11)
    void switchWhenAProbeFailsPutsBackWhatRanBefore() throws IOException {
        workspace.edit(
                "compose/compose.yaml",
                "test: [CMD, healthy]\n    volumes:\n      - ${BERTH_SECRETS_DIR}/rest",
                "test: [CMD, \"false\"]\n    volumes:\n      - ${BERTH_SECRETS_DIR}/rest");
        try {
            BerthProgram.Result result =
                    berth.run("env", "switch", "dev", "--yes").expect(3);
            assertThat(result.error()).contains("rest").contains("olled back");
        } finally {
            workspace.edit("compose/compose.yaml", "test: [CMD, \"false\"]", "test: [CMD, healthy]");
        }
        berth.run("stack", "status", "--format", "json").expect(0);
        berth.run("env", "switch", "dev", "--yes").expect(0);
    }

    @Test
    @Order(12)
    void switchWhenAMigrationWouldBeRefusedTouchesNothing() throws IOException {
        String before = starts(dev);
        Path folder = workspace.root().resolve("migrations");
        Path bad = Files.writeString(folder.resolve("V900__bad.sql"), "SELECT 1;\nCOMMIT;\n");
        try {
            String refusal = "V900__bad.sql line 2: COMMIT in a file that runs in a transaction";
            assertThat(everything(berth.run("env", "plan", "dev").expect(0)))
                    .contains("a switch is refused: " + refusal);
            assertThat(berth.run("env", "switch", "dev", "--yes").expect(1).error())
                    .contains(refusal);
            berth.run("db", "validate", "--env", "dev").expect(1);
        } finally {
            Files.delete(bad);
        }
        Path newest = folder.resolve("V2__note_search.sql");
        Path aside = Files.move(newest, workspace.root().resolve("aside.sql"));
        try {
            assertThat(everything(berth.run("env", "plan", "dev").expect(0)))
                    .contains("the files here are older than the database, which has " + newest.getFileName());
        } finally {
            Files.move(aside, newest);
        }
        assertThat(starts(dev)).isEqualTo(before);
    }

    private static String everything(BerthProgram.Result result) {
        return (result.output() + result.error()).replaceAll("\\s+", " ");
    }

    private static List<String> actions(JsonObject plan) {
        List<String> actions = new ArrayList<>();
        plan.getArray("changes")
                .forEach(change -> actions.add(
                        ((JsonObject) change).getString("service") + "=" + ((JsonObject) change).getString("action")));
        return actions;
    }

    private static String processes() {
        StringBuilder text = new StringBuilder();
        ProcessHandle.allProcesses().forEach(process -> {
            for (String part : new String[] {"cmdline", "environ"}) {
                text.append(read(Path.of("/proc", Long.toString(process.pid()), part)));
            }
        });
        return text.toString();
    }

    private static String files(Path below) {
        try (var paths = Files.walk(below)) {
            StringBuilder text = new StringBuilder();
            paths.filter(Files::isRegularFile).forEach(path -> text.append(read(path)));
            return text.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A process may end, or belong to somebody else, while it is looked at. */
    private static String read(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** What there is of this workspace: others may be at work on the same engine. */
    private String onTheEngine() {
        return docker("ps", "-aq", "--filter", "name=" + name())
                + docker("volume", "ls", "-q", "--filter", "name=" + name());
    }

    private String name() {
        return dev.substring(0, dev.indexOf('-'));
    }
}
