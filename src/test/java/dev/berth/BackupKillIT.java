package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.ReferenceWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Berth is killed while it makes a set, and while it restores one: no half set is one, and no row is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupKillIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Path folder;
    private String project;
    private BerthProgram berth;
    private String first;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        DockerProgram.requireEngine();
        folder = temporary;
        ReferenceWorkspace workspace = ReferenceWorkspace.create(temporary);
        project = workspace.project("dev");
        berth = new BerthProgram(workspace.root(), temporary.resolve("home")).with("LANG", "C.UTF-8");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        psql("CREATE TABLE oracle (id bigserial PRIMARY KEY); INSERT INTO oracle DEFAULT VALUES");
        first = berth.run("backup", "create", "--format", "json")
                .expect(0)
                .json()
                .getObject("backup")
                .getString("id");
    }

    @AfterAll
    void removeEverything() {
        if (project != null) {
            DockerProgram.removeProject(project);
        }
    }

    @Test
    void createWhenKilledInItsMiddleLeavesNoSet() throws Exception {
        killCreate("✓ moment", 0);
    }

    /** Killed so many milliseconds after a step has ended. */
    @Tag("long")
    @ParameterizedTest
    @CsvSource({
        "' ', 300", "' ', 900", "' ', 1500", "' ', 2200", "✓ postgres, 0", "✓ postgres, 100", "✓ postgres, 300",
        "✓ moment, 100", "✓ moment, 300", "✓ volumes, 0", "✓ configuration, 0", "✓ configuration, 500", "✓ log, 0",
                "✓ log, 50"
    })
    void createWhenKilledAnywhereLeavesNoSet(String moment, long later) throws Exception {
        killCreate(moment, later);
    }

    private void killCreate(String moment, long later) throws Exception {
        List<String> before = ids();

        kill(moment, later, "backup", "create", "--type", "full");

        // Nobody is held up by what the killed one had begun.
        assertThat(docker("exec", container("redis-session"), "true")).isEmpty();
        psql("INSERT INTO oracle DEFAULT VALUES");
        assertThat(ids()).as("sets after a kill at " + moment).isEqualTo(before);
        berth.run("backup", "create").expect(0);
        assertThat(ids()).hasSize(before.size() + 1);
        berth.run("backup", "verify", "latest").expect(0);
        Eventually.within(
                PATIENCE,
                "helpers of the killed run are gone",
                () -> assertThat(docker(
                                "ps",
                                "-q",
                                "--filter",
                                "label=dev.berth.purpose=backup",
                                "--filter",
                                "label=dev.berth.project=" + project))
                        .isEmpty());
    }

    @Test
    void restoreWhenKilledDuringTheExchangeIsTakenBackByUndo() throws Exception {
        killRestore("✓ exchange", 0);
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({
        "' ', 1000",
        "✓ choice, 0",
        "✓ choice, 2000",
        "✓ backup, 0",
        "✓ backup, 1000",
        "✓ backup, 2500",
        "✓ copy, 0",
        "✓ copy, 200",
        "✓ stop, 0",
        "✓ stop, 50",
        "✓ stop, 100",
        "✓ exchange, 100",
        "◐ start, 0",
        "✓ start, 0",
        "✓ roles, 0"
    })
    void restoreWhenKilledAnywhereLosesNothing(String moment, long later) throws Exception {
        killRestore(moment, later);
    }

    private void killRestore(String moment, long later) throws Exception {
        long rows = rows();

        kill(moment, later, "backup", "restore", first, "--yes");

        BerthProgram.Result up = berth.run("stack", "start");
        if (up.exitCode() != 0) {
            assertThat(up.error()).contains("a restore of dev was cut off", "backup restore --undo");
            berth.run("backup", "restore", "--undo", "--yes").expect(0);
        }
        assertThat(rows()).as("rows after a kill at " + moment).isEqualTo(rows);
        JsonObject status =
                berth.run("stack", "status", "--format", "json").expect(0).json();
        assertThat(status.getString("state")).isEqualTo("healthy");
        psql("INSERT INTO oracle DEFAULT VALUES");
        berth.run("backup", "create").expect(0);
    }

    private void kill(String moment, long later, String... words) throws Exception {
        Path error = Files.createTempFile(folder, "killed", ".txt");
        Process process = berth.start(folder.resolve("output"), error, words);
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!moment.isBlank() && !Files.readString(error).contains(moment)) {
            assertThat(process.isAlive())
                    .as("whether it still runs: " + Files.readString(error))
                    .isTrue();
            assertThat(Instant.now()).as(moment).isBefore(deadline);
            Thread.sleep(Duration.ofMillis(1));
        }
        Thread.sleep(later);
        process.destroyForcibly().waitFor();
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        berth.run("backup", "list", "--format", "json")
                .expect(0)
                .json()
                .getArray("backups")
                .forEach(each -> ids.add(((JsonObject) each).getString("id")));
        return ids;
    }

    private long rows() {
        return Long.parseLong(psql("SELECT count(*) FROM oracle"));
    }

    private String container(String service) {
        return DockerProgram.container(project, service);
    }

    private String psql(String sql) {
        return docker(
                        "exec",
                        container("postgres"),
                        "psql",
                        "-XqAt",
                        "-d",
                        "app",
                        "-c",
                        "SET search_path = public; " + sql)
                .strip();
    }
}
