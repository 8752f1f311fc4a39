package dev.berth;

import static dev.berth.testing.DockerProgram.container;
import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.testing.StackClient;
import dev.berth.testing.SteadyLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody who uses the stack notices that a secret is replaced: no transaction and no request fails, none is cut off. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RotationUnderLoadIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TRANSACTION = """
            \\set number random(1, 100000)
            BEGIN;
            INSERT INTO notes (owner_id, title) VALUES (gen_random_uuid(), 'transaction ' || :number) RETURNING id \\gset
            SELECT title FROM notes WHERE id = :id;
            DELETE FROM notes WHERE id = :id;
            COMMIT;
            """;

    private static final String SESSION =
            "redis-session.app: {generate: {length: 32, alphabet: url}, consumers: [redis-session]";

    private final UUID user = UUID.randomUUID();
    private Path folder;
    private ReferenceWorkspace workspace;
    private String project;
    private BerthProgram berth;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        DockerProgram.requireEngine();
        folder = temporary;
        workspace = ReferenceWorkspace.create(temporary);
        project = workspace.project("dev");
        berth = new BerthProgram(workspace.root(), temporary.resolve("home")).with("LANG", "C.UTF-8");
        berth.run("env", "switch", "dev", "--yes").expect(0);
    }

    @AfterAll
    void removeEverything() {
        if (project != null) {
            DockerProgram.removeProject(project);
        }
    }

    @Test
    void rotateWhenThePoolIsBusyFailsNoTransaction() {
        rotateUnderTransactions(2);
    }

    @Test
    @Tag("long")
    void rotateTenTimesWhenThePoolIsBusyFailsNoTransaction() {
        rotateUnderTransactions(10);
    }

    /** A login before is locked once nobody uses it, and not earlier. */
    @Test
    void rotateWhenASessionUsesTheLoginBeforeLocksItAtTheNextSync() throws Exception {
        StackClient before = StackClient.of(berth, user);
        String login = before.sql("DATABASE_DIRECT_URL", "SELECT session_user");
        try (StackClient.Session session = before.session("DATABASE_DIRECT_URL")) {
            berth.run("secrets", "rotate", "postgres.app", "--yes").expect(0);

            assertThat(session.ask("SELECT session_user")).isEqualTo(login);
            assertThat(canLogIn(login)).isTrue();
            assertThat(StackClient.of(berth, user).sql("DATABASE_DIRECT_URL", "SELECT session_user"))
                    .isNotEqualTo(login)
                    .startsWith("app_");
        }
        Eventually.within(PATIENCE, "the session is gone", () -> {
            berth.run("secrets", "sync", "--yes").expect(0);
            assertThat(canLogIn(login)).isFalse();
        });
    }

    @Test
    void rotateWhenAnApplicationKnowsThePasswordOrKeyBeforeLetsItGoOn() throws Exception {
        StackClient before = StackClient.of(berth, user);

        berth.run("secrets", "rotate", "redis-session.app", "--yes").expect(0);
        berth.run("secrets", "rotate", "api.jwt", "--yes").expect(0);

        StackClient after = StackClient.of(berth, user);
        Eventually.within(PATIENCE, "both keys are taken", () -> {
            assertThat(before.get("notes?select=title&limit=0")).isEqualTo("[]");
            assertThat(after.get("notes?select=title&limit=0")).isEqualTo("[]");
        });
        assertThat(before.redis("REDIS_SESSION_URL", "PING")).isEqualTo("+PONG");
        assertThat(after.redis("REDIS_SESSION_URL", "PING")).isEqualTo("+PONG");
        // Each has its time, however soon the next comes; a stolen one has none, once the overlap is taken away.
        berth.run("secrets", "rotate", "redis-session.app", "--yes").expect(0);
        assertThat(before.redis("REDIS_SESSION_URL", "PING")).isEqualTo("+PONG");
        assertThat(after.redis("REDIS_SESSION_URL", "PING")).isEqualTo("+PONG");
        StackClient last = StackClient.of(berth, user);
        workspace.edit("secrets-templates/secrets.yaml", SESSION + ", overlap: 24h}", SESSION + "}");
        berth.run("secrets", "sync", "--yes").expect(0);
        workspace.edit("secrets-templates/secrets.yaml", SESSION + "}", SESSION + ", overlap: 24h}");
        assertThatThrownBy(() -> before.redis("REDIS_SESSION_URL", "PING")).hasMessageContaining("WRONGPASS");
        assertThat(last.redis("REDIS_SESSION_URL", "PING")).isEqualTo("+PONG");
    }

    @Test
    void rotateWhenTheApiIsBusyFailsNoRequest() throws Exception {
        rotateUnderRequests(1);
    }

    @Test
    @Tag("long")
    void rotateTenTimesWhenTheApiIsBusyFailsNoRequest() throws Exception {
        rotateUnderRequests(10);
    }

    /** Killed at any moment, somebody healthy serves, and the next sync ends what was begun. */
    @ParameterizedTest
    @Tag("long")
    @ValueSource(
            strings = {
                "✓ secrets",
                "healthy · rest-green: ",
                "rest: left alone",
                "healthy · rest: ",
                "rest-green: left alone",
                "✓ services"
            })
    void rotateWhenKilledIsEndedByASyncAndFailsNoRequest(String moment) throws Exception {
        StackClient client = StackClient.of(berth, user);
        try (SteadyLoad load = SteadyLoad.onTheApi(client)) {
            kill(moment, "secrets", "rotate", "postgres.authenticator", "--yes");
            berth.run("secrets", "sync", "--yes").expect(0);

            assertThat(load.failures()).isEmpty();
        }
        assertAllIsDone();
    }

    private void rotateUnderTransactions(int times) {
        String load = docker(
                "run",
                "-d",
                "--network",
                project + "_pool",
                "--label",
                "dev.berth.project=" + project,
                "-e",
                "PGPASSWORD=" + secret("pgbouncer.app"),
                "-e",
                "TRANSACTION=" + TRANSACTION,
                "--entrypoint",
                "sh",
                "berth/postgres:17",
                "-c",
                "printf %s \"$TRANSACTION\" >/tmp/transaction && exec pgbench --host=pgbouncer --port=6432 --username=app"
                        + " --no-vacuum --client=16 --jobs=2 --rate=200 --protocol=prepared --time=600 --progress=1"
                        + " --file=/tmp/transaction app");
        Eventually.within(
                PATIENCE,
                "transactions run",
                () -> assertThat(docker("logs", load)).contains("progress:"));
        for (int time = 0; time < times; time++) {
            berth.run("secrets", "rotate", "postgres.app", "--yes").expect(0);
        }
        // It says of each second how many failed, and ends when it has lost a client.
        assertThat(docker("inspect", "-f", "{{.State.Running}}", load))
                .as(docker("logs", load))
                .isEqualTo("true");
        assertThat(docker("logs", load))
                .doesNotContain("aborted", "error", "FATAL")
                .doesNotContainPattern("[1-9][0-9]* failed");
        assertThat(docker("exec", container(project, "postgres"), "psql", "-d", "app", "-Atc", """
                SELECT count(*) FROM pg_stat_activity WHERE usename LIKE 'app\\__'
                """))
                .isNotEqualTo("0");
        docker("rm", "-f", load);
        assertAllIsDone();
    }

    private void rotateUnderRequests(int times) throws Exception {
        StackClient client = StackClient.of(berth, user);
        try (SteadyLoad load = SteadyLoad.onTheApi(client)) {
            for (int time = 0; time < times; time++) {
                long before = load.answered();
                berth.run("secrets", "rotate", "postgres.authenticator", "--yes")
                        .expect(0);
                assertThat(load.answered()).isGreaterThan(before);
            }
            assertThat(load.failures()).isEmpty();
        }
        assertAllIsDone();
    }

    private void kill(String moment, String... words) throws Exception {
        Path error = Files.createTempFile(folder, "killed", ".txt");
        Process process = berth.start(folder.resolve("output"), error, words);
        Eventually.within(PATIENCE, moment, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("it has ended already: " + Files.readString(error));
            }
            assertThat(Files.readString(error)).contains(moment);
        });
        process.destroyForcibly().waitFor();
    }

    /** What runs is what is stored, the logins before are locked, and no twin is left. */
    private void assertAllIsDone() {
        berth.run("secrets", "check").expect(0);
        berth.run("env", "plan", "dev", "--exit-code").expect(0);
        assertThat(psql("SELECT count(*) FROM pg_roles WHERE rolname ~ '^(app|authenticator)_[ab]$' AND rolcanlogin"))
                .isEqualTo("2");
        assertThat(docker("ps", "-aq", "--filter", "name=" + project + "-rest-green"))
                .isEmpty();
    }

    private boolean canLogIn(String login) {
        return psql("SELECT rolcanlogin FROM pg_roles WHERE rolname = '%s'".formatted(login))
                .equals("t");
    }

    private String psql(String statement) {
        return docker(List.of("exec", container(project, "postgres"), "psql", "-d", "app", "-Atc", statement)
                .toArray(String[]::new));
    }

    private String secret(String name) {
        return berth.run("secrets", "get", name, "--reveal").expect(0).output().strip();
    }
}
