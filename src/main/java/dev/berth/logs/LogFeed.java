package dev.berth.logs;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineEvent;
import dev.berth.docker.EngineException;
import dev.berth.docker.Subscription;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The logs of all containers of a project as one: what is there in the order of its times, then, if wanted, what comes,
 * also from containers that are restarted or made later, and from an engine that was away.
 */
public final class LogFeed implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration PATIENCE_WITH_ENGINE = Duration.ofSeconds(1);

    private static final int NOT_FOUND = 404;

    /** How many entries of what is there a collector takes before it hears how far it has come. */
    private static final int MOST_NOT_REACHED = 1000;

    /** The engine tells of every start; a lost connection tells nothing. */
    private static final Duration LONGEST_TRUST = Duration.ofSeconds(10);

    private final Engine engine;
    private final String project;
    private final LogQuery query;
    private final UnaryOperator<String> redact;
    private final LogListener listener;
    private final Map<String, ContainerLog> logs = new LinkedHashMap<>();
    private final Set<String> started = ConcurrentHashMap.newKeySet();
    private final ReorderWindow window = new ReorderWindow(System::nanoTime);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Instant opened = Instant.now();
    private final Thread thread = Thread.ofVirtual().name("log feed").unstarted(this::run);
    private final Set<String> unreadable = new HashSet<>();
    private final boolean collects;
    private final Map<String, LogCursor> begins = new HashMap<>();
    private final Map<String, LogCursor> reached = new HashMap<>();
    private int sinceReached;
    private Instant youngest = Instant.MIN;
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean changed = true;

    private LogFeed(
            Engine engine,
            String project,
            LogQuery query,
            boolean collects,
            UnaryOperator<String> redact,
            LogListener listener) {
        this.collects = collects;
        this.engine = engine;
        this.project = project;
        this.query = query;
        this.redact = redact;
        this.listener = listener;
    }

    /**
     * Begins to read.
     *
     * @param redact is asked before anything else sees a line, by several threads at once
     * @param listener takes entries from one thread, in their order; one that throws ends the feed
     */
    public static LogFeed open(
            Engine engine, String project, LogQuery query, UnaryOperator<String> redact, LogListener listener) {
        LogFeed feed = new LogFeed(engine, project, query, false, redact, listener);
        feed.thread.start();
        return feed;
    }

    /**
     * Begins to read everything that has not been taken before, and goes on with what comes.
     *
     * @param cursors those that a listener heard last of, be it in another process; what has none is read from its first line
     * @param redact as with {@link #open}
     * @param listener hears of cursors and gaps, too
     */
    public static LogFeed collect(
            Engine engine,
            String project,
            Collection<LogCursor> cursors,
            UnaryOperator<String> redact,
            LogListener listener) {
        LogFeed feed = new LogFeed(engine, project, LogQuery.everything(), true, redact, listener);
        cursors.forEach(cursor -> feed.begins.put(cursor.containerId(), cursor));
        feed.thread.start();
        return feed;
    }

    /**
     * Waits until everything there is has been read.
     *
     * @return false when the time ran out first
     * @throws BerthException when it cannot be read; what else the listener threw comes as it is
     */
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        boolean ended = end.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        RuntimeException cause = failure;
        if (cause != null) {
            throw cause;
        }
        return ended;
    }

    private void run() {
        try {
            history();
            // One that ended while its history was handed out has said something since.
            started.addAll(logs.keySet());
            while (query.follow() && !closed) {
                follow();
            }
        } catch (InterruptedException e) {
            // Closed.
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            logs.values().forEach(ContainerLog::close);
            window.close();
            tellReachedAtEnd();
            end.countDown();
        }
    }

    /** What was taken before a failure is as whole as ever; a listener that failed has heard enough. */
    private void tellReachedAtEnd() {
        try {
            tellReached();
        } catch (RuntimeException e) {
            if (failure == null) {
                failure = e;
            }
        }
    }

    /** Tells a collector how far it has come. */
    private void tellReached() {
        if (!collects) {
            return;
        }
        List<LogCursor> news = new ArrayList<>();
        logs.forEach((id, log) -> {
            log.takeGap().ifPresent(listener::gap);
            log.cursor()
                    .filter(cursor -> !cursor.equals(reached.put(id, cursor)))
                    .ifPresent(news::add);
        });
        if (sinceReached > 0 || !news.isEmpty()) {
            listener.reached(news);
        }
        sinceReached = 0;
    }

    private List<Container> containers() {
        List<Container> containers = new ArrayList<>();
        Observation.of(engine, project).services().forEach((service, each) -> {
            if (query.wants(service)) {
                containers.addAll(each);
            }
        });
        return containers;
    }

    private ContainerLog log(Container container) {
        return new ContainerLog(engine, container, redact, position(container.id()));
    }

    private Position position(String containerId) {
        LogCursor begin = begins.remove(containerId);
        if (begin != null) {
            return Position.from(begin);
        }
        return collects ? Position.ofCollector() : Position.ofReader();
    }

    /** Of containers that were removed while nobody read, nobody knows what they said last. */
    private void tellOfThoseThatAreGone(List<Container> containers) {
        Set<String> there = new HashSet<>();
        containers.forEach(container -> there.add(container.id()));
        for (LogCursor cursor : List.copyOf(begins.values())) {
            if (!there.contains(cursor.containerId())) {
                begins.remove(cursor.containerId());
                listener.gap(new LogGap(
                        cursor.last(),
                        opened,
                        cursor.service(),
                        cursor.container(),
                        0,
                        "the container was removed while its log was not being collected"));
                listener.forgotten(cursor.containerId());
            }
        }
    }

    /** The first entry that a container has left. */
    private record Head(EntryAssembler.Draft draft, int number, ContainerLog log) {}

    private void history() throws InterruptedException {
        List<Container> containers = containers();
        tellOfThoseThatAreGone(containers);
        for (Container container : containers) {
            ContainerLog log = log(container);
            try {
                log.readHistory(query);
                logs.put(container.id(), log);
            } catch (EngineException e) {
                cannotRead(container, e);
            }
        }
        PriorityQueue<Head> heads = new PriorityQueue<>(
                Comparator.<Head, Instant>comparing(head -> head.draft().time()).thenComparingInt(Head::number));
        int number = 0;
        for (ContainerLog log : logs.values()) {
            advance(heads, log, number++);
        }
        for (Head head = heads.poll(); head != null; head = heads.poll()) {
            // The next one is looked at first: until it has come, this one may get more lines.
            advance(heads, head.log(), head.number());
            emit(head.draft().finish());
            if (sinceReached >= MOST_NOT_REACHED) {
                tellReached();
            }
        }
        tellReached();
        if (logs.values().stream().anyMatch(ContainerLog::failed)) {
            throw new BerthException(
                    ErrorCode.ENGINE_UNREACHABLE,
                    "the engine broke off in the middle of the logs of " + project,
                    "`berth doctor` checks the engine.");
        }
    }

    /** One that is gone has nothing to say; one that keeps no log is told of, once. */
    private void cannotRead(Container container, EngineException refusal) {
        if (refusal.status() != NOT_FOUND && unreadable.add(container.id())) {
            listener.unreadable("the log of %s cannot be read: %s".formatted(container.name(), refusal.getMessage()));
        }
    }

    private static void advance(PriorityQueue<Head> heads, ContainerLog log, int number) throws InterruptedException {
        log.next().ifPresent(draft -> heads.add(new Head(draft, number, log)));
    }

    private void emit(LogEntry entry) {
        sinceReached++;
        if (!query.wants(entry)) {
            return;
        }
        if (entry.time().isBefore(youngest)) {
            listener.take(entry.afterYounger());
        } else {
            youngest = entry.time();
            listener.take(entry);
        }
    }

    /** Follows as long as the engine answers. */
    private void follow() throws InterruptedException {
        try (Subscription events =
                engine.events(Map.of(Stack.PROJECT_LABEL, project), Optional.empty(), this::happened)) {
            changed = true;
            long looked = 0;
            while (!events.awaitEnd(Duration.ZERO)) {
                long now = System.nanoTime();
                if (changed || now - looked > LONGEST_TRUST.toNanos()) {
                    changed = false;
                    looked = now;
                    List<Container> containers = containers();
                    follow(containers);
                    forget(containers);
                }
                release();
                reopen();
                Thread.sleep(TICK);
            }
        } catch (BerthException e) {
            // It is waited for; what it has received meanwhile is there when it comes back.
        }
        release();
        started.addAll(logs.keySet());
        Thread.sleep(PATIENCE_WITH_ENGINE);
    }

    private void happened(EngineEvent event) {
        if (event.action().equals("start")) {
            started.add(event.containerId());
            changed = true;
        }
    }

    private void release() {
        for (Optional<LogEntry> next = window.next(); next.isPresent(); next = window.next()) {
            emit(next.get());
        }
        if (sinceReached > 0) {
            tellReached();
        }
    }

    /** A stream that has ended while its container runs is opened again; the look that finds out comes with the next tick. */
    private void reopen() throws InterruptedException {
        for (ContainerLog log : logs.values()) {
            changed |= log.hasEnded();
            if (log.isStuck()) {
                log.follow(query.since(), window::add);
            }
        }
    }

    /** Those that are gone, and have said all they had. */
    private void forget(List<Container> containers) throws InterruptedException {
        Set<String> there = new HashSet<>();
        containers.forEach(container -> there.add(container.id()));
        unreadable.retainAll(there);
        for (Map.Entry<String, ContainerLog> known : List.copyOf(logs.entrySet())) {
            if (!there.contains(known.getKey()) && known.getValue().isIdle()) {
                logs.remove(known.getKey());
                reached.remove(known.getKey());
                listener.forgotten(known.getKey());
            }
        }
    }

    /** Begins to follow those of them that nobody follows, and that may have more to say. */
    private void follow(List<Container> containers) throws InterruptedException {
        List<Container> due = new ArrayList<>();
        for (Container container : containers) {
            if (isDue(container)) {
                due.add(container);
            }
        }
        if (!due.isEmpty()) {
            listener.beforeFollowing();
        }
        for (Container container : due) {
            try {
                follow(container);
            } catch (EngineException e) {
                cannotRead(container, e);
            }
        }
    }

    private boolean isDue(Container container) throws InterruptedException {
        if (unreadable.contains(container.id())) {
            return false;
        }
        ContainerLog known = logs.get(container.id());
        // One whose last stream is about to end is due until it has ended.
        return known == null
                || ((started.contains(container.id()) || container.state() == ContainerState.RUNNING)
                        && known.isIdle());
    }

    private void follow(Container container) throws InterruptedException {
        started.remove(container.id());
        ContainerLog known = logs.get(container.id());
        if (known == null) {
            // Of a container that came later everything is new.
            ContainerLog later = log(container);
            later.follow(Optional.empty(), window::add);
            logs.put(container.id(), later);
        } else {
            boolean nothingAsked = query.tail().equals(OptionalInt.of(0));
            known.follow(nothingAsked ? Optional.of(opened) : query.since(), window::add);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
