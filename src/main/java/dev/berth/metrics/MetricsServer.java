package dev.berth.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.monitor.Sight;
import dev.berth.workspace.Definition;
import dev.berth.workspace.ListenAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves what a watch saw last at {@code GET /metrics}, where the definition says so. A port that is taken, or an address that
 * this machine does not have yet, is tried again until it is free or the watch ends.
 */
public final class MetricsServer implements AutoCloseable {
    private static final String PATH = "/metrics";
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final int WAITING_CONNECTIONS = 16;

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int FAULT = 500;
    private static final int NO_BODY = -1;

    private volatile Optional<ListenAddress> address;
    private final Page page;
    private final Duration pause;
    private @Nullable Thread opening;
    private @Nullable HttpServer server;
    private @Nullable ExecutorService handlers;
    private volatile boolean closed;

    /** One that does not serve yet. */
    public MetricsServer(Definition definition, Build build, InstantSource clock) {
        this(definition.metrics(), new Page(definition.name(), definition.project(), build, clock), PAUSE);
    }

    MetricsServer(Optional<ListenAddress> address, Page page, Duration pause) {
        this.address = address;
        this.page = page;
        this.pause = pause;
    }

    /**
     * Begins to serve; does nothing where the definition does not say where.
     *
     * @param notice takes where it serves, and why it does not
     */
    public MetricsServer begin(Consumer<String> notice) {
        address.ifPresent(place ->
                opening = Thread.ofVirtual().name("metrics at " + place).start(() -> keepOpening(place, notice)));
        return this;
    }

    /** Serves where the definition says it now. */
    public void move(Definition definition, Consumer<String> notice) {
        if (!definition.metrics().equals(address)) {
            stop();
            address = definition.metrics();
            begin(notice);
        }
    }

    /** Takes what was seen. */
    public void looked(Sight sight) {
        if (address.isPresent()) {
            page.take(sight);
        }
    }

    private void keepOpening(ListenAddress place, Consumer<String> notice) {
        String told = "";
        try {
            while (true) {
                Optional<String> problem = open(place);
                if (problem.isEmpty()) {
                    notice.accept("metrics are at http://%s%s%s"
                            .formatted(
                                    place, PATH, place.isLoopback() ? "" : ", for everybody who reaches this machine"));
                    return;
                }
                String sentence =
                        "metrics cannot be served at %s, and that is tried again: %s".formatted(place, problem.get());
                if (!sentence.equals(told)) {
                    notice.accept(sentence);
                    told = sentence;
                }
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** Why it could not be opened; empty where it is open. */
    private synchronized Optional<String> open(ListenAddress place) throws InterruptedException {
        if (closed || Thread.currentThread().isInterrupted()) {
            throw new InterruptedException();
        }
        boundClients();
        try {
            HttpServer opened = HttpServer.create(place.socketAddress(), WAITING_CONNECTIONS);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            opened.setExecutor(threads);
            opened.createContext("/", this::answer);
            opened.start();
            server = opened;
            handlers = threads;
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Java reads these once: a client has so many seconds, and no more of them than that are let in. */
    private static void boundClients() {
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "20");
        System.setProperty("sun.net.httpserver.maxReqHeaders", "50");
        System.setProperty("sun.net.httpserver.maxReqHeaderSize", "16384");
        System.setProperty("jdk.httpserver.maxConnections", "64");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String method = exchange.getRequestMethod();
            if (!PATH.equals(path)) {
                refuse(exchange, NOT_FOUND, "Metrics are at %s.".formatted(PATH));
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                refuse(exchange, METHOD_NOT_ALLOWED, "Metrics are only read.");
            } else {
                serve(exchange);
            }
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        Wish wish = Wish.of(headers(exchange, "Accept"), headers(exchange, "Accept-Encoding"));
        byte[] body;
        try {
            body = page.bytes(wish);
        } catch (RuntimeException e) {
            refuse(exchange, FAULT, "A fault of Berth's own: %s".formatted(e));
            return;
        }
        if (wish.zipped()) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        exchange.getResponseHeaders().set("Vary", "Accept, Accept-Encoding");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        send(exchange, OK, wish.format().contentType(), body);
    }

    private static List<String> headers(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getOrDefault(name, List.of());
    }

    private static void refuse(HttpExchange exchange, int status, String sentence) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", (sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, NO_BODY);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private void stop() {
        Thread thread = opening;
        if (thread != null) {
            thread.interrupt();
        }
        synchronized (this) {
            if (server != null) {
                server.stop(0);
                server = null;
            }
            if (handlers != null) {
                handlers.shutdownNow();
                handlers = null;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        stop();
    }
}
