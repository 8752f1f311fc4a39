package dev.berth.tui;

import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.health.LiveStack;
import dev.berth.health.StackFeed;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StoreProbes;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogFeed;
import dev.berth.logs.LogListener;
import dev.berth.logs.LogQuery;
import dev.berth.monitor.Seen;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What is heard of a stack while its board is open, as it was heard last; may be asked from any thread. */
final class StackNews implements AutoCloseable {
    private static final int LOG_LINES = 200;

    private final LogTail logs = new LogTail();
    private final AtomicReference<LiveStack> live;
    private final AtomicReference<Optional<Seen>> watched = new AtomicReference<>(Optional.empty());
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicReference<String> engineName = new AtomicReference<>("");
    private final StackFeed feed;
    private final LogFeed logFeed;

    /**
     * Begins to listen.
     *
     * @param watch what the stack's watch saw last; read each time the stack is looked at
     * @param redact masks secrets in what is logged
     * @param learnSecrets has those masked, too, that were changed meanwhile
     * @param heard called from other threads when there is something new beside what is logged
     */
    StackNews(
            Stack stack,
            Engine engine,
            StackSnapshot first,
            Optional<StoreProbes> probes,
            Supplier<Optional<Seen>> watch,
            Clock clock,
            UnaryOperator<String> redact,
            Runnable learnSecrets,
            Runnable heard) {
        this.live = new AtomicReference<>(LiveStack.of(first));
        this.feed = StackFeed.begin(engine, stack, clock, first, probes, snapshot -> {
            live.set(snapshot);
            watched.set(watch.get());
            looks.incrementAndGet();
            heard.run();
        });
        this.logFeed = LogFeed.open(engine, stack.project(), LogQuery.following(LOG_LINES), redact, new LogListener() {
            @Override
            public void take(LogEntry entry) {
                logs.add(entry);
            }

            @Override
            public void beforeFollowing() {
                learnSecrets.run();
            }
        });
        Thread.ofVirtual().name("engine's name").start(() -> name(engine, heard));
    }

    private void name(Engine engine, Runnable heard) {
        try {
            engineName.set("Docker " + engine.info().version());
            heard.run();
        } catch (BerthException e) {
            // The feed says what is wrong with it.
        }
    }

    LiveStack live() {
        return live.get();
    }

    Optional<Seen> watch() {
        return watched.get();
    }

    /** How many times the stack was looked at. */
    int looks() {
        return looks.get();
    }

    LogTail.Excerpt logs() {
        return logs.excerpt();
    }

    /** What runs it, such as {@code Docker 28.2.2}; empty until it is known. */
    String engine() {
        return engineName.get();
    }

    /** Tells which services are looked at now. */
    void show(Set<String> services) {
        feed.show(services);
    }

    @Override
    public void close() {
        feed.close();
        logFeed.close();
    }
}
