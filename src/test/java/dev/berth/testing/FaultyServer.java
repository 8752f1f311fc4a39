package dev.berth.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** Stands before a server on loopback, passes on what it is asked, and does what servers and proxies do on bad days. */
public final class FaultyServer implements AutoCloseable {
    private final URI behind;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> namespaces = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Fault fault = exchange -> false;

    /** What happens to a request instead of the right thing. */
    private interface Fault {
        /** Whether the request was dealt with. */
        boolean handles(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private FaultyServer(URI behind, HttpServer server) {
        this.behind = behind;
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** One that passes everything on. */
    public static FaultyServer before(URI server) {
        try {
            return new FaultyServer(server, HttpServer.create(anyPort(), 0));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** One that passes everything on, and is itself asked over TLS. */
    public static FaultyServer before(URI server, SSLContext identity) {
        try {
            HttpsServer secure = HttpsServer.create(anyPort(), 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(identity));
            return new FaultyServer(server, secure);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Method and path of all that was asked. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The namespace of each request that named one. */
    public List<String> namespaces() {
        return List.copyOf(namespaces);
    }

    /** Answers so wherever the path holds that part. */
    public void answer(String part, int status, String body) {
        fault = exchange -> {
            if (!exchange.getRequestURI().getPath().contains(part)) {
                return false;
            }
            respond(exchange, status, body);
            return true;
        };
    }

    /** Takes requests and never answers. */
    public void hang() {
        fault = exchange -> {
            closing.await();
            return true;
        };
    }

    /** Passes requests of one method on, and cuts the line instead of answering. */
    public void loseAnswers(String method) {
        fault = exchange -> {
            if (!exchange.getRequestMethod().equals(method)) {
                return false;
            }
            passOn(exchange);
            exchange.close();
            return true;
        };
    }

    public void heal() {
        fault = exchange -> false;
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        String namespace = exchange.getRequestHeaders().getFirst("X-Vault-Namespace");
        if (namespace != null && !namespace.isEmpty()) {
            namespaces.add(namespace);
        }
        try {
            if (!fault.handles(exchange)) {
                HttpResponse<String> answer = passOn(exchange);
                respond(exchange, answer.statusCode(), answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private HttpResponse<String> passOn(HttpExchange exchange) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (name.startsWith("X-vault")) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }
}
