package dev.berth;

import static dev.berth.testing.DockerProgram.container;
import static dev.berth.testing.DockerProgram.docker;
import static dev.berth.testing.DockerProgram.starts;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.testing.StackClient;
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

/** Every secret of the reference stack can be replaced while an application uses it, and is there again after a reboot. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RotationIT {
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final List<String> SERVICES =
            List.of("postgres", "pgbouncer", "redis-cache", "redis-session", "rest", "gateway");

    private final UUID user = UUID.randomUUID();
    private Path root;
    private String project;
    private BerthProgram berth;

    @BeforeAll
    void bringUp(@TempDir Path folder) throws Exception {
        DockerProgram.requireEngine();
        ReferenceWorkspace workspace = ReferenceWorkspace.create(folder);
        root = workspace.root();
        project = workspace.project("dev");
        berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        berth.run("env", "switch", "dev", "--yes").expect(0);
        assertEverythingAnswers(StackClient.of(berth, user));
    }

    @AfterAll
    void removeEverything() {
        if (project != null) {
            DockerProgram.removeProject(project);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres.app",
                "postgres.app_readonly",
                "postgres.migrator",
                "postgres.monitor",
                "postgres.authenticator",
                "pgbouncer.app",
                "redis-cache.app",
                "redis-cache.monitor",
                "redis-session.app",
                "redis-session.monitor",
                "api.jwt"
            })
    void rotateWhenInUseIsTakenUpByItsConsumersAlone(String secret) {
        List<String> consumers = consumers(secret);
        String others = startsExcept(consumers);

        berth.run("secrets", "rotate", secret, "--yes").expect(0);

        eventuallyEverythingAnswers();
        assertThat(startsExcept(consumers)).isEqualTo(others);
        berth.run("secrets", "check").expect(0);
        berth.run("stack", "status").expect(0);
        berth.run("db", "info").expect(0);
    }

    /** A reboot empties what is in memory, and the engine starts containers before anybody has rendered anything. */
    @Test
    void syncWhenAfterARebootServicesWaitForTheirFilesBringsThemBack() {
        SERVICES.forEach(service -> docker("stop", container(project, service)));
        DockerProgram.onTheHost("rm -rf /t/berth/" + project);
        SERVICES.forEach(service -> docker("start", container(project, service)));
        Eventually.within(
                ANSWER,
                "the service says what it waits for",
                () -> assertThat(docker("logs", container(project, "redis-cache")))
                        .contains("waiting for secrets in /run/berth"));

        berth.run("secrets", "sync", "--yes").expect(0);

        Eventually.within(
                Duration.ofSeconds(60),
                "the stack is healthy",
                () -> berth.run("stack", "status").expect(0));
        eventuallyEverythingAnswers();
    }

    /** What does not reach the database reaches nobody, however often it is tried, until the database has taken it up. */
    @Test
    void rotateWhenTheDatabaseTakesNoneLeavesEverybodyWithTheLoginsThatWork() {
        sql("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
        try {
            assertThat(berth.run("secrets", "rotate", "postgres.app", "--yes")
                            .expect(1)
                            .error())
                    .contains("postgres does not take up its changed secrets", "read-only");
            berth.run("secrets", "rotate", "postgres.app", "--yes").expect(1);
            docker("restart", container(project, "pgbouncer"));
        } finally {
            sql("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()");
        }
        StackClient client = StackClient.of(berth, user);
        Eventually.within(
                ANSWER,
                "the pooler works with the login before",
                () -> assertThat(client.sql("SELECT current_user")).isEqualTo("app"));
        berth.run("secrets", "check").expect(10);

        berth.run("secrets", "sync", "--yes").expect(0);

        eventuallyEverythingAnswers();
        berth.run("secrets", "check").expect(0);
    }

    @Test
    void startWhenASecretChangedMeanwhileGoesOnWithWhatWorks() {
        berth.run("stack", "stop").expect(0);
        berth.runWithInput("a-new-password-of-the-application", "secrets", "set", "postgres.app", "--yes")
                .expect(0);

        assertThat(berth.run("stack", "start").expect(0).error()).contains("rendered last");
        eventuallyEverythingAnswers();
        berth.run("secrets", "check").expect(10);

        // After a reboot there is nothing left to start with but what is stored.
        berth.run("stack", "stop").expect(0);
        DockerProgram.onTheHost("rm -rf /t/berth/" + project);
        berth.run("stack", "start").expect(0);

        eventuallyEverythingAnswers();
        berth.run("secrets", "check").expect(0);
    }

    @Test
    void syncWhenTheStoreIsGoneMakesNoOther(@TempDir Path elsewhere) {
        BerthProgram stranger = new BerthProgram(root, elsewhere);

        BerthProgram.Result refused =
                stranger.run("secrets", "sync", "--yes", "--format", "json").expect(1);

        assertThat(refused.errorJson().getString("code")).isEqualTo("SECRET_MISSING");
        assertThat(refused.errorJson().getString("hint")).contains("key import", "Nothing was changed");
        stranger.run("env", "switch", "dev", "--yes").expect(1);
        stranger.run("secrets", "rotate", "postgres.app", "--yes").expect(1);
        stranger.runWithInput("one-of-many", "secrets", "set", "postgres.app", "--yes")
                .expect(0);
        BerthProgram.Result others = stranger.run("secrets", "sync", "--yes").expect(1);
        assertThat(others.error()).contains("does not hold what services of", "redis-cache.app");
        eventuallyEverythingAnswers();
    }

    private void sql(String... statements) {
        for (String statement : statements) {
            docker("exec", container(project, "postgres"), "psql", "-d", "app", "-Atqc", statement);
        }
    }

    private void eventuallyEverythingAnswers() {
        StackClient client = StackClient.of(berth, user);
        Eventually.within(ANSWER, "every service answers to the new secrets", () -> assertEverythingAnswers(client));
    }

    private static void assertEverythingAnswers(StackClient client) throws Exception {
        assertThat(client.sql("DATABASE_URL", "SELECT current_user")).isEqualTo("app");
        assertThat(client.sql("DATABASE_DIRECT_URL", "SELECT current_user")).isEqualTo("app");
        assertThat(client.redis("REDIS_SESSION_URL", "PING")).isEqualTo("+PONG");
        assertThat(client.redis("REDIS_URL", "PING")).isEqualTo("+PONG");
        assertThat(client.get("notes?select=title")).isEqualTo("[]");
    }

    private List<String> consumers(String secret) {
        JsonObject listed =
                berth.run("secrets", "list", "--format", "json").expect(0).json();
        return listed.getArray("secrets").stream()
                .map(JsonObject.class::cast)
                .filter(each -> secret.equals(each.getString("name")))
                .flatMap(each -> each.getArray("consumers").stream().map(String.class::cast))
                .toList();
    }

    private String startsExcept(List<String> services) {
        List<String> lines = starts(project)
                .lines()
                .filter(line -> services.stream().noneMatch(service -> line.contains("-" + service + "-")))
                .sorted()
                .toList();
        assertThat(lines).hasSize(SERVICES.size() - services.size());
        return String.join("\n", lines);
    }
}
