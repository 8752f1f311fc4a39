package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.ToldAlerts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A hundred alerts at once, and whom they reach as how many messages: every test goes on with what the one before it left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AlertMessagesIT {
    private static final int SERVICES = 20;

    /** Of each of them that stops, so many rules tell. */
    private static final int RULES = 5;

    private static final Duration SOON = Duration.ofSeconds(60);

    /** Half a minute of gathering after five minutes of silence, and what it takes to look. */
    private static final Duration NEXT_MESSAGE = Duration.ofMinutes(6);

    private final String project =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private BerthProgram berth;
    private ToldAlerts told;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        Path workspace = folder.resolve("workspace");
        berth = new BerthProgram(workspace, folder.resolve("home")).with("BERTH_ENV", "dev");
        told = new ToldAlerts(folder.resolve("told.ndjson"));
        StringBuilder services = new StringBuilder("services:\n");
        services()
                .forEach(name -> services.append(
                        "  %s: {image: berth/helper:1, command: [sleep, infinity], init: true, network_mode: none}\n"
                                .formatted(name)));
        StringBuilder left = new StringBuilder();
        services().forEach(name -> left.append("  %s: {recovery: none}%n".formatted(name)));
        StringBuilder rules = new StringBuilder("    service-down: {for: 0s, keepFiringFor: 0s}\n");
        IntStream.range(1, RULES)
                .forEach(i -> rules.append("    down-%d: {measurement: service.down, above: 0}%n".formatted(i)));
        Files.createDirectories(workspace.resolve("environments"));
        Files.writeString(workspace.resolve("compose.yaml"), services);
        Files.writeString(
                workspace.resolve("environments/dev.yaml"), """
                project: %s
                compose: {files: [compose.yaml]}
                services:
                %salerts:
                  receivers: {note: %s}
                  rules:
                %s""".formatted(project, left, told.definition(), rules));
        docker(
                "compose",
                "--project-name",
                project,
                "--file",
                workspace.resolve("compose.yaml").toString(),
                "up",
                "--detach");
        berth.run("monitor", "start").expect(0);
    }

    @AfterAll
    void removeEverything() {
        if (berth != null) {
            berth.run("monitor", "stop");
        }
        DockerProgram.removeProject(project);
    }

    @Test
    @Order(1)
    void messageWhenAHundredAlertsFireAtOnceTellsOfAllOfThem() {
        containers("kill");

        Eventually.within(
                SOON, "they are told of", () -> assertThat(told.news()).hasSize(SERVICES * RULES));

        assertThat(told.messages()).hasSize(1);
        assertThat(told.news()).allSatisfy(news -> assertThat(news.state()).isEqualTo("firing"));
        assertThat(told.news()).extracting(ToldAlerts.News::id).doesNotHaveDuplicates();
    }

    @Tag("long")
    @Test
    @Order(2)
    void messageWhenAllOfThemAreOverTellsThatOfEachOnce() {
        List<String> fired = told.news().stream().map(ToldAlerts.News::id).toList();

        containers("start");
        Eventually.within(
                NEXT_MESSAGE,
                "that they are over is told",
                () -> assertThat(told.news()).hasSize(2 * SERVICES * RULES));

        assertThat(told.messages()).hasSize(2);
        assertThat(told.news().subList(fired.size(), 2 * fired.size()))
                .allSatisfy(news -> assertThat(news.state()).isEqualTo("resolved"))
                .extracting(ToldAlerts.News::id)
                .containsExactlyInAnyOrderElementsOf(fired);
    }

    /** All at once, as an engine does that is stopped and started. */
    private void containers(String verb) {
        List<String> words = new ArrayList<>(List.of(verb));
        services().forEach(name -> words.add(DockerProgram.container(project, name)));
        docker(words.toArray(String[]::new));
    }

    private static List<String> services() {
        return IntStream.rangeClosed(1, SERVICES).mapToObj("s%02d"::formatted).toList();
    }
}
