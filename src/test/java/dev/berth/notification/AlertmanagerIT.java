package dev.berth.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.berth.testing.Eventually;
import dev.berth.workspace.Alerts;
import dev.berth.workspace.Definition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts in an Alertmanager of Debian's. */
class AlertmanagerIT {
    @TempDir
    private Path folder;

    @Test
    void sendWhenItFiresAndIsOverIsSoThere() throws Exception {
        String program = program();
        int port = freePort();
        Path configuration = Files.writeString(folder.resolve("alertmanager.yml"), """
                route: {receiver: none, group_by: [environment]}
                receivers: [{name: none}]
                """);
        Process process = new ProcessBuilder(
                        program,
                        "--config.file=" + configuration,
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI address = URI.create("http://127.0.0.1:%d/".formatted(port));
            Alerts.Receiver receiver = new Alerts.Receiver.Alertmanager(address, Optional.empty());
            Notifier notifier = Letters.notifier(Letters.surroundings(folder, Map.of()), receiver);
            Eventually.within(
                    Duration.ofSeconds(20),
                    "the Alertmanager is ready",
                    () -> assertThat(status(client, address.resolve("-/ready"))).isEqualTo(200));
            Instant now = Instant.now();
            News memory = news("memory", now);
            News cpu = news("cpu", now);

            assertThat(Letters.post(notifier, "ops", letter(now, memory, cpu)))
                    .isEqualTo(new Delivery.Delivered("it answered 200"));
            // Told again, as once a minute: nothing is there twice.
            assertThat(Letters.post(notifier, "ops", letter(now.plusSeconds(1), memory, cpu)))
                    .isInstanceOf(Delivery.Delivered.class);
            JsonArray both = alerts(client, address);
            assertThat(both).hasSize(2);
            JsonObject first = both.stream()
                    .map(JsonObject.class::cast)
                    .filter(alert -> "memory".equals(alert.getObject("labels").getString("rule")))
                    .findFirst()
                    .orElseThrow();
            assertThat(first.getObject("labels"))
                    .containsEntry("alertname", "memory")
                    .containsEntry("target", "rest")
                    .containsEntry("environment", "prod")
                    .containsEntry("project", "acme-prod")
                    .containsEntry("severity", "critical");
            assertThat(first.getObject("annotations").getString("summary")).isEqualTo("rest is full");
            assertThat(Instant.parse(first.getString("startsAt")).toEpochMilli())
                    .isEqualTo(now.toEpochMilli());
            assertThat(Instant.parse(first.getString("endsAt"))).isAfter(now.plusSeconds(200));

            Letters.post(notifier, "ops", letter(now, memory.resolved(Instant.now()), cpu));
            assertThat(alerts(client, address))
                    .singleElement()
                    .satisfies(alert -> assertThat(
                                    ((JsonObject) alert).getObject("labels").getString("rule"))
                            .isEqualTo("cpu"));
            assertThat(notifier.test("ops").sentence("ops")).isEqualTo("ops took it: it answered 200");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static News news(String rule, Instant at) {
        return new News("id-" + rule, rule, "rest", Definition.Severity.CRITICAL, "rest is full", at, Optional.empty());
    }

    private static Letter letter(Instant at, News... news) {
        return new Letter("a", "prod", at, List.of(news), List.of());
    }

    private static JsonArray alerts(HttpClient client, URI address) throws Exception {
        return JsonParser.array()
                .from(client.send(
                                HttpRequest.newBuilder(address.resolve("api/v2/alerts?active=true"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    private static int status(HttpClient client, URI address) throws Exception {
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Where there is no Alertmanager the test is skipped, or fails with {@code CI=true}. */
    private static String program() throws IOException {
        Process find = new ProcessBuilder("scripts/alertmanager", "--find").start();
        String found = new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (found.isEmpty()) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError("no Alertmanager here: run scripts/alertmanager");
            }
            Assumptions.abort("skipped: no Alertmanager here; scripts/alertmanager fetches one");
        }
        return found;
    }
}
