package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.testing.SecondEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference stack comes back by itself, with its data, when the engine is restarted. */
@Tag("long")
class EngineRestartIT {
    private static final List<String> IMAGES = List.of(
            "berth/postgres:17",
            "berth/redis:8.0",
            "berth/pgbouncer:1.24",
            "berth/postgrest:12.0.2",
            "berth/caddy:2.6",
            "berth/helper:1");

    @TempDir
    Path folder;

    @Test
    void dataWhenTheEngineIsRestartedIsThereAndEveryServiceHealthy() throws Exception {
        DockerProgram.requireEngine();
        ReferenceWorkspace workspace = ReferenceWorkspace.create(folder);
        String project = workspace.project("dev");
        try (SecondEngine engine = SecondEngine.start(folder, IMAGES)) {
            BerthProgram berth = new BerthProgram(workspace.root(), folder.resolve("home"))
                    .with("DOCKER_HOST", engine.address())
                    .through(engine.inItsNetwork());
            berth.run("env", "switch", "dev", "--yes").expect(0);
            berth.run("db", "psql", "-c", "CREATE TABLE kept AS SELECT generate_series(1, 500)")
                    .expect(0);
            redis(engine, project, "SET berth:kept yes");

            engine.restart();

            Eventually.within(
                    Duration.ofSeconds(60),
                    "every service is healthy",
                    () -> berth.run("stack", "status").expect(0));
            assertThat(berth.run("db", "psql", "-c", "SELECT count(*) FROM kept")
                            .expect(0)
                            .output())
                    .contains("500");
            assertThat(redis(engine, project, "GET berth:kept")).endsWith("yes");
            berth.run("env", "plan", "dev", "--exit-code").expect(0);
        } finally {
            DockerProgram.removeProject(project);
        }
    }

    private static String redis(SecondEngine engine, String project, String command) {
        return engine.docker(
                "exec",
                project + "-redis-session-1",
                "sh",
                "-c",
                "as-monitor /run/berth/current/monitor-password '%s' || true".formatted(command));
    }
}
