package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.EarlierPostgres;
import dev.berth.testing.ReferenceWorkspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kill -9} of an upgrade, and what stands in its way: no row is lost, and the next command goes on or back. */
class UpgradeKillIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private ReferenceWorkspace workspace;
    private BerthProgram berth;
    private String project;

    @BeforeEach
    void createEarlierStack() throws Exception {
        DockerProgram.requireEngine();
        workspace = ReferenceWorkspace.create(folder);
        project = workspace.project("dev");
        berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        EarlierPostgres.define(workspace);
        berth.run("env", "switch", "dev", "--yes").expect(0);
        psql(
                "CREATE TABLE oracle (name text PRIMARY KEY); INSERT INTO oracle SELECT md5(n::text) FROM generate_series(1, 700) AS n");
        EarlierPostgres.defineNewer(workspace);
    }

    @AfterEach
    void removeEverything() {
        DockerProgram.removeProject(project);
    }

    @Test
    void upgradeWhenTheDataDoesNotFitLeavesTheOldVersionServing() {
        // Kept by a number that is another function's in the new version.
        psql("CREATE TABLE unfit (function regproc)");

        BerthProgram.Result refused = berth.run("stack", "upgrade", "--yes").expect(1);

        assertThat(refused.error())
                .contains("the data of postgres cannot be brought to PostgreSQL 17", "public.unfit.function");
        assertThat(version()).isEqualTo("15");
        psql("DROP TABLE unfit");
        berth.run("stack", "upgrade", "--yes").expect(0);
        assertThat(version()).isEqualTo("17");
        assertThat(rows()).isEqualTo("700");
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({
        "◐ upgrade, 0, on",
        "making a cluster, 500, back",
        "copying to, 200, on",
        "copying to, 900, back",
        "looking into every relation, 300, on",
        "✓ upgrade, 0, on",
        "✓ upgrade, 0, back",
        "✓ upgrade, 700, on",
        "✓ stores, 0, on",
        "✓ commit, 0, on",
        "✓ first backup, 300, on"
    })
    void upgradeWhenKilledAnywhereGoesOnOrBack(String moment, long later, String way) throws Exception {
        kill(moment, later);

        if (way.equals("on")) {
            berth.run("stack", "upgrade", "--yes").expect(0);
            assertThat(version()).isEqualTo("17");
        } else {
            BerthProgram.Result back = berth.run("env", "switch", "dev", "--undo", "--yes");
            if (back.exitCode() != 0) {
                // The new version was started already: what it was given since is put aside by another command.
                assertThat(back.error()).contains("has been started", "stack upgrade --undo");
                berth.run("stack", "upgrade", "--undo", "--yes").expect(0);
            }
            assertThat(version()).isEqualTo("15");
            berth.run("stack", "upgrade", "--yes").expect(0);
        }
        assertThat(rows()).isEqualTo("700");
        assertThat(docker(
                        "ps",
                        "-aq",
                        "--filter",
                        "label=dev.berth.purpose=upgrade",
                        "--filter",
                        "label=dev.berth.project=" + project))
                .isEmpty();
        assertThat(berth.run("stack", "status", "--format", "json")
                        .expect(0)
                        .json()
                        .getString("state"))
                .isEqualTo("healthy");
        berth.run("stack", "upgrade", "--undo", "--yes").expect(0);
        assertThat(version()).isEqualTo("15");
        assertThat(rows()).isEqualTo("700");
    }

    private void kill(String moment, long later) throws Exception {
        Path error = Files.createTempFile(folder, "killed", ".txt");
        Process process = berth.start(folder.resolve("output"), error, "stack", "upgrade", "--yes");
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!Files.readString(error).contains(moment)) {
            assertThat(process.isAlive())
                    .as("whether it still runs: " + Files.readString(error))
                    .isTrue();
            assertThat(Instant.now()).as(moment).isBefore(deadline);
            Thread.sleep(Duration.ofMillis(1));
        }
        Thread.sleep(later);
        process.destroyForcibly().waitFor();
    }

    private String version() {
        return psql("SELECT current_setting('server_version_num')::int / 10000");
    }

    private String rows() {
        return psql("SELECT count(*) FROM oracle");
    }

    private String psql(String sql) {
        return docker(
                        "exec",
                        DockerProgram.container(project, "postgres"),
                        "psql",
                        "-XqAt",
                        "-d",
                        "app",
                        "-c",
                        "SET search_path = public; " + sql)
                .strip();
    }
}
