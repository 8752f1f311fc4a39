package dev.berth.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Eventually;
import dev.berth.workspace.ListenAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server on this machine's loopback, as a Prometheus and as somebody with bad manners meet it. */
class MetricsServerIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Queue<String> notices = new ConcurrentLinkedQueue<>();
    private final Page page = new Page("dev", "acme-dev", new Build("0.1.0", "4f5e6d"), () -> Sights.NOW);
    private ListenAddress address = new ListenAddress("127.0.0.1", 1);
    private MetricsServer server = new MetricsServer(Optional.empty(), page, SOON);

    @BeforeEach
    void begin() throws IOException {
        address = new ListenAddress("127.0.0.1", freePort());
        server = new MetricsServer(Optional.of(address), page, Duration.ofMillis(50));
        server.looked(Sights.full());
    }

    @AfterEach
    void close() {
        server.close();
        client.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void serve() {
        server.begin(notices::add);
        Eventually.within(
                SOON,
                "it serves",
                () -> assertThat(notices).contains("metrics are at http://%s/metrics".formatted(address)));
    }

    @Test
    void getGivesThePageInTheFormatThatIsWanted() throws Exception {
        serve();

        HttpResponse<byte[]> plain = send("GET", "/metrics");
        HttpResponse<byte[]> open = send("GET", "/metrics?x=y", "Accept", "application/openmetrics-text;version=1.0.0");

        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(plain.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(text(plain.body())).contains("berth_engine_up{").doesNotContain("# EOF");
        assertThat(open.headers().firstValue("Content-Type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(text(open.body())).endsWith("# EOF\n");
    }

    @Test
    void getWhenGzipIsTakenPacks() throws Exception {
        serve();

        HttpResponse<byte[]> packed = send("GET", "/metrics", "Accept-Encoding", "gzip");

        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
        assertThat(unpacked).isEqualTo(send("GET", "/metrics").body());
    }

    @Test
    void getGivesWhatWasSeenLast() throws Exception {
        serve();
        server.looked(Sights.outage());

        assertThat(text(send("GET", "/metrics").body()))
                .contains("berth_engine_up{environment=\"dev\",project=\"acme-dev\"} 0.0")
                .doesNotContain("berth_service_");
    }

    @Test
    void headGivesTheHeadersAlone() throws Exception {
        serve();

        HttpResponse<byte[]> head = send("HEAD", "/metrics");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(send("GET", "/metrics").body().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics/", "/metricsx", "/../metrics", "/favicon.ico"})
    void getWhenThePathIsAnotherIsNotFound(String path) throws Exception {
        serve();

        HttpResponse<byte[]> answer = send("GET", path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(text(answer.body())).isEqualTo("Metrics are at /metrics.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void anyOtherMethodIsNotAllowed(String method) throws Exception {
        serve();

        HttpResponse<byte[]> answer = send(method, "/metrics");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void getWhenOthersSendHalfARequestIsServed() throws Exception {
        serve();
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) {
                Socket socket = new Socket(address.host(), address.port());
                slow.add(socket);
                socket.getOutputStream()
                        .write("GET /metrics HTTP/1.1\r\nHost: x\r\nX-Sl".getBytes(StandardCharsets.UTF_8));
            }

            assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
            server.looked(Sights.outage());
            assertThat(text(send("GET", "/metrics").body())).contains("berth_engine_up");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void beginWhenThePortIsTakenSaysSoOnceAndServesWhenItIsFree() throws Exception {
        try (ServerSocket other = new ServerSocket(address.port(), 1, InetAddress.getByName(address.host()))) {
            server.begin(notices::add);
            Eventually.within(
                    SOON,
                    "it is told",
                    () -> assertThat(notices)
                            .containsExactly(
                                    "metrics cannot be served at %s, and that is tried again: Address already in use"
                                            .formatted(address)));
            assertThat(other.isBound()).isTrue();
        }

        Eventually.within(SOON, "it serves", () -> assertThat(notices).hasSize(2));
        assertThat(notices).last().isEqualTo("metrics are at http://%s/metrics".formatted(address));
        assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
    }

    @Test
    void beginWhenOthersReachItSaysSo() {
        address = new ListenAddress("0.0.0.0", address.port());
        server = new MetricsServer(Optional.of(address), page, SOON);

        server.begin(notices::add);

        Eventually.within(
                SOON,
                "it is told",
                () -> assertThat(notices)
                        .containsExactly("metrics are at http://%s/metrics, for everybody who reaches this machine"
                                .formatted(address)));
    }

    @Test
    void closeFreesThePortAlsoWhileSomebodyIsSlow() throws Exception {
        serve();
        try (Socket slow = new Socket(address.host(), address.port())) {
            slow.getOutputStream().write("GET /metrics HTTP/1.1\r\n".getBytes(StandardCharsets.UTF_8));
            send("GET", "/metrics");

            server.close();

            try (ServerSocket next = new ServerSocket()) {
                next.setReuseAddress(true);
                next.bind(address.socketAddress());
                assertThat(next.isBound()).isTrue();
            }
        }
    }

    @Test
    void beginWhenTheDefinitionHasNoMetricsOpensNothing() {
        MetricsServer none = new MetricsServer(Optional.empty(), page, SOON);

        none.begin(notices::add).close();
        none.looked(Sights.full());

        assertThat(notices).isEmpty();
    }

    private HttpResponse<byte[]> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://%s%s".formatted(address, path)))
                .timeout(SOON)
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
