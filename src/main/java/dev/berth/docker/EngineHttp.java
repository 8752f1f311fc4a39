package dev.berth.docker;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP with one engine: one connection a request, so that there is never a stale one, and closing an answer ends it.
 *
 * <p>Every wait for an answer ends: a watchdog closes the connection of an engine that stays silent.
 */
final class EngineHttp implements AutoCloseable {
    private final EngineAddress address;
    private final Connector connector;
    private @Nullable ScheduledThreadPoolExecutor watchdog;

    EngineHttp(EngineAddress address, Connector connector) {
        this.address = address;
        this.connector = connector;
    }

    EngineAddress address() {
        return address;
    }

    /** The answer whatever its status, its body still to be read, for as long as that takes. */
    EngineReply open(EngineRequest request) {
        Connection connection = connect();
        ScheduledFuture<?> guard = guard(connection, request.patience());
        try {
            return exchange(request, connection);
        } catch (IOException e) {
            connection.close();
            throw broken(e, guard, request.patience());
        } finally {
            guard.cancel(false);
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
        Connection connection = connect();
        ScheduledFuture<?> guard = guard(connection, request.patience());
        try (connection) {
            EngineReply reply = exchange(request, connection);
            String text = new String(reply.body().readAllBytes(), StandardCharsets.UTF_8);
            if (!reply.succeeded()) {
                throw refusal(reply.status(), text);
            }
            return text;
        } catch (IOException e) {
            throw broken(e, guard, request.patience());
        } finally {
            guard.cancel(false);
        }
    }

    JsonObject object(EngineRequest request) {
        try {
            return JsonParser.object().from(text(request));
        } catch (JsonParserException e) {
            throw EngineFailures.unreachable(address, new IOException("what answers is not a Docker engine", e));
        }
    }

    JsonArray array(EngineRequest request) {
        try {
            return JsonParser.array().from(text(request));
        } catch (JsonParserException e) {
            throw EngineFailures.unreachable(address, new IOException("what answers is not a Docker engine", e));
        }
    }

    @Override
    public synchronized void close() {
        if (watchdog != null) {
            watchdog.shutdownNow();
        }
        connector.close();
    }

    private Connection connect() {
        try {
            return connector.connect();
        } catch (IOException e) {
            throw EngineFailures.unreachable(address, e);
        }
    }

    private static EngineReply exchange(EngineRequest request, Connection connection) throws IOException {
        try {
            HttpWire.write(request, connection.output());
        } catch (IOException e) {
            return answerToHalfARequest(request, connection, e);
        }
        return HttpWire.read(request, connection);
    }

    /** An engine that refuses closes its side before it has read everything; its answer says why. */
    private static EngineReply answerToHalfARequest(EngineRequest request, Connection connection, IOException failure)
            throws IOException {
        try {
            return HttpWire.read(request, connection);
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }

    private RuntimeException broken(IOException failure, ScheduledFuture<?> guard, Duration patience) {
        if (guard.isDone()) {
            return EngineFailures.unreachable(
                    address, new IOException("no answer within %d s".formatted(patience.toSeconds()), failure));
        }
        return EngineFailures.unreachable(address, failure);
    }

    private static EngineException refusal(int status, String body) {
        return EngineFailures.refusal(status, body);
    }

    private synchronized ScheduledFuture<?> guard(Connection connection, Duration patience) {
        ScheduledThreadPoolExecutor timer = watchdog;
        if (timer == null) {
            timer = new ScheduledThreadPoolExecutor(
                    1,
                    task -> Thread.ofPlatform().daemon().name("engine-watchdog").unstarted(task));
            timer.setRemoveOnCancelPolicy(true);
            watchdog = timer;
        }
        return timer.schedule(connection::close, patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
