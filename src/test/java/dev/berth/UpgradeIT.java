package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static dev.berth.testing.DockerProgram.starts;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.EarlierPostgres;
import dev.berth.testing.ReferenceWorkspace;
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

/** From Debian 12's PostgreSQL to Debian 13's, and back: every test goes on with what the one before it left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpgradeIT {
    private ReferenceWorkspace workspace;
    private BerthProgram berth;
    private String project;
    private String earlier = "";

    @BeforeAll
    void createEarlierStack(@TempDir Path folder) throws Exception {
        DockerProgram.requireEngine();
        workspace = ReferenceWorkspace.create(folder);
        project = workspace.project("dev");
        berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        EarlierPostgres.define(workspace);
        berth.run("env", "switch", "dev", "--yes").expect(0);
        psql(
                "CREATE TABLE oracle (name text PRIMARY KEY, n int NOT NULL);"
                        + " INSERT INTO oracle SELECT chr(192 + n % 300) || md5(n::text), n FROM generate_series(1, 5000) AS n");
        psql("CREATE SEQUENCE counted START 42; SELECT nextval('counted'); GRANT SELECT ON oracle TO app_readonly");
        berth.run("backup", "create").expect(0);
        earlier = ids().getFirst();
    }

    @AfterAll
    void removeEverything() {
        if (project != null) {
            DockerProgram.removeProject(project);
        }
    }

    @Test
    @Order(1)
    void switchWhenTheImageCannotServeTheDataTouchesNothing() {
        String before = starts(project);
        EarlierPostgres.defineNewer(workspace);

        BerthProgram.Result refused = berth.run("env", "switch", "dev", "--yes").expect(1);

        assertThat(refused.error())
                .contains("postgres holds data of PostgreSQL 15", "is PostgreSQL 17", "stack upgrade");
        assertThat(starts(project)).isEqualTo(before);
        assertThat(version()).isEqualTo("15");
    }

    @Test
    @Order(2)
    void upgradeBringsEveryRowToTheNewVersion() {
        String rows = rows();

        berth.run("stack", "upgrade", "postgres", "--yes").expect(0);

        assertThat(version()).isEqualTo("17");
        assertThat(rows()).isEqualTo(rows);
        assertThat(psql("SELECT nextval('counted')")).isEqualTo("43");
        assertThat(psql("SELECT has_table_privilege('app_readonly', 'oracle', 'SELECT')"))
                .isEqualTo("t");
        // The order of texts is the new library's, and so are the indexes: each row is found by them.
        assertThat(
                        psql(
                                "SELECT count(*) FROM pg_database WHERE datcollversion <> pg_database_collation_actual_version(oid)"))
                .isEqualTo("0");
        assertThat(psql("SET enable_seqscan = off; SELECT count(*) FROM oracle o"
                        + " WHERE EXISTS (SELECT FROM oracle i WHERE i.name = o.name AND i.n = o.n)"))
                .isEqualTo("5000");
        assertThat(oldFolder()).contains("PG_VERSION");
        assertThat(psql("SELECT count(*) FROM pg_stats WHERE tablename = 'oracle'"))
                .isEqualTo("2");
        assertThat(state()).isEqualTo("healthy");
        berth.run("db", "check").expect(0);
        assertThat(berth.run("env", "switch", "dev", "--yes").expect(0).output())
                .contains("nothing to do");
    }

    @Test
    @Order(3)
    void backupsOfBothVersionsVerifyAndOnlyTheNewOnesRestore() {
        List<String> ids = ids();
        assertThat(ids).hasSize(3).endsWith(earlier);
        for (String id : ids) {
            berth.run("backup", "verify", id).expect(0);
        }
        berth.run("backup", "drill", "latest").expect(0);
        String before = starts(project);
        assertThat(berth.run("backup", "restore", earlier, "--yes").expect(1).error())
                .contains("the backup is of PostgreSQL 15", "is PostgreSQL 17 now");
        assertThat(starts(project)).isEqualTo(before);
    }

    @Test
    @Order(4)
    void undoPutsTheOldVersionBackAndPutsAsideWhatWasWrittenSince() {
        // What is upgraded once more meanwhile changes nothing of where back is.
        berth.run("stack", "upgrade", "--yes").expect(0);
        String rows = rows();
        psql("INSERT INTO oracle VALUES ('since', 0)");

        berth.run("stack", "upgrade", "--undo", "--yes").expect(0);

        assertThat(folders()).anyMatch(folder -> folder.startsWith("/var/lib/postgresql/17/undone-"));

        assertThat(version()).isEqualTo("15");
        assertThat(rows()).isEqualTo(rows);
        assertThat(state()).isEqualTo("healthy");
        berth.run("backup", "create").expect(0);
        berth.run("backup", "verify", "latest").expect(0);
        assertThat(berth.run("stack", "upgrade", "--undo", "--yes").expect(2).error())
                .contains("has no upgrade to take back");
    }

    @Test
    @Order(5)
    void acceptRemovesWhatWasKeptForTheWayBack() {
        berth.run("stack", "upgrade", "--yes").expect(0);
        assertThat(folders())
                .anyMatch(folder -> folder.contains("before-"))
                .noneMatch(folder -> folder.contains("undone-"));

        berth.run("stack", "upgrade", "--accept", "--yes").expect(0);

        assertThat(folders()).containsExactly("/var/lib/postgresql/17/data");
        assertThat(DockerProgram.imagesBeforeUpgrades(project)).isEmpty();
        assertThat(berth.run("stack", "upgrade", "--undo", "--yes").expect(2).error())
                .contains("has no upgrade to take back");
    }

    private String oldFolder() {
        return docker(
                "exec", DockerProgram.container(project, "postgres"), "sh", "-c", "ls /var/lib/postgresql/15/before-*");
    }

    private List<String> folders() {
        return docker(
                        "exec",
                        DockerProgram.container(project, "postgres"),
                        "find",
                        "/var/lib/postgresql",
                        "-mindepth",
                        "2",
                        "-maxdepth",
                        "2",
                        "-type",
                        "d")
                .lines()
                .toList();
    }

    private String version() {
        return psql("SELECT current_setting('server_version_num')::int / 10000");
    }

    private String rows() {
        return psql(
                "SELECT count(*) || ' ' || md5(string_agg(name || n, ',' ORDER BY n, name COLLATE \"C\")) FROM oracle");
    }

    private String state() {
        return berth.run("stack", "status", "--format", "json").expect(0).json().getString("state");
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
