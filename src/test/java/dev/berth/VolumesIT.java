package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.SmallWorkspace;
import dev.berth.testing.TerminalScreen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What volumes hold and have room for: measured where somebody asks for it, remembered on this machine, in nobody's way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VolumesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private SmallWorkspace workspace;
    private BerthProgram berth;
    private Path memory;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        DockerProgram.requireEngine();
        workspace = SmallWorkspace.create(temporary.resolve("acme"));
        berth = new BerthProgram(workspace.root(), temporary.resolve("home")).with("TERM", "screen");
        memory = workspace.root().resolve(".berth/volumes/dev");
        berth.run("env", "switch", "dev", "--yes").expect(0);
    }

    @BeforeEach
    void forget() throws IOException {
        Files.deleteIfExists(memory);
    }

    @AfterAll
    void removeEverything() {
        DockerProgram.removeProject(workspace.project());
    }

    @Test
    @Order(1)
    void statusWhenNobodyMeasuredKnowsNothingAndRunsNothing() {
        Instant before = Instant.now();

        assertThat(status().has("volumes")).isFalse();
        assertThat(memory).doesNotExist();
        assertThat(programsSince(before)).doesNotContain("du -skx", "df -Pk");
    }

    @Test
    @Order(2)
    void statusWhenMeasuredOnceIsRememberedByTheNextOne() {
        JsonObject measured = volume(status("--stats", "--read-only"));
        Instant before = Instant.now();
        JsonObject remembered = volume(status());

        assertThat(measured)
                .containsEntry("name", workspace.project() + "_data")
                .containsEntry("service", "store")
                .containsEntry("target", "/data")
                .containsEntry("basis", "counted")
                .containsKeys("state", "countedAt", "freeAt")
                .as("nobody saw it grow")
                .doesNotContainKeys("growthBytesPerDay", "daysToFull");
        assertThat(measured.getLong("bytes")).isBetween(1L, 1L << 20);
        assertThat(measured.getLong("capacityBytes")).isGreaterThan(measured.getLong("freeBytes"));
        for (String key : List.of("bytes", "capacityBytes", "freeBytes")) {
            assertThat(remembered.getLong(key)).isEqualTo(measured.getLong(key));
        }
        assertThat(programsSince(before)).doesNotContain("du -skx", "df -Pk");
        assertThat(berth.run("stack", "status").expect(0).output())
                .contains("VOLUME", "A DAY", "FULL IN", workspace.project() + "_data");
    }

    @Test
    @Order(3)
    void statusWhenAVolumeIsFullerThanItMaySaysSoInItsFirstLine() throws IOException {
        status("--stats");
        assertThat(berth.run("stack", "status", "--strict")
                        .expect(0)
                        .output()
                        .lines()
                        .findFirst())
                .isPresent();
        rule("warning");
        String warned = berth.run("stack", "status", "--strict").expect(0).output();
        assertThat(volume(status()))
                .containsEntry("state", "warning")
                .hasEntrySatisfying(
                        "message", message -> assertThat(message.toString()).endsWith("% full"));
        rule("critical");
        String strict = berth.run("stack", "status", "--strict").expect(3).output();
        berth.run("stack", "status").expect(0);
        workspace.define("");

        assertThat(warned.lines().findFirst().orElse(""))
                .contains("healthy; ", workspace.project() + "_data", "% full");
        assertThat(strict.lines().findFirst().orElse("")).contains("healthy; ", "% full");
    }

    @Test
    @Order(4)
    void boardWhenJustOpenedKnowsWhatWasMeasuredBefore() {
        status("--stats");
        TerminalScreen.require();

        try (TerminalScreen screen = TerminalScreen.running(berth.command("stack", "status"))) {
            screen.shows("store").press("5").shows("VOLUME", workspace.project() + "_data", "KiB", "%");
            screen.press("q").isOrdinary().shows("ended with 0");
        }
    }

    @Test
    @Order(5)
    void statusWhenCountingTakesTooLongAnswersAndLeavesNoProgramBehind() {
        String store = workspace.container("store");
        DockerProgram.docker(
                "exec",
                "-u",
                "0",
                store,
                "sh",
                "-c",
                "printf '#!/bin/sh\\nexec sleep 4321\\n' > /usr/local/bin/du && chmod 755 /usr/local/bin/du");
        try {
            JsonObject volume = volume(status("--stats"));

            assertThat(volume).doesNotContainKeys("bytes", "countedAt").containsKeys("freeBytes", "capacityBytes");
            assertThat(volume.getString("basis")).startsWith("not counted");
            Eventually.within(
                    PATIENCE,
                    "the end of the program that counts",
                    () -> assertThat(DockerProgram.docker("top", store, "-eo", "pid,args"))
                            .doesNotContain("4321"));
        } finally {
            DockerProgram.docker("exec", "-u", "0", store, "rm", "-f", "/usr/local/bin/du");
        }
    }

    @Test
    @Order(6)
    void downWhenVolumesGoForgetsThem() {
        status("--stats");

        berth.run("stack", "down", "--volumes", "--yes", "--confirm", workspace.project())
                .expect(0);

        assertThat(berth.run("stack", "status", "--format", "json")
                        .expect(3)
                        .json()
                        .has("volumes"))
                .isFalse();
    }

    private void rule(String severity) throws IOException {
        workspace.define("");
        Path file = workspace.root().resolve("environments/dev.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        + "alerts: {rules: {volume-usage: {above: 0, severity: %s}}}\n".formatted(severity));
    }

    private JsonObject status(String... options) {
        String[] words = new String[options.length + 4];
        System.arraycopy(new String[] {"stack", "status", "--format", "json"}, 0, words, 0, 4);
        System.arraycopy(options, 0, words, 4, options.length);
        return berth.run(words).expect(0).json();
    }

    private static JsonObject volume(JsonObject status) {
        assertThat(status.getArray("volumes")).hasSize(1);
        return status.getArray("volumes").getObject(0);
    }

    /** What was run in the store's container; its own health check, too. */
    private String programsSince(Instant before) {
        return DockerProgram.docker(
                "events",
                "--since",
                before.toString(),
                "--until",
                Instant.now().toString(),
                "--filter",
                "container=" + workspace.container("store"),
                "--format",
                "{{.Action}}");
    }
}
