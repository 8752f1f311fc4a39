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

/** What an application has stored is there after whatever happens to containers, and the others go on answering. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DataSurvivalIT {
    /** The restart policy's pause, recovery, and a probe's interval; a slow machine needs longer. */
    private static final Duration RETURN = Duration.ofSeconds(60);

    /** Three probes in a row, each with its pause and its time limit of five seconds, and some for a slow machine. */
    private static final Duration NOTICED = Duration.ofSeconds(45);

    private static final Duration OTHERS_ANSWER = Duration.ofSeconds(15);

    private final UUID user = UUID.randomUUID();
    private String project;
    private BerthProgram berth;

    @BeforeAll
    void storeSomethingEverywhere(@TempDir Path folder) throws Exception {
        DockerProgram.requireEngine();
        ReferenceWorkspace workspace = ReferenceWorkspace.create(folder);
        project = workspace.project("dev");
        berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        berth.run("env", "switch", "dev", "--yes").expect(0);
        StackClient client = StackClient.of(berth, user);
        client.sql(
                "INSERT INTO profiles (id, name) SELECT gen_random_uuid(), 'Row ' || n FROM generate_series(1, 500) n");
        for (int n = 0; n < 50; n++) {
            assertThat(client.redis("REDIS_SESSION_URL", "SET", "session:" + n, "value " + n))
                    .isEqualTo("+OK");
        }
        client.post("notes", "{\"title\": \"Written through the API\"}");
        assertEverythingIsThere(client);
    }

    @AfterAll
    void removeEverything() {
        if (project != null) {
            DockerProgram.removeProject(project);
        }
    }

    @Test
    void dataWhenStackGoesDownAndUpIsThere() {
        berth.run("stack", "down", "--yes").expect(0);
        berth.run("stack", "up", "--yes").expect(0);

        eventuallyEverythingIsThere(RETURN);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"postgres", "pgbouncer", "redis-cache", "redis-session", "rest", "gateway"})
    void dataWhenAMainProcessIsKilledIsThere(String service) {
        String id = container(project, service);
        String others = startsExcept(service);
        String started = startedAt(id);

        signalFromTheHost("KILL", id);

        Eventually.within(RETURN, service + " is started again and healthy", () -> {
            assertThat(startedAt(id)).isNotEqualTo(started);
            assertThat(docker("inspect", "-f", "{{.State.Health.Status}}", id)).isEqualTo("healthy");
        });
        eventuallyEverythingIsThere(OTHERS_ANSWER);
        assertThat(startsExcept(service)).isEqualTo(others);
        berth.run("stack", "status").expect(0);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"postgres", "pgbouncer", "redis-cache", "redis-session", "rest", "gateway"})
    void othersWhenAServiceIsRecreatedAnswerAgainWithoutARestart(String service) {
        String before = container(project, service);
        String others = startsExcept(service);

        docker("rm", "--force", before);
        berth.run("stack", "up", "--yes").expect(0);

        eventuallyEverythingIsThere(OTHERS_ANSWER);
        assertThat(container(project, service)).isNotEqualTo(before);
        assertThat(startsExcept(service)).isEqualTo(others);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"postgres", "pgbouncer", "redis-cache", "redis-session", "rest", "gateway"})
    void statusWhenAServiceHangsNamesItUntilItGoesOn(String service) {
        String id = container(project, service);
        String started = starts(project);

        signalFromTheHost("STOP", id);
        try {
            Eventually.within(
                    NOTICED,
                    service + " is unhealthy",
                    () -> assertThat(health(id)).isEqualTo("unhealthy"));
            JsonObject status =
                    berth.run("stack", "status", "--format", "json").expect(3).json();
            assertThat(status.getString("state")).isEqualTo("unhealthy");
        } finally {
            signalFromTheHost("CONT", id);
        }

        Eventually.within(
                RETURN, service + " is healthy", () -> assertThat(health(id)).isEqualTo("healthy"));
        eventuallyEverythingIsThere(RETURN);
        assertThat(starts(project)).isEqualTo(started);
    }

    private static String health(String id) {
        return docker("inspect", "-f", "{{.State.Health.Status}}", id);
    }

    private void eventuallyEverythingIsThere(Duration time) {
        StackClient client = StackClient.of(berth, user);
        Eventually.within(time, "every service answers with what was stored", () -> assertEverythingIsThere(client));
    }

    private static void assertEverythingIsThere(StackClient client) throws Exception {
        assertThat(client.sql("SELECT count(*) FROM profiles WHERE name LIKE 'Row %'"))
                .isEqualTo("500");
        assertThat(client.redis("REDIS_SESSION_URL", "GET", "session:49")).isEqualTo("value 49");
        assertThat(client.redis("REDIS_URL", "PING")).isEqualTo("+PONG");
        assertThat(client.get("notes?select=title")).isEqualTo("[{\"title\":\"Written through the API\"}]");
    }

    private String startsExcept(String service) {
        List<String> lines = starts(project)
                .lines()
                .filter(line -> !line.contains("-" + service + "-"))
                .sorted()
                .toList();
        assertThat(lines).hasSize(5);
        return String.join("\n", lines);
    }

    private static String startedAt(String id) {
        return docker("inspect", "-f", "{{.State.StartedAt}}", id);
    }

    /** As the kernel's out-of-memory killer does: {@code docker kill} would count as the user's wish, and nothing restart. */
    private static void signalFromTheHost(String signal, String id) {
        docker(
                "run",
                "--rm",
                "--network",
                "none",
                "--pid",
                "host",
                "--user",
                "0:0",
                "--entrypoint",
                "sh",
                "berth/helper:1",
                "-c",
                "kill -%s %s".formatted(signal, docker("inspect", "-f", "{{.State.Pid}}", id)));
    }
}
