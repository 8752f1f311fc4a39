package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.SecondEngine;
import dev.berth.testing.SmallDisk;
import dev.berth.testing.ToldAlerts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of the engine itself, on one that may be killed and whose disk may be filled. */
@Tag("long")
class AlertEngineIT {
    static final List<String> RULES = List.of("engine-disk", "engine-unreachable");

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration NEXT_MESSAGE = Duration.ofMinutes(7);

    @TempDir
    private Path folder;

    private final String project =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

    @Test
    void alertsWhenTheDiskIsFullAndTheEngineDiesFireAndAreOverOnceEach() throws Exception {
        DockerProgram.requireEngine();
        SecondEngine.require();
        ToldAlerts disk = new ToldAlerts(folder.resolve("disk.ndjson"));
        ToldAlerts engine = new ToldAlerts(folder.resolve("engine.ndjson"));
        ToldAlerts service = new ToldAlerts(folder.resolve("service.ndjson"));
        write(
                "compose.yaml",
                "services: {app: {image: \"berth/helper:1\", command: [sleep, infinity], network_mode: none}}\n");
        write("environments/dev.yaml", """
                project: %s
                compose: {files: [compose.yaml]}
                alerts:
                  receivers: {disk: %s, engine: %s, service: %s}
                  rules:
                    engine-disk: {for: 5s, keepFiringFor: 0s, receivers: [disk]}
                    engine-unreachable: {for: 5s, receivers: [engine]}
                    service-down: {for: 0s, receivers: [service]}
                    service-impaired: {for: 0s, receivers: [service]}
                """.formatted(
                        project, disk.definition(), engine.definition(), service.definition()));
        try (SmallDisk small = SmallDisk.mount(folder.resolve("disk"), "600m");
                SecondEngine second = SecondEngine.start(small.folder(), List.of("berth/helper:1"))) {
            BerthProgram berth = new BerthProgram(folder.resolve("workspace"), folder.resolve("home"))
                    .with("DOCKER_HOST", second.address())
                    .with("BERTH_ENV", "dev")
                    .through(second.inItsNetwork());
            // By hand: Berth starts nothing where so little room is left.
            second.docker(
                    "compose",
                    "--project-name",
                    project,
                    "--file",
                    folder.resolve("workspace/compose.yaml").toString(),
                    "up",
                    "--detach");
            berth.run("monitor", "start").expect(0);
            try {
                small.fill(0.9);
                becomes(berth, "engine-disk engine firing");
                isTold(disk);
                small.empty();
                becomes(berth, "engine-disk engine resolved");

                second.kill();
                becomes(berth, "engine-unreachable engine firing");
                isTold(engine);
                assertThat(states(berth))
                        .as("what runs on it is not known")
                        .noneMatch(state -> state.startsWith("service-down") && state.endsWith("firing"));
                second.revive();
                becomes(berth, "engine-unreachable engine resolved");

                for (ToldAlerts told : List.of(disk, engine)) {
                    Eventually.within(
                            NEXT_MESSAGE,
                            "that it is over is told",
                            () -> assertThat(told.news())
                                    .extracting(ToldAlerts.News::state)
                                    .containsExactly("firing", "resolved"));
                    assertThat(told.news().getFirst().id())
                            .isEqualTo(told.news().getLast().id());
                }
            } finally {
                berth.run("monitor", "stop");
            }
        }
    }

    private static void becomes(BerthProgram berth, String state) {
        Eventually.within(SOON, state, () -> assertThat(states(berth)).contains(state));
    }

    private static void isTold(ToldAlerts told) {
        Eventually.within(
                SOON, "the receiver is told", () -> assertThat(told.news()).hasSize(1));
    }

    private static List<String> states(BerthProgram berth) {
        return berth.run("monitor", "alerts", "--format", "json").expect(0).json().getArray("alerts").stream()
                .map(JsonObject.class::cast)
                .map(alert -> "%s %s %s"
                        .formatted(alert.getString("rule"), alert.getString("target"), alert.getString("state")))
                .toList();
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve("workspace").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
