package dev.berth;

import static dev.berth.testing.DockerProgram.container;
import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import dev.berth.testing.BackgroundWatch;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.ForeignProject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The watch of a real project, from outside: every test goes on with what the one before it left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonitorIT {
    private static final int MOST_CLIENTS = 64;
    private static final Duration SOON = Duration.ofSeconds(60);

    private ForeignProject foreign;
    private BerthProgram berth;
    private Path told = Path.of("");
    private URI metrics = URI.create("");
    private Path definition = Path.of("");

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        foreign = ForeignProject.create(folder);
        told = folder.resolve("told.json");
        Path workspace = folder.resolve("workspace");
        berth = new BerthProgram(workspace, folder.resolve("home")).with("BERTH_ENV", "dev");
        foreign.compose("up", "--detach");
        berth.run("init", "--from", foreign.composeFile().toString(), workspace.toString())
                .expect(0);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            metrics = URI.create("http://127.0.0.1:%d/metrics".formatted(free.getLocalPort()));
        }
        definition = workspace.resolve("environments/dev.yaml");
        Files.writeString(definition, """
                metrics: {listen: %d}
                services: {store: {recovery: none}}
                alerts:
                  rules: {service-down: {for: 1s, keepFiringFor: 1s}}
                  receivers: {note: {type: command, command: [sh, -c, 'cat >>"$0"', '%s']}}
                """.formatted(metrics.getPort(), told), StandardOpenOption.APPEND);
    }

    @AfterAll
    void removeEverything() {
        if (foreign != null) {
            berth.run("monitor", "stop");
            foreign.close();
        }
    }

    @Test
    @Order(1)
    void statusWhenNobodyWatchesReportsItAndEndsWithThree() {
        JsonObject status =
                berth.run("monitor", "status", "--format", "json").expect(3).json();

        assertThat(status.getBoolean("running")).isFalse();
        assertThat(status.getArray("actions")).isEmpty();
        assertThat(alerts()).isEmpty();
    }

    @Test
    @Order(1)
    void startWhenTheWatchCannotBeginSaysWhy() throws IOException {
        String right = Files.readString(definition);
        Files.writeString(definition, right.replace("for: 1s", "for: soon"));
        assertThat(berth.run("monitor", "start").expect(2).error())
                .contains("alerts.rules.service-down.for must be a duration, not \"soon\"");
        Files.writeString(definition, right);

        assertThat(berth.with("DOCKER_HOST", "unix:///nowhere.sock")
                        .run("monitor", "start")
                        .expect(1)
                        .error())
                .contains("has ended at once: no Docker engine answers at unix:///nowhere.sock");
    }

    @Test
    @Order(2)
    void startWatchesInTheBackgroundAndASecondWatchIsToldWhoDoes() {
        long process = berth.run("monitor", "start", "--format", "json")
                .expect(0)
                .json()
                .getLong("pid");

        JsonObject status =
                berth.run("monitor", "status", "--format", "json").expect(0).json();
        assertThat(status.getLong("pid")).isEqualTo(process);
        assertThat(status.getString("since")).matches(".*\\.\\d{9}Z");
        assertThat(berth.run("monitor", "run").expect(4).error()).contains("is watched by", "process " + process);
        assertThat(berth.run("monitor", "test", "ops").expect(2).error()).contains("no receiver", "note");
        assertThat(berth.run("monitor", "test", "note").expect(0).output()).contains("note took it");
        // Who changes the stack is not held up by it.
        berth.run("stack", "restart", "web", "--yes").expect(0);
    }

    @Test
    @Order(3)
    void alertsWhenAServiceIsDownNameItUntilItIsBack() throws Exception {
        docker("kill", container(foreign.name(), "store"));
        Eventually.within(SOON, "the alert fires", () -> assertThat(states()).contains("service-down store firing"));

        JsonObject alert = alerts().stream()
                .map(JsonObject.class::cast)
                .filter(each -> "store".equals(each.getString("target")))
                .findFirst()
                .orElseThrow();
        assertThat(alert.getString("severity")).isEqualTo("critical");
        assertThat(alert.getString("message")).contains("store does not serve");
        Eventually.within(
                Duration.ofSeconds(90),
                "the receiver is told",
                () -> assertThat(Files.readString(told)).contains("service-down", "store does not serve"));
        String silence = berth.run("monitor", "silence", "service-*", "store", "--for", "1h", "--format", "json")
                .expect(0)
                .json()
                .getObject("silence")
                .getString("id");
        assertThat(states()).contains("service-down store silenced");
        assertThat(berth.run("monitor", "silence", "--read-only").expect(0).output())
                .contains(silence);
        berth.run("monitor", "silence", "--end", silence).expect(0);
        assertThat(states()).contains("service-down store firing");
    }

    @Test
    @Order(4)
    void watchWhenKilledIsTakenUpWithoutForgettingAnything() throws Exception {
        String since = since();
        BackgroundWatch.kill(berth);

        berth.run("monitor", "start").expect(0);

        assertThat(since()).isEqualTo(since);
        docker("start", container(foreign.name(), "store"));
        Eventually.within(
                SOON, "the alert is over", () -> assertThat(states()).contains("service-down store resolved"));
    }

    @Test
    @Order(5)
    void metricsAreWhatTheWatchSees() {
        String labels = "environment=\"dev\",project=\"%s\"".formatted(foreign.name());
        Eventually.within(
                SOON,
                "all is measured",
                () -> assertThat(scrape())
                        .contains(
                                "berth_engine_up{%s} 1.0\n".formatted(labels),
                                "berth_service_state{%s,service=\"web\",state=\"running\"} 1.0\n".formatted(labels),
                                "berth_service_well{%s,service=\"store\"} 1.0\n".formatted(labels),
                                "berth_service_memory_bytes{%s,service=\"web\"} ".formatted(labels),
                                "berth_service_network_received_bytes_total{%s,service=\"web\"} ".formatted(labels),
                                "berth_log_reading{%s} 1.0\n".formatted(labels),
                                "berth_volume_usage_ratio{%s,volume=\"%s_goods\"} ".formatted(labels, foreign.name()),
                                "state=\"resolved\",target=\"store\"} 1.0\n")
                        .endsWith("# EOF\n"));
    }

    /** A page is not held up for long by clients that do not come to an end with what they ask. */
    @Test
    @Order(6)
    void metricsAreServedOnceSlowClientsHadTheirTime() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < MOST_CLIENTS; i++) {
                Socket socket = new Socket(metrics.getHost(), metrics.getPort());
                slow.add(socket);
                socket.getOutputStream()
                        .write("GET /metrics HTTP/1.1\r\nHost: x\r\nX-Sl".getBytes(StandardCharsets.UTF_8));
            }

            assertThat(ask()).as("no more of them are let in").isEmpty();
            Eventually.within(SOON, "they are put out", () -> assertThat(ask()).startsWith("HTTP/1.1 200"));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** By a connection of its own; what was answered, nothing where that was none. */
    private String ask() {
        try (Socket socket = new Socket(metrics.getHost(), metrics.getPort())) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private String scrape() throws IOException {
        URLConnection connection = metrics.toURL().openConnection();
        connection.setRequestProperty("Accept", "application/openmetrics-text;version=1.0.0");
        try (InputStream page = connection.getInputStream()) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @Order(7)
    void logsAreKeptAlsoOfContainersThatAreGone() {
        String seed = container(foreign.name(), "seed");
        Eventually.within(
                SOON,
                "what was said before is kept",
                () -> assertThat(berth.run("logs", "search", "seeded", "--format", "ndjson")
                                .output())
                        .contains("\"service\":\"seed\"", "\"message\":\"seeded\""));
        docker("rm", "--force", seed);

        assertThat(berth.run("logs", "search", "service:seed seed*").expect(0).output())
                .contains("seeded");
        assertThat(berth.run("logs", "search", "seeded", "--service", "web", "--format", "json")
                        .expect(0)
                        .json()
                        .getArray("lines"))
                .isEmpty();
        JsonObject stats =
                berth.run("logs", "stats", "--format", "json").expect(0).json();
        assertThat(stats.getLong("entries")).isPositive();
        assertThat(berth.run("logs", "search", "\"open").expect(2).error()).isNotEmpty();
    }

    @Test
    @Order(8)
    void stopEndsItAndLeavesNothingBehind() {
        berth.run("monitor", "stop").expect(0);

        berth.run("monitor", "status").expect(3);
        assertThat(docker("ps", "-aq", "--filter", "name=" + foreign.name() + "-berth-watch"))
                .isEmpty();
        assertThat(berth.run("monitor", "alerts").expect(0).error()).contains("nobody watches dev now");
        assertThat(berth.run("monitor", "stop").expect(0).output()).contains("Nobody on this machine watched dev");
    }

    @Test
    @Order(9)
    void watchWhoseLockIsTakenAwayEndsAndSaysSo() {
        berth.run("monitor", "start").expect(0);
        docker("rm", "--force", foreign.name() + "-berth-watch");

        Eventually.within(
                Duration.ofSeconds(90),
                "it has ended",
                () -> berth.run("monitor", "status").expect(3));
        assertThat(berth.run("monitor", "alerts").expect(0).error()).contains("nobody watches dev now");
    }

    private String since() {
        return alerts().stream()
                .map(JsonObject.class::cast)
                .filter(each -> "store".equals(each.getString("target")))
                .map(each -> each.getString("since"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> states() {
        List<String> states = new ArrayList<>();
        JsonArray alerts = alerts();
        for (int i = 0; i < alerts.size(); i++) {
            JsonObject alert = alerts.getObject(i);
            states.add(
                    "%s %s %s".formatted(alert.getString("rule"), alert.getString("target"), alert.getString("state")));
        }
        return states;
    }

    private JsonArray alerts() {
        return berth.run("monitor", "alerts", "--format", "json")
                .expect(0)
                .json()
                .getArray("alerts");
    }
}
