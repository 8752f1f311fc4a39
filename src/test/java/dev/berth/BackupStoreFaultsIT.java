package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static dev.berth.testing.DockerProgram.starts;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.BucketWorkspace;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.testing.TestBucket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bucket on its bad days: one sentence says what is wrong and what comes next, nothing half counts as a set, nothing stays
 * locked, and what serves goes on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupStoreFaultsIT {
    private static final String ACCESS = "AKBERTHTEST";
    private static final String SECRET = "a-secret-key-of-the-tests-own";

    private TestBucket bucket;
    private ReferenceWorkspace workspace;
    private String project;
    private BerthProgram berth;

    @BeforeAll
    void bringUp(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        bucket = TestBucket.start(ACCESS, SECRET, "--tmpfs", "/data:size=48m");
        workspace = BucketWorkspace.create(folder, bucket);
        project = workspace.project("dev");
        berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        BucketWorkspace.storeKeys(berth, ACCESS, SECRET);
        berth.run("env", "switch", "dev", "--yes").expect(0);
        psql("CREATE TABLE oracle (id bigserial PRIMARY KEY)");
        berth.run("backup", "create").expect(0);
    }

    @AfterAll
    void removeEverything() {
        if (project != null) {
            DockerProgram.removeProject(project);
        }
        if (bucket != null) {
            bucket.close();
        }
    }

    @Test
    void everythingWhenTheStoreForbidsItSaysSoAndStopsNothing() {
        List<String> before = ids();
        String starts = starts(project);
        bucket.fail("respond 403");
        try {
            for (String[] command : new String[][] {
                {"backup", "create"},
                {"backup", "list"},
                {"backup", "verify", "latest"},
                {"backup", "drill", "latest"},
                {"backup", "restore", "latest", "--yes"},
                {"backup", "prune", "--yes"}
            }) {
                BerthProgram.Result refused = berth.run(command).expect(1);
                assertThat(refused.error())
                        .as(String.join(" ", command))
                        .contains(
                                "%s answers 403 (Forbidden)".formatted(TestBucket.HOST),
                                "accessKeySecret",
                                "secrets sync")
                        .doesNotContain("x-amz", "Request Headers");
            }
        } finally {
            bucket.heal();
        }
        assertNothingHappened(before, starts);
    }

    private void assertNothingHappened(List<String> before, String starts) {
        assertThat(ids()).as("sets").isEqualTo(before);
        assertThat(bucket.shell("find /data -path '*/sets/*' -name 'manifest.json' | wc -l"))
                .isEqualTo(Integer.toString(before.size()));
        assertThat(starts(project)).as("what serves").isEqualTo(starts);
        psql("INSERT INTO oracle DEFAULT VALUES");
        assertThat(berth.run("stack", "status", "--format", "json")
                        .expect(0)
                        .json()
                        .getString("state"))
                .isEqualTo("healthy");
        berth.run("backup", "pin", "latest", "--off").expect(0);
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
