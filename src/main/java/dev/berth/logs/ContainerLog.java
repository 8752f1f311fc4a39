package dev.berth.logs;

import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.docker.LogLine;
import dev.berth.docker.LogRequest;
import dev.berth.docker.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One container's log: first what is there, then what comes, however often the stream has to be opened. */
final class ContainerLog implements AutoCloseable {
    private static final Duration FOREVER = Duration.ofDays(365);
    private static final int READ_AHEAD = 1000;

    private final Engine engine;
    private final String id;
    private final EntryAssembler assembler;
    private final Position position = new Position();
    private final BlockingQueue<Optional<EntryAssembler.Draft>> history = new ArrayBlockingQueue<>(READ_AHEAD);
    private @Nullable Subscription stream;

    ContainerLog(Engine engine, Container container, UnaryOperator<String> redact) {
        this.engine = engine;
        this.id = container.id();
        this.assembler = new EntryAssembler(container.service(), container.name(), redact);
    }

    /** Takes a draft, and may wait before it does. */
    interface Sink {
        void add(EntryAssembler.Draft draft) throws InterruptedException;
    }

    /** Begins to read what is there. */
    void readHistory(Optional<Instant> since, OptionalInt tail) {
        Subscription reading = open(new LogRequest(since, tail, false), draft -> history.put(Optional.of(draft)));
        stream = reading;
        Thread.ofVirtual().name("end of the log of " + id).start(() -> {
            try {
                reading.awaitEnd(FOREVER);
                history.put(Optional.empty());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The next of what was there; empty at its end. */
    Optional<EntryAssembler.Draft> next() throws InterruptedException {
        return history.take();
    }

    /** Whether what was there could be read to its end. */
    boolean failed() {
        Subscription reading = stream;
        return reading != null && reading.failed();
    }

    /** Goes on from where it was. */
    void follow(Optional<Instant> since, Sink sink) {
        close();
        position.reopen();
        stream = open(new LogRequest(position.since().or(() -> since), OptionalInt.empty(), true), sink);
    }

    /** Whether its stream has ended since it was asked last. */
    boolean hasEnded() throws InterruptedException {
        Subscription reading = stream;
        if (reading == null || !reading.awaitEnd(Duration.ZERO)) {
            return false;
        }
        close();
        return true;
    }

    /** Whether nobody reads it. */
    boolean isIdle() throws InterruptedException {
        Subscription reading = stream;
        return reading == null || reading.awaitEnd(Duration.ZERO);
    }

    private Subscription open(LogRequest request, Sink sink) {
        return engine.logs(id, request, line -> add(line, sink));
    }

    private void add(LogLine line, Sink sink) {
        if (position.accept(line)) {
            try {
                Optional<EntryAssembler.Draft> begun = assembler.add(line);
                if (begun.isPresent()) {
                    sink.add(begun.get());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
        // Who waits to put something there goes on, and finds the stream closed.
        history.clear();
    }
}
