package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static dev.berth.testing.DockerProgram.starts;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.BucketWorkspace;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.testing.TestAuthority;
import dev.berth.testing.TestBucket;
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

/**
 * A bucket on its bad days: one sentence says what is wrong and what comes next, nothing half counts as a set, nothing stays
 * locked, what serves goes on, and no piece of PostgreSQL's log is lost.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupStoreFaultsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
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

    /** Segments that were full meanwhile wait in the database's volume, which status tells. */
    @Tag("long")
    @Test
    void logWhenTheStoreIsAwayWaitsAndIsStoredAfterwards() {
        List<String> before = ids();
        String starts = starts(project);
        String rows;
        String at;
        bucket.leave();
        try {
            psql("INSERT INTO oracle SELECT FROM generate_series(1, 1000)");
            psql("SELECT pg_switch_wal()");
            assertThat(berth.run("backup", "create").expect(1).error())
                    .contains("the bucket's server %s:%d does not answer".formatted(TestBucket.HOST, TestBucket.PORT))
                    .contains("Nothing of the environment was changed");
            Eventually.within(
                    PATIENCE,
                    "status tells that the log cannot be stored",
                    () -> assertThat(berth.run("stack", "status", "--stats").output())
                            .containsPattern("its WAL waits for .* to be archived|cannot archive its WAL"));
            psql("INSERT INTO oracle SELECT FROM generate_series(1, 1000)");
            psql("SELECT pg_switch_wal()");
            psql("INSERT INTO oracle SELECT FROM generate_series(1, 1000)");
            rows = psql("SELECT count(*) FROM oracle");
            at = psql("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || 'Z'");
        } finally {
            bucket.comeBack();
        }
        psql("INSERT INTO oracle DEFAULT VALUES");
        String last = psql("SELECT pg_walfile_name(pg_switch_wal())");
        Eventually.within(
                PATIENCE,
                "the log is stored",
                () -> assertThat(psql("SELECT last_archived_wal >= '%s' FROM pg_stat_archiver".formatted(last)))
                        .isEqualTo("t"));
        assertNothingHappened(before, starts);
        berth.run("backup", "restore", "--at", at, "--table", "public.oracle", "--into", "seen", "--yes")
                .expect(0);
        assertThat(psql("SELECT count(*) FROM seen.oracle"))
                .as("rows at the moment, by the log that had waited alone")
                .isEqualTo(rows);
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "every answer is an error # respond 500 # answers 500 (Internal Server Error) # try again when it is well",
                "it is overrun # respond 503 # answers 503 (Service Unavailable) # try again when it is well",
                "it cannot be written to # @writes method PUT POST\\nrespond @writes 500 # answers 500 (Internal Server Error) # try again",
                "it has no room # @writes method PUT POST\\nrespond @writes 507 # answers 507 (Insufficient Storage) # The repository is full",
                "it is not the right one # respond \"<Error><Code>NoSuchBucket</Code></Error>\" 404 # NoSuchBucket # Make the bucket"
            })
    void createWhenTheStoreFailsSaysSoAndLeavesNothing(String what, String fault, String words, String next) {
        List<String> before = ids();
        String starts = starts(project);
        bucket.fail(fault.replace("\\n", "\n"));
        try {
            assertThat(berth.run("backup", "create").expect(1).error()).as(what).contains(words, next);
        } finally {
            bucket.heal();
        }
        assertNothingHappened(before, starts);
        berth.run("backup", "create").expect(0);
    }

    @Tag("long")
    @Test
    void restoreWhenTheStoreFailsInItsMiddleTouchesNothing() {
        List<String> before = ids();
        String starts = starts(project);
        // A set of what is there can be made, and PostgreSQL comes back; what comes after it cannot be read.
        bucket.fail("@files {\nmethod GET\npath */volumes/*\n}\nrespond @files 500");
        try {
            assertThat(berth.run("backup", "restore", before.getFirst(), "--yes")
                            .expect(1)
                            .error())
                    .contains("answers 500 (Internal Server Error)", "what serves was not touched");
            assertThat(berth.run("backup", "verify", before.getFirst())
                            .expect(1)
                            .error())
                    .contains("answers 500 (Internal Server Error)");
        } finally {
            bucket.heal();
        }
        assertThat(starts(project)).isEqualTo(starts);
        JsonObject shown = berth.run("backup", "show", before.getFirst(), "--format", "json")
                .expect(0)
                .json();
        assertThat(shown.getString("state"))
                .as("a bucket in trouble is no damage")
                .isEqualTo("complete");
        berth.run("backup", "restore", before.getFirst(), "--yes").expect(0);
    }

    @Tag("long")
    @Test
    void createWhenTheBucketIsReallyFullLeavesNothing() {
        List<String> before = ids();
        String starts = starts(project);
        docker(
                "exec",
                DockerProgram.container(project, "gateway"),
                "sh",
                "-c",
                "head -c 60000000 /dev/urandom >/var/lib/caddy/big");
        try {
            assertThat(berth.run("backup", "create").expect(1).error())
                    .contains("507 (Insufficient Storage)", "The repository is full");
            assertNothingHappened(before, starts);
        } finally {
            docker("exec", DockerProgram.container(project, "gateway"), "rm", "/var/lib/caddy/big");
            // As the bucket's rule for uploads that were not completed does.
            bucket.shell("rm -rf /data/%s/.sgwtmp/multipart".formatted(TestBucket.NAME));
        }
        berth.run("backup", "create").expect(0);
    }

    @Tag("long")
    @Test
    void createWhenTheStoreAnswersLateIsComplete() throws Exception {
        bucket.hang();
        Process process;
        try {
            process = berth.start(
                    workspace.root().resolve("late.out"), workspace.root().resolve("late.err"), "backup", "create");
            psql("INSERT INTO oracle DEFAULT VALUES");
            String marked = psql("SELECT pg_walfile_name(pg_switch_wal())");
            Eventually.within(
                    PATIENCE,
                    "somebody asks it",
                    () -> assertThat(psql("SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name = '%s.ready'"
                                    .formatted(marked)))
                            .isEqualTo("1"));
        } finally {
            bucket.goOn();
        }
        assertThat(process.waitFor())
                .as(Files.readString(workspace.root().resolve("late.err")))
                .isZero();
        berth.run("backup", "verify", "latest").expect(0);
    }

    /** Whoever else answers at the bucket's address gets no keys to see, and is not taken for another key. */
    @Tag("long")
    @Test
    void listWhenAnotherAuthoritySignedForTheServerSaysSo() throws IOException {
        List<String> before = ids();
        String starts = starts(project);
        TestAuthority.valid(
                        Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(1)))
                .write(workspace.root().resolve("environments/store-ca.pem"));
        try {
            berth.run("secrets", "sync", "--yes").expect(0);
            assertThat(berth.run("backup", "list").expect(1).error())
                    .contains("unable to verify certificate", "caFile")
                    .doesNotContain("another key");
        } finally {
            bucket.writeAuthority(workspace.root().resolve("environments/store-ca.pem"));
            berth.run("secrets", "sync", "--yes").expect(0);
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
