package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static dev.berth.testing.DockerProgram.starts;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Full disks, with the repository and the database in small file systems of their own: what cannot fit is refused before it is
 * begun, and what runs full in its middle all the same leaves what serves as it was.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BackupRoomIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Keeps both file systems, which would go with the last container that uses them; large files in them make them full. */
    private static final String KEEPER = "sleep infinity";

    private String project;
    private String keeper;
    private BerthProgram berth;
    private String first = "";

    @BeforeAll
    void bringUp(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        ReferenceWorkspace workspace = ReferenceWorkspace.create(folder);
        project = workspace.project("dev");
        berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        Files.writeString(workspace.root().resolve("compose/compose.small.yaml"), """
                volumes:
                  backup:
                    driver: local
                    driver_opts: {type: tmpfs, device: tmpfs, o: "size=160m,uid=10001,gid=10001,mode=0700"}
                  postgres-data:
                    driver: local
                    driver_opts: {type: tmpfs, device: tmpfs, o: "size=400m,nr_inodes=8000,uid=10001,gid=10001,mode=0700"}
                """);
        workspace.edit(
                "environments/dev.yaml",
                "compose/compose.dev.yaml]",
                "compose/compose.dev.yaml, compose/compose.small.yaml]");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        keeper = docker(
                "run",
                "-d",
                "--init",
                "--label",
                "dev.berth.project=" + project,
                "--network=none",
                "--user=0:0",
                "-v",
                project + "_backup:/repository",
                "-v",
                project + "_postgres-data:/data",
                "--entrypoint=sh",
                "berth/helper:1",
                "-c",
                KEEPER);
        psql("CREATE TABLE oracle (id bigserial PRIMARY KEY); INSERT INTO oracle SELECT FROM generate_series(1, 5)");
        first = berth.run("backup", "create", "--format", "json")
                .expect(0)
                .json()
                .getObject("backup")
                .getString("id");
    }

    @AfterAll
    void removeEverything() {
        if (keeper != null) {
            docker("rm", "-f", keeper);
        }
        if (project != null) {
            DockerProgram.removeProject(project);
        }
    }

    @Test
    @Order(1)
    void createWhenTheRepositoryHasNoRoomIsRefusedBeforeItBegins() {
        List<String> before = ids();
        String starts = starts(project);
        keep("head -c $(($(df --output=avail -B1 /repository | tail -n 1) - 40000000)) /dev/zero >/repository/fill");
        try {
            assertThat(berth.run("backup", "create").expect(1).error())
                    .contains("there is not enough room in the repository", "backup prune", "Nothing was begun");
            assertThat(ids()).isEqualTo(before);
        } finally {
            keep("rm /repository/fill");
        }
        assertThat(starts(project)).isEqualTo(starts);
        berth.run("backup", "create").expect(0);
    }

    /** Nobody can know beforehand how much a volume's files will take. */
    @Test
    @Order(2)
    void createWhenTheRepositoryRunsFullLeavesNothingAndTheLogGoesOn() {
        List<String> before = ids();
        String starts = starts(project);
        String gateway = DockerProgram.container(project, "gateway");
        docker("exec", gateway, "sh", "-c", "head -c 170000000 /dev/urandom >/var/lib/caddy/big");
        try {
            assertThat(berth.run("backup", "create").expect(1).error())
                    .contains("No space left on device", "The repository is full", "the volume " + project + "_backup");
            assertThat(ids()).isEqualTo(before);
            assertThat(keep("ls /repository/sets").lines().filter(name -> name.endsWith("Z")))
                    .as("what lies there")
                    .containsExactlyInAnyOrderElementsOf(before);
        } finally {
            docker("exec", gateway, "rm", "/var/lib/caddy/big");
        }
        String segment = psql("SELECT pg_walfile_name(pg_switch_wal())");
        Eventually.within(
                PATIENCE,
                "the log is stored",
                () -> assertThat(psql("SELECT last_archived_wal >= '%s' FROM pg_stat_archiver".formatted(segment)))
                        .isEqualTo("t"));
        assertThat(starts(project)).isEqualTo(starts);
        berth.run("backup", "create").expect(0);
    }

    @Test
    @Order(3)
    void restoreWhenTheDataHasNoRoomIsRefusedBeforeItBegins() {
        List<String> before = ids();
        String starts = starts(project);
        keep("head -c $(($(df --output=avail -B1 /data | tail -n 1) - 40000000)) /dev/zero >/data/fill");
        try {
            assertThat(berth.run("backup", "restore", first, "--yes").expect(1).error())
                    .contains(
                            "not enough room for a copy beside what serves",
                            "the database needs",
                            "Nothing was changed");
            assertThat(ids()).as("not even a backup was made").isEqualTo(before);
        } finally {
            keep("rm /data/fill");
        }
        assertUntouched(starts);
    }

    /** There is room in bytes, and none for more files. */
    @Test
    @Order(4)
    void restoreWhenTheDiskRunsFullInItsMiddleTouchesNothing() {
        String starts = starts(project);
        keep(
                "mkdir /data/many && cd /data/many && seq $(($(df --output=iavail /data | tail -n 1) - 600)) | xargs touch");
        try {
            assertThat(berth.run("backup", "restore", first, "--yes").expect(1).error())
                    .contains("No space left on device", "what serves was not touched", "Make room");
            assertThat(keep("find /data -maxdepth 2 -name 'beside-*'"))
                    .as("what is left of it")
                    .isEmpty();
            assertUntouched(starts);
        } finally {
            keep("rm -rf /data/many");
        }
        psql("DELETE FROM oracle");
        berth.run("backup", "restore", first, "--yes").expect(0);
        assertThat(psql("SELECT count(*) FROM oracle")).isEqualTo("5");
    }

    private void assertUntouched(String starts) {
        assertThat(starts(project)).isEqualTo(starts);
        psql("INSERT INTO oracle DEFAULT VALUES");
        assertThat(berth.run("stack", "status", "--format", "json")
                        .expect(0)
                        .json()
                        .getString("state"))
                .isEqualTo("healthy");
    }

    private String keep(String script) {
        return docker("exec", keeper, "sh", "-c", script);
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
