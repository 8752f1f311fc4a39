package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.ReferenceWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Berth is killed in each step of a switch that changes a bit of everything: the next command says where it stopped, the
 * next switch goes on, each migration has run once, and no row is lost.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillPointsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Path folder;
    private ReferenceWorkspace workspace;
    private BerthProgram berth;
    private int round;
    private String logLevel = "debug";
    private String memory = "128MiB";

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        DockerProgram.requireEngine();
        folder = temporary;
        workspace = ReferenceWorkspace.create(temporary);
        berth = new BerthProgram(workspace.root(), temporary.resolve("home")).with("LANG", "C.UTF-8");
    }

    @AfterAll
    void removeEverything() {
        if (workspace != null) {
            DockerProgram.removeProject(workspace.project("dev"));
        }
    }

    /** Killed when the step before has ended; the first rounds bring up a stack where there was none. */
    @ParameterizedTest
    @CsvSource({
        "✓ preflight, secrets",
        "✓ images, stores",
        "✓ stores, migrations",
        "◐ services, services",
        "✓ preflight, secrets",
        "✓ secrets, images",
        "✓ images, stores",
        "✓ stores, migrations",
        "✓ migrations, services",
        "◐ services, services",
        "✓ services, limits",
        "✓ limits, health",
        "✓ health, commit"
    })
    void switchWhenKilledIsGoneOnWith(String moment, String step) throws Exception {
        boolean first = round++ < 4;
        if (first) {
            DockerProgram.removeProject(workspace.project("dev"));
        } else {
            changeSomethingOfEverything();
        }
        long rows = first ? 0 : rows();

        kill(moment);

        BerthProgram.Result plan = berth.run("env", "plan", "dev").expect(0);
        assertThat(plan.output()).contains("env switch dev --yes", "stopped in step");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        berth.run("env", "plan", "dev", "--exit-code").expect(0);
        assertThat(berth.run("stack", "status", "--format", "json")
                        .expect(0)
                        .json()
                        .getString("state"))
                .isEqualTo("healthy");
        if (first) {
            insert();
        } else {
            assertThat(rows()).as("rows after a kill in step " + step).isEqualTo(rows);
            assertThat(psql("SELECT count(*) FROM round_%d".formatted(round))).isEqualTo("1");
        }
        assertMigrationsRanOnce();
    }

    private void changeSomethingOfEverything() throws IOException {
        String nextLevel = logLevel.equals("debug") ? "info" : "debug";
        workspace.edit("environments/dev.yaml", "LOG_LEVEL: " + logLevel, "LOG_LEVEL: " + nextLevel);
        logLevel = nextLevel;
        String nextMemory = memory.equals("128MiB") ? "144MiB" : "128MiB";
        workspace.edit(
                "environments/dev.yaml",
                "redis-cache: {limits: {memory: " + memory,
                "redis-cache: {limits: {memory: " + nextMemory);
        memory = nextMemory;
        Files.writeString(
                workspace.root().resolve("migrations/V%d__round.sql".formatted(100 + round)),
                "CREATE TABLE round_%1$d (id int); INSERT INTO round_%1$d VALUES (1);%n".formatted(round));
        berth.runWithInput("a-new-value-%d".formatted(round), "secrets", "set", "redis-cache.app", "--yes")
                .expect(0);
        insert();
    }

    private void kill(String moment) throws Exception {
        Path error = Files.createTempFile(folder, "killed", ".txt");
        Process process = berth.start(folder.resolve("output"), error, "env", "switch", "dev", "--yes");
        Instant deadline = Instant.now().plus(PATIENCE);
        // Steps that only write what was done are over in some milliseconds.
        while (!Files.readString(error).contains(moment)) {
            assertThat(process.isAlive())
                    .as("whether it still runs: " + Files.readString(error))
                    .isTrue();
            assertThat(Instant.now()).as(moment).isBefore(deadline);
            Thread.sleep(Duration.ofMillis(1));
        }
        process.destroyForcibly().waitFor();
    }

    private void insert() {
        psql("INSERT INTO profiles (id, name) VALUES (gen_random_uuid(), 'Ada')");
    }

    private long rows() {
        return Long.parseLong(psql("SELECT count(*) FROM profiles"));
    }

    private String psql(String statement) {
        return DockerProgram.docker(
                        "exec",
                        workspace.project("dev") + "-postgres-1",
                        "psql",
                        "-U",
                        "postgres",
                        "-d",
                        "app",
                        "-Atqc",
                        statement)
                .strip();
    }

    private void assertMigrationsRanOnce() {
        JsonObject info = berth.run("db", "info", "--format", "json").expect(0).json();
        assertThat(info.getArray("migrations").stream().map(each -> ((JsonObject) each).getString("state")))
                .isNotEmpty()
                .containsOnly("applied");
    }
}
