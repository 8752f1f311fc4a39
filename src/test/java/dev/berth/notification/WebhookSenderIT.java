package dev.berth.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonParser;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.berth.secret.SecretValue;
import dev.berth.testing.TestAuthority;
import dev.berth.workspace.Alerts;
import dev.berth.workspace.BodyTemplate;
import dev.berth.workspace.Definition;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks over real sockets, to a server with TLS. */
class WebhookSenderIT {
    private static final String KEY = "the-key-that-signs";

    /** An answer that begins well and does not end. */
    private static final int ENDLESS = 1;

    private final TestAuthority authority = TestAuthority.valid(
            Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(1)));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> secrets =
            new LinkedHashMap<>(Map.of("chat.hmac", KEY, "chat.token", "Bearer t0ken-of-chat"));

    private HttpsServer server;
    private volatile int status = 204;
    private volatile String answer = "";
    private final Map<String, String> answerHeaders = new LinkedHashMap<>();

    @TempDir
    private Path folder;

    private record Request(String path, Headers headers, String body) {}

    @BeforeEach
    void start() throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.server(
                Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(1)))));
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                requests.add(new Request(
                        exchange.getRequestURI().toString(),
                        exchange.getRequestHeaders(),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                if (status == 0) {
                    end.await();
                    return;
                }
                if (status == ENDLESS) {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().flush();
                    end.await();
                    return;
                }
                byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                answerHeaders.forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void sendWhenNothingIsSaidOfTheBodyPostsTheDocumentSigned() throws Exception {
        assertThat(post(webhook(Map.of(), Optional.empty())).sentence("ops")).isEqualTo("ops took it: it answered 204");

        Request request = requests.getFirst();
        assertThat(JsonParser.object().from(request.body()).getString("title"))
                .isEqualTo("FIRING: memory of rest in prod (critical)");
        assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(request.headers().getFirst("Idempotency-Key")).isEqualTo("a");
        Signature.headers(
                        "a",
                        Letters.BEGIN,
                        request.body().getBytes(StandardCharsets.UTF_8),
                        Optional.of(SecretValue.of(KEY)))
                .forEach((name, value) ->
                        assertThat(request.headers().getFirst(name)).isEqualTo(value));
    }

    @Test
    void sendWhenTheDefinitionSaysBodyAndHeadersPostsThose() throws Exception {
        post(webhook(
                Map.of(
                        "Authorization",
                        new Definition.Variable.Secret("chat.token"),
                        "Content-Type",
                        new Definition.Variable.Text("application/json; charset=utf-8")),
                Optional.of("{\"msg\": \"{{ title }}\\n{{ text }}\"}")));

        assertThat(requests.getFirst().headers().getFirst("Authorization")).isEqualTo("Bearer t0ken-of-chat");
        assertThat(JsonParser.object().from(requests.getFirst().body()).getString("msg"))
                .startsWith("FIRING: memory of rest in prod (critical)\nFIRING: memory of rest (critical) since")
                .endsWith("rest says \"no\" — 97 %");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "200, -, Delivered, -",
                "301, -, GivenUp, -",
                "400, -, GivenUp, -",
                "404, -, GivenUp, -",
                "408, -, Later, PT10S",
                "429, 30, Later, PT30S",
                "429, '999999', Later, PT1H",
                "503, 'Mon, 05 Jan 2026 10:02:00 GMT', Later, PT2M",
                "503, 'Mon, 05 Jan 2026 09:00:00 GMT', Later, PT10S",
                "500, soon, Later, PT10S"
            })
    void sendWhenTheServerAnswersGoesByTheStatus(int code, String retryAfter, String expected, Duration wait)
            throws Exception {
        status = code;
        answerHeaders.put(
                "Location",
                "https://127.0.0.1:%d/elsewhere".formatted(server.getAddress().getPort()));
        if (retryAfter != null) {
            answerHeaders.put("Retry-After", retryAfter);
        }

        Delivery delivery = post(webhook(Map.of(), Optional.empty()));

        assertThat(delivery.getClass().getSimpleName()).isEqualTo(expected);
        if (delivery instanceof Delivery.Later later) {
            assertThat(later.after()).contains(wait);
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void sendWhenTheUrlIsASecretShowsNothingOfIt() throws Exception {
        secrets.put(
                "chat.url",
                "https://127.0.0.1:%d/services/T0K3N-in-path?k=v4lue"
                        .formatted(server.getAddress().getPort()));
        status = 404;
        answer = "no_service at /services/T0K3N-in-path";
        Alerts.Receiver.Webhook webhook = new Alerts.Receiver.Webhook(
                new Alerts.Address.Secret("chat.url"),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(authority.write(folder.resolve("ca.pem"))));

        assertThat(post(webhook).sentence("ops"))
                .contains("it answered 404: \"no_service at ••••\"")
                .doesNotContain("T0K3N");
        assertThat(requests.getFirst().path()).isEqualTo("/services/T0K3N-in-path?k=v4lue");
        secrets.put("chat.url", "not a url: T0K3N-in-path");
        assertThat(post(webhook).sentence("ops"))
                .isEqualTo("ops did not take it now: the secret chat.url is no URL that Berth can take");
    }

    @Test
    void sendWhenASecretCannotStandInAHeaderDoesNotShowIt() throws Exception {
        secrets.put("chat.token", "two\nlines-of-it");

        assertThat(post(webhook(
                                Map.of("Authorization", new Definition.Variable.Secret("chat.token")),
                                Optional.empty()))
                        .sentence("ops"))
                .isEqualTo("ops did not take it now: what the header Authorization is to say cannot stand there");
        assertThat(requests).isEmpty();
    }

    @Test
    void sendWhenAGoodAnswerDoesNotEndIsDelivered() throws Exception {
        status = ENDLESS;

        assertThat(post(webhook(Map.of(), Optional.empty()))).isEqualTo(new Delivery.Delivered("it answered 200"));
    }

    @Test
    void sendWhenTheServerIsSilentOrNotWhoItShouldBeTriesLater() throws Exception {
        status = 0;
        Surroundings surroundings = Letters.surroundings(folder, secrets);
        Notifier notifier = new Notifier(
                "prod",
                Map.of("ops", webhook(Map.of(), Optional.empty())),
                surroundings,
                (name, receiver) -> new WebhookSender(name, (Alerts.Receiver.Webhook) receiver, surroundings),
                Duration.ofMillis(700));
        assertThat(Letters.post(notifier, "ops", Letters.letter("a"))).isInstanceOf(Delivery.Later.class);

        assertThat(post(new Alerts.Receiver.Webhook(
                                new Alerts.Address.Url(url()),
                                Map.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()))
                        .sentence("ops"))
                .startsWith("ops did not take it now: it did not prove who it is");
    }

    private URI url() {
        return URI.create(
                "https://127.0.0.1:%d/hook".formatted(server.getAddress().getPort()));
    }

    private Alerts.Receiver.Webhook webhook(Map<String, Definition.Variable> headers, Optional<String> body)
            throws Exception {
        return new Alerts.Receiver.Webhook(
                new Alerts.Address.Url(url()),
                headers,
                body.map(BodyTemplate::new),
                Optional.of("chat.hmac"),
                Optional.of(authority.write(folder.resolve("ca.pem"))));
    }

    private Delivery post(Alerts.Receiver receiver) throws InterruptedException {
        return Letters.post(
                Letters.notifier(Letters.surroundings(folder, secrets), receiver), "ops", Letters.letter("a"));
    }
}
