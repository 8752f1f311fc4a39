package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static dev.berth.testing.DockerProgram.starts;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.JointWriters;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.testing.StackClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Sets of the real stack, from outside: every test goes on with what the one before it left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BackupIT {
    private ReferenceWorkspace workspace;
    private BerthProgram berth;
    private String project;
    private StackClient client;
    private String first = "";

    @BeforeAll
    void createStack(@TempDir Path folder) throws Exception {
        DockerProgram.requireEngine();
        workspace = ReferenceWorkspace.create(folder);
        project = workspace.project("dev");
        berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        berth.run("env", "switch", "dev", "--yes").expect(0);
        client = StackClient.of(berth, UUID.randomUUID());
        psql("CREATE TABLE oracle (id bigserial PRIMARY KEY); GRANT ALL ON oracle, oracle_id_seq TO app");
    }

    @AfterAll
    void removeEverything() {
        if (project != null) {
            DockerProgram.removeProject(project);
        }
    }

    @Test
    @Order(1)
    void listWhenThereIsNoneSaysSo() {
        assertThat(berth.run("backup", "list", "--format", "json")
                        .expect(0)
                        .json()
                        .getArray("backups"))
                .isEmpty();
        assertThat(berth.run("backup", "show", "latest").expect(1).error()).contains("dev has no backup yet");
    }

    @Test
    @Order(2)
    void createWhileOthersWriteStopsNobodyAndIsOneMoment() throws Exception {
        String before = starts(project);
        JsonObject made;
        try (JointWriters writers = JointWriters.begin(client, 4)) {
            made = berth.run("backup", "create", "--format", "json")
                    .expect(0)
                    .json()
                    .getObject("backup");
            assertThat(writers.failures()).isEmpty();
        }
        first = made.getString("id");
        assertThat(starts(project)).isEqualTo(before);
        assertThat(made.getString("type")).isEqualTo("full");
        assertThat(made.getString("state")).isEqualTo("complete");
        assertThat(made.getArray("stores")).containsExactly("postgres", "redis-session", "gateway-data");
        assertThat(made.getLong("bytes")).isPositive();
        assertThat(made.getString("createdAt")).matches("\\d{4}-.*T.*\\.\\d{9}Z");
    }

    @Test
    @Order(3)
    void verifyAndDrillWhenAllIsWellProveIt() {
        JsonObject verified = berth.run("backup", "verify", first, "--format", "json")
                .expect(0)
                .json();
        assertThat(names(verified.getArray("parts"), "ok"))
                .containsExactlyInAnyOrder(
                        "postgres", "postgres log", "redis-session", "gateway-data", "configuration");
        String before = starts(project);
        JsonObject drilled = berth.run("backup", "drill", "latest", "--format", "json")
                .expect(0)
                .json();
        assertThat(names(drilled.getArray("checks"), "ok"))
                .contains("restored", "rows", "migrations", "pg_amcheck", "checksums", "redis-session", "gateway-data");
        assertThat(drilled.getDouble("recoveryTimeSeconds")).isPositive();
        assertThat(drilled.has("recoveryPointSeconds")).isTrue();
        assertThat(starts(project)).isEqualTo(before);
        assertThat(docker("volume", "ls", "-q")).doesNotContain(project + "_drill");
        JsonObject listed = berth.run("backup", "list", "--format", "json")
                .expect(0)
                .json()
                .getArray("backups")
                .getObject(0);
        assertThat(listed.has("verifiedAt")).isTrue();
        assertThat(listed.has("drilledAt")).isTrue();
    }

    @Test
    @Order(4)
    void restoreBringsEverythingBackToTheMomentAndUndoBringsItBackAgain() throws Exception {
        psql("DELETE FROM oracle");
        client.redis("REDIS_SESSION_URL", "SET", "later", "1");

        berth.run("backup", "restore", first, "--yes").expect(0);

        client = StackClient.of(berth, UUID.randomUUID());
        long inPostgres = Long.parseLong(psql("SELECT count(*) FROM oracle"));
        long inRedis = number(client.redis("REDIS_SESSION_URL", "GET", JointWriters.COUNTER));
        // Each writer counts in Redis first and then in PostgreSQL: what was between the two is in Redis alone.
        assertThat(inPostgres).isPositive().isBetween(inRedis - 4, inRedis);
        assertThat(client.redis("REDIS_SESSION_URL", "EXISTS", "later")).contains("0");
        assertThat(berth.run("stack", "status", "--format", "json")
                        .expect(0)
                        .json()
                        .getString("state"))
                .isEqualTo("healthy");

        berth.run("backup", "restore", "--undo", "--yes").expect(0);

        client = StackClient.of(berth, UUID.randomUUID());
        assertThat(psql("SELECT count(*) FROM oracle")).isEqualTo("0");
        assertThat(client.redis("REDIS_SESSION_URL", "EXISTS", "later")).contains("1");
        assertThat(berth.run("backup", "restore", "--undo", "--yes").expect(1).error())
                .contains("has no restore to take back");
    }

    @Test
    @Order(5)
    void restoreToAMomentHitsItExactly() throws Exception {
        berth.run("backup", "create").expect(0);
        psql("INSERT INTO oracle SELECT FROM generate_series(1, 5)");
        Thread.sleep(50);
        String moment =
                psql("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')") + "+00:00";
        Thread.sleep(50);
        psql("INSERT INTO oracle SELECT FROM generate_series(1, 7)");

        JsonObject done = berth.run("backup", "restore", "--at", moment, "--yes", "--format", "json")
                .expect(0)
                .json();

        assertThat(psql("SELECT count(*) FROM oracle")).isEqualTo("5");
        assertThat(done.has("before")).isTrue();
        // What was restored can be backed up, and that restored again.
        psql("INSERT INTO oracle SELECT FROM generate_series(1, 100)");
        berth.run("backup", "create").expect(0);
        psql("DROP TABLE oracle");
        berth.run("backup", "restore", "latest", "--yes").expect(0);
        assertThat(psql("SELECT count(*) FROM oracle")).isEqualTo("105");
    }

    @Test
    @Order(6)
    void restoreOfATableTouchesNothingElse() {
        psql("CREATE TABLE owner (id int PRIMARY KEY); INSERT INTO owner VALUES (1);"
                + " CREATE TABLE \"Odd name\" (id serial PRIMARY KEY, owner int REFERENCES owner, label text UNIQUE);"
                + " INSERT INTO \"Odd name\" (owner, label) SELECT 1, n::text FROM generate_series(1, 300) AS n;"
                + " CREATE TABLE part (day int NOT NULL) PARTITION BY LIST (day);"
                + " CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1); INSERT INTO part VALUES (1), (1)");
        berth.run("backup", "create").expect(0);
        psql("DELETE FROM \"Odd name\" WHERE id > 10; DROP TABLE owner CASCADE; DROP TABLE part_1");
        String before = starts(project);

        JsonObject done = berth.run(
                        "backup",
                        "restore",
                        "latest",
                        "--table",
                        "public.Odd name",
                        "--table",
                        "public.owner",
                        "--table",
                        "public.part_1",
                        "--into",
                        "restored",
                        "--format",
                        "json")
                .expect(0)
                .json();

        assertThat(done.getArray("tables")).hasSize(3);
        assertThat(psql("SELECT count(*), max(label::int) FROM restored.\"Odd name\""))
                .isEqualTo("300|300");
        assertThat(psql("SELECT count(*) FROM \"Odd name\"")).isEqualTo("10");
        assertThat(psql("SELECT count(*) FROM restored.owner")).isEqualTo("1");
        // A partition is a table of its own there, and brings no row back into what serves.
        assertThat(psql("SELECT count(*) FROM restored.part_1")).isEqualTo("2");
        assertThat(psql("SELECT count(*) FROM part")).isEqualTo("0");
        assertThat(starts(project)).isEqualTo(before);
        // What is there is never written over, and nothing is half done.
        assertThat(berth.run("backup", "restore", "latest", "--table", "public.owner", "--into", "restored")
                        .expect(1)
                        .error())
                .contains("already exists", "Nothing was changed");
        assertThat(berth.run("backup", "restore", "latest", "--table", "public.nowhere", "--into", "restored")
                        .expect(1)
                        .error())
                .contains("has no table public.nowhere");
        assertThat(docker("volume", "ls", "-q")).doesNotContain(project + "_table");
        psql("DROP SCHEMA restored CASCADE; DROP TABLE \"Odd name\", part");
    }

    @Test
    @Order(7)
    void restoreToTheEndBringsBackWhatWasStoredBeforeTheCrash() {
        psql("INSERT INTO oracle SELECT FROM generate_series(1, 11)");
        long stored = Long.parseLong(psql("SELECT count(*) FROM oracle"));
        String segment = psql("SELECT pg_walfile_name(pg_switch_wal())");
        Eventually.within(
                Duration.ofMinutes(1),
                "the log is stored",
                () -> assertThat(psql("SELECT last_archived_wal >= '%s' FROM pg_stat_archiver".formatted(segment)))
                        .isEqualTo("t"));
        psql("INSERT INTO oracle DEFAULT VALUES");
        docker("kill", "--signal", "KILL", DockerProgram.container(project, "postgres"));

        berth.run("backup", "restore", "--at", "end", "--yes").expect(0);

        assertThat(Long.parseLong(psql("SELECT count(*) FROM oracle"))).isBetween(stored, stored + 1);
        psql("DELETE FROM oracle WHERE id IN (SELECT id FROM oracle ORDER BY id OFFSET 105)");
        berth.run("backup", "create").expect(0);
    }

    @Test
    @Order(8)
    void restoreWhenTheMomentCannotBeReachedChangesNothing() {
        String before = starts(project);

        assertThat(berth.run("backup", "restore", "--at", "2020-01-01 00:00Z", "--yes")
                        .expect(1)
                        .error())
                .contains("lies before every backup");
        assertThat(berth.run(
                                "backup",
                                "restore",
                                "--at",
                                Instant.now().plusSeconds(3600).toString(),
                                "--yes")
                        .expect(1)
                        .error())
                .contains("is yet to come");
        assertThat(berth.run("backup", "restore", "--at", "2026-11-22 10:00", "--yes")
                        .expect(2)
                        .error())
                .contains("does not say in which zone");
        assertThat(berth.run("backup", "restore", "19990101T000000Z", "--yes")
                        .expect(1)
                        .error())
                .contains("has no backup 19990101T000000Z");
        assertThat(berth.run("backup", "restore", "latest").expect(5).error()).contains("nobody can be asked");
        assertThat(berth.run("backup", "restore").expect(2).error()).contains("needs to know what to go back to");
        assertThat(starts(project)).isEqualTo(before);
        assertThat(psql("SELECT count(*) FROM oracle")).isEqualTo("105");
    }

    @Test
    @Order(9)
    void restoreWhenEverythingButTheBackupsIsGoneBringsItBack() throws Exception {
        BerthProgram.Result down = berth.run("stack", "down", "--volumes", "--yes", "--confirm", project)
                .expect(0);
        assertThat(down.output()).contains(project + "_backup");
        assertThat(docker("volume", "ls", "-q", "--filter", "name=" + project).lines())
                .containsExactlyInAnyOrder(project + "_backup", project + "_berth");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        // Another cluster than the one that was backed up must not be mixed with it.
        assertThat(berth.run("backup", "create").expect(1).error())
                .contains("the repository belongs to another PostgreSQL cluster");

        berth.run("backup", "restore", "latest", "--yes").expect(0);

        assertThat(psql("SELECT count(*) FROM oracle")).isEqualTo("105");
        berth.run("backup", "create").expect(0);
    }

    @Test
    @Order(10)
    void pruneKeepsThePinnedAndTheLastGoodOne() throws Exception {
        berth.run("backup", "pin", first).expect(0);
        workspace.edit(
                "environments/dev.yaml",
                "extends: base",
                "extends: base\nbackup: {keep: {daily: 1, weekly: 0, monthly: 0}}");
        berth.run("backup", "create", "--type", "full").expect(0);
        int before = ids().size();

        BerthProgram.Result dry = berth.run("backup", "prune", "--dry-run").expect(0);
        assertThat(dry.output()).startsWith("These would go");
        assertThat(ids()).hasSize(before);
        berth.run("backup", "prune").expect(0);

        List<String> left = ids();
        assertThat(left).hasSizeLessThan(before).contains(first);
        assertThat(berth.run("backup", "list").expect(0).output())
                .contains("last good")
                .contains("pinned");
        for (String id : left) {
            berth.run("backup", "verify", id).expect(0);
        }
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

    private static List<String> names(JsonArray array, String truth) {
        List<String> names = new ArrayList<>();
        array.forEach(each -> {
            JsonObject object = (JsonObject) each;
            if (object.getBoolean(truth)) {
                names.add(object.getString("name"));
            }
        });
        return names;
    }

    private static long number(String answer) {
        return Long.parseLong(answer.replaceAll("[^0-9]", ""));
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
