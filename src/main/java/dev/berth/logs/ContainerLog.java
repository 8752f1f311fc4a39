package dev.berth.logs;

import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineException;
import dev.berth.docker.LogLine;
import dev.berth.docker.LogRequest;
import dev.berth.docker.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One container's log: first what is there, then what comes, however often the stream has to be opened. */
final class ContainerLog implements AutoCloseable {
    private static final Duration FOREVER = Duration.ofDays(365);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** A stream that brings nothing for so long is looked after: engines have lost them at rotations. */
    private static final Duration SUSPICIOUS_SILENCE = Duration.ofSeconds(30);

    private final Engine engine;
    private final Container container;
    private final String id;
    private final EntryAssembler assembler;
    private final Position position;
    private ReadAhead ahead = new ReadAhead(OptionalInt.empty());
    private @Nullable Subscription stream;
    private final LongSupplier nanoTime;
    private volatile long heard;

    ContainerLog(Engine engine, Container container, UnaryOperator<String> redact, Position position) {
        this(engine, container, redact, position, System::nanoTime);
    }

    /** @param nanoTime a clock that only goes forward */
    ContainerLog(
            Engine engine,
            Container container,
            UnaryOperator<String> redact,
            Position position,
            LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.heard = nanoTime.getAsLong();
        this.engine = engine;
        this.container = container;
        this.position = position;
        this.id = container.id();
        this.assembler = new EntryAssembler(container.service(), container.name(), redact, position::leave);
    }

    /** Takes a draft, and may wait before it does. */
    interface Sink {
        void add(EntryAssembler.Draft draft) throws InterruptedException;
    }

    /**
     * Begins to read what is there.
     *
     * @param query whose last lines are those before its end, which engines count otherwise
     */
    void readHistory(LogQuery query) {
        boolean countsItself = query.until().isPresent();
        ReadAhead reads = new ReadAhead(countsItself ? query.tail() : OptionalInt.empty());
        ahead = reads;
        Subscription reading = open(
                new LogRequest(
                        position.since().or(query::since),
                        query.until(),
                        countsItself ? OptionalInt.empty() : query.tail(),
                        false),
                draft -> {
                    // The engine's end is part of what it gives, ours is not.
                    if (query.until().map(draft.time()::isBefore).orElse(true)) {
                        reads.put(draft);
                    }
                });
        stream = reading;
        Thread.ofVirtual().name("end of the log of " + id).start(() -> {
            try {
                reading.awaitEnd(FOREVER);
                reads.end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The next of what was there; empty at its end. */
    Optional<EntryAssembler.Draft> next() throws InterruptedException {
        return ahead.next();
    }

    /** Whether what was there could not be read to its end. */
    boolean failed() {
        Subscription reading = stream;
        return reading != null && reading.failed();
    }

    /** Goes on from where it was. */
    void follow(Optional<Instant> since, Sink sink) throws InterruptedException {
        Subscription before = stream;
        close();
        if (before != null) {
            // What it has in hand comes to its end first, so that one reads at a time.
            before.awaitEnd(PATIENCE);
        }
        position.reopen();
        heard = nanoTime.getAsLong();
        stream = open(
                new LogRequest(position.since().or(() -> since), Optional.empty(), OptionalInt.empty(), true), sink);
    }

    /** From where to go on behind all that has been handed over; empty where nothing has. */
    Optional<LogCursor> cursor() {
        return position.cursor(id, container.service(), container.name());
    }

    /** What the engine has lost since it was read last; told once. */
    Optional<LogGap> takeGap() {
        return position.takeBreak()
                .map(lost -> new LogGap(
                        lost.from(),
                        lost.until(),
                        container.service(),
                        container.name(),
                        0,
                        "the engine had removed lines before they were read"));
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

    /** Whether its stream has been silent for long while the engine has a line that did not come. */
    boolean isStuck() throws InterruptedException {
        if (stream == null || nanoTime.getAsLong() - heard < SUSPICIOUS_SILENCE.toNanos()) {
            return false;
        }
        heard = nanoTime.getAsLong();
        AtomicReference<LogLine> last = new AtomicReference<>();
        LogRequest request = new LogRequest(Optional.empty(), Optional.empty(), OptionalInt.of(1), false);
        try (Subscription reading = engine.logs(id, request, last::set)) {
            LogLine line = reading.awaitEnd(PATIENCE) ? last.get() : null;
            // One that came just now has come by the stream, too, or is on its way.
            return line != null
                    && !position.hasRead(line)
                    && line.time().isBefore(Instant.now().minus(PATIENCE));
        } catch (EngineException e) {
            return false;
        }
    }

    private Subscription open(LogRequest request, Sink sink) {
        return engine.logs(id, request, line -> add(line, sink));
    }

    private void add(LogLine line, Sink sink) {
        heard = nanoTime.getAsLong();
        Optional<Position.Line> accepted = position.accept(line);
        if (accepted.isPresent()) {
            try {
                Optional<EntryAssembler.Draft> begun = assembler.add(line, accepted.get());
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
        ahead.close();
    }
}
