package dev.berth.docker;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP with one engine: one connection a request, so that there is never a stale one, and closing an answer ends it.
 *
 * <p>Every wait for an answer ends: a watchdog closes the connection of an engine that stays silent.
 */
final class EngineHttp implements AutoCloseable {
    private final EngineAddress address;
    private final Connector connector;
    private final Watchdog watchdog;
    private final Optional<Duration> limit;

    EngineHttp(EngineAddress address, Connector connector) {
        this(address, connector, new Watchdog(), Optional.empty());
    }

    private EngineHttp(EngineAddress address, Connector connector, Watchdog watchdog, Optional<Duration> limit) {
        this.address = address;
        this.connector = connector;
        this.watchdog = watchdog;
        this.limit = limit;
    }

    /** The same for somebody who waits no longer than that, whatever a request says; it is closed with this one. */
    EngineHttp within(Duration patience) {
        return new EngineHttp(address, connector, watchdog, Optional.of(patience));
    }

    EngineAddress address() {
        return address;
    }

    /** The answer whatever its status, its body still to be read, for as long as that takes. */
    EngineReply open(EngineRequest request) {
        Pending pending = send(request);
        try {
            return pending.reply();
        } catch (IOException e) {
            pending.connection.close();
            throw broken(e, pending);
        } finally {
            watchdog.release(pending.guard);
        }
    }

    /** The same, where a refusal is an {@link EngineException}. */
    EngineReply stream(EngineRequest request) {
        EngineReply reply = open(request);
        if (reply.succeeded()) {
            return reply;
        }
        try (reply) {
            throw refusal(reply.status(), new String(reply.body().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw EngineFailures.unreachable(address, e);
        }
    }

    /** The whole body as text. */
    String text(EngineRequest request) {
        try (Pending pending = send(request)) {
            return text(pending);
        }
    }

    JsonObject object(EngineRequest request) {
        return object(text(request));
    }

    /** What several requests answer, in their order, without those that are refused with 404; all are asked before one is read. */
    List<JsonObject> found(List<EngineRequest> requests) {
        List<Pending> sent = new ArrayList<>(requests.size());
        List<JsonObject> found = new ArrayList<>(requests.size());
        try {
            for (EngineRequest request : requests) {
                sent.add(send(request));
            }
            for (Pending pending : sent) {
                try {
                    found.add(object(text(pending)));
                } catch (EngineException e) {
                    if (e.status() != 404) {
                        throw e;
                    }
                }
            }
        } finally {
            sent.forEach(Pending::close);
        }
        return found;
    }

    JsonArray array(EngineRequest request) {
        try {
            return JsonParser.array().from(text(request));
        } catch (JsonParserException | StackOverflowError e) {
            throw EngineFailures.unreachable(address, new IOException("what answers is not a Docker engine", e));
        }
    }

    @Override
    public void close() {
        watchdog.close();
        connector.close();
    }

    private Connection connect() {
        try {
            return connector.connect();
        } catch (IOException e) {
            throw EngineFailures.unreachable(address, e);
        }
    }

    private Pending send(EngineRequest wanted) {
        EngineRequest request = limit.filter(shorter -> shorter.compareTo(wanted.patience()) < 0)
                .map(wanted::within)
                .orElse(wanted);
        Connection connection = connect();
        Guard guard = watchdog.guard(connection, request.patience());
        try {
            HttpWire.write(request, connection.output());
            return new Pending(request, connection, guard, null);
        } catch (IOException e) {
            return new Pending(request, connection, guard, e);
        }
    }

    private String text(Pending pending) {
        try {
            EngineReply reply = pending.reply();
            String text = new String(reply.body().readAllBytes(), StandardCharsets.UTF_8);
            if (!reply.succeeded()) {
                throw refusal(reply.status(), text);
            }
            return text;
        } catch (IOException e) {
            throw broken(e, pending);
        }
    }

    private JsonObject object(String text) {
        try {
            return JsonParser.object().from(text);
        } catch (JsonParserException | StackOverflowError e) {
            throw EngineFailures.unreachable(address, new IOException("what answers is not a Docker engine", e));
        }
    }

    private RuntimeException broken(IOException failure, Pending pending) {
        if (pending.guard.expired) {
            return EngineFailures.unreachable(
                    address,
                    new IOException(
                            "no answer within %d s"
                                    .formatted(pending.request.patience().toSeconds()),
                            failure));
        }
        return EngineFailures.unreachable(address, failure);
    }

    private static EngineException refusal(int status, String body) {
        return EngineFailures.refusal(status, body);
    }

    /** Ends the waits for answers that do not come; one thread, which is there once somebody waits. */
    private static final class Watchdog implements AutoCloseable {
        private @Nullable Timer timer;

        // A timer, not an executor: that takes as long to make ready as three requests.
        private synchronized Guard guard(Connection connection, Duration patience) {
            Timer ready = timer;
            if (ready == null) {
                ready = new Timer("engine-watchdog", true);
                timer = ready;
            }
            Guard guard = new Guard(connection);
            ready.schedule(guard, patience.toMillis());
            return guard;
        }

        private synchronized void release(Guard guard) {
            guard.cancel();
            if (timer != null) {
                timer.purge();
            }
        }

        @Override
        public synchronized void close() {
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    /**
     * A request whose answer is still to be read. An engine that refuses closes its side before it has read everything, so
     * one that was cut off may have an answer, too.
     */
    private final class Pending implements AutoCloseable {
        private final EngineRequest request;
        private final Connection connection;
        private final Guard guard;
        private final @Nullable IOException cut;

        Pending(EngineRequest request, Connection connection, Guard guard, @Nullable IOException cut) {
            this.request = request;
            this.connection = connection;
            this.guard = guard;
            this.cut = cut;
        }

        /** The answer, which also says why the request was not wanted in full. */
        EngineReply reply() throws IOException {
            try {
                return HttpWire.read(request, connection);
            } catch (IOException e) {
                if (cut == null) {
                    throw e;
                }
                cut.addSuppressed(e);
                throw cut;
            }
        }

        @Override
        public void close() {
            watchdog.release(guard);
            connection.close();
        }
    }

    /** Closes a connection when patience has run out. */
    private static final class Guard extends TimerTask {
        private final Connection connection;
        private volatile boolean expired;

        Guard(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void run() {
            expired = true;
            connection.close();
        }
    }
}
