package dev.berth.health;

import dev.berth.docker.Engine;
import dev.berth.docker.EngineEvent;
import dev.berth.docker.Subscription;
import dev.berth.environment.Stack;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What the engine tells of a stack's containers as it happens, and whether that calls for another look. */
final class StackEvents implements AutoCloseable {
    private static final int KEPT = 500;

    /** What happened before somebody came to look is part of what is looked for. */
    private static final Duration BEFORE = Duration.ofHours(1);

    private final Engine engine;
    private final Stack stack;
    private final Clock clock;
    private final Deque<EngineEvent> events = new ArrayDeque<>();
    private final AtomicBoolean changed = new AtomicBoolean(true);
    private final Semaphore news = new Semaphore(0);
    private @Nullable Subscription stream;

    /** Follows nothing yet. */
    StackEvents(Engine engine, Stack stack, Clock clock) {
        this.engine = engine;
        this.stack = stack;
        this.clock = clock;
    }

    /** Has the stream open, anew where it has ended; what happened meanwhile is heard of, and looked for. */
    void follow() throws InterruptedException {
        if (stream != null && stream.awaitEnd(Duration.ZERO)) {
            close();
        }
        if (stream == null) {
            stream = engine.events(Map.of(Stack.PROJECT_LABEL, stack.project()), Optional.of(since()), this::happened);
            changed.set(true);
        }
    }

    /** After an outage only what has come since the last one that is known. */
    private Instant since() {
        synchronized (events) {
            return events.isEmpty()
                    ? clock.instant().minus(BEFORE)
                    : events.getLast().time().plusNanos(1);
        }
    }

    private void happened(EngineEvent event) {
        // Health probes and Berth itself run commands inside all the time; they change nothing.
        if (event.action().startsWith("exec_")) {
            return;
        }
        changed.set(true);
        synchronized (events) {
            events.addLast(event);
            if (events.size() > KEPT) {
                events.removeFirst();
            }
        }
        news.release();
    }

    /** Waits until something happens, or so long. */
    void await(Duration longest) throws InterruptedException {
        if (news.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            news.drainPermits();
        }
    }

    /** Whether the stack has to be looked at; what happens from now on calls for the next look. */
    boolean takeChange() {
        return changed.getAndSet(false);
    }

    /** Calls for a look, because one has failed. */
    void change() {
        changed.set(true);
    }

    /** What happened, oldest first. */
    List<EngineEvent> latest() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
