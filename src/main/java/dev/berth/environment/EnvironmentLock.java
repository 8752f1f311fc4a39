package dev.berth.environment;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.Engine;
import dev.berth.docker.NameInUseException;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The right to change one project on one engine, or to watch it, held by one process at a time.
 *
 * <p>It is a created container of a fixed name: the engine refuses a second one, for every operator on every machine.
 */
public final class EnvironmentLock {
    private static final Duration CLOSING_TIME = Duration.ofSeconds(10);
    private static final Duration CLOSING_PAUSE = Duration.ofSeconds(1);

    /** Locks of this process that it could not give back. */
    private static final Set<String> ABANDONED = ConcurrentHashMap.newKeySet();

    private final Engine engine;
    private final String project;
    private final Operator self;
    private final Clock clock;
    private final Right right;

    public EnvironmentLock(Engine engine, String project, Operator self, Clock clock) {
        this(engine, project, self, clock, Right.CHANGE);
    }

    private EnvironmentLock(Engine engine, String project, Operator self, Clock clock, Right right) {
        this.engine = engine;
        this.project = project;
        this.self = self;
        this.clock = clock;
        this.right = right;
    }

    /** The right to watch a project, which one process has at a time, for as long as it runs. */
    public static EnvironmentLock ofWatch(Engine engine, String project, Operator self, Clock clock) {
        return new EnvironmentLock(engine, project, self, clock, Right.WATCH);
    }

    /** To what somebody has the right. */
    private enum Right {
        CHANGE("lock"),
        WATCH("watch");

        /** As its container's name ends, and its label says. */
        private final String word;

        Right(String word) {
            this.word = word;
        }
    }

    /**
     * Who holds the lock, since when and for what.
     *
     * @param container the lock itself
     */
    public record Holder(String container, Operator operator, Instant since, String command) {}

    /**
     * Takes the lock; a lock whose process has surely ended is taken over.
     *
     * @param command what it is taken for, for those who must wait
     * @throws LockedException when another run holds it
     */
    public Held take(String command) {
        for (int attempt = 0; ; attempt++) {
            try {
                return new Held(engine.create(specification(command)));
            } catch (NameInUseException e) {
                Optional<ContainerDetails> lock = engine.inspect(name());
                if (lock.isEmpty()) {
                    continue;
                }
                Holder holder = holder(lock.get());
                if (attempt > 2
                        || !(ABANDONED.contains(holder.container())
                                || holder.operator().isSurelyGone(self))) {
                    throw switch (right) {
                        case CHANGE -> new LockedException(project, holder);
                        case WATCH -> watched(holder);
                    };
                }
                // By id, not by name: whoever takes over first may hold a new lock of that name already.
                engine.remove(lock.get().id(), true);
            }
        }
    }

    private BerthException watched(Holder holder) {
        return new BerthException(
                ErrorCode.LOCKED,
                "%s is watched by %s since %s".formatted(project, holder.operator(), holder.since()),
                "One watch is enough. On that machine it ends by: monitor stop     Where that machine is gone: docker rm "
                        + name());
    }

    /** Who holds the lock now; empty when nobody does. Reads only. */
    public Optional<Holder> holder() {
        return engine.inspect(name()).map(EnvironmentLock::holder);
    }

    /** Who holds the lock and is, for all that is known, at work. Reads only. */
    public Optional<Holder> atWork() {
        return holder().filter(holder -> !holder.operator().isSurelyGone(self));
    }

    /** Removes the lock that this one holds, and none that somebody took since. */
    public void breakOpen(Holder holder) {
        engine.remove(holder.container(), true);
    }

    private String name() {
        return "%s-berth-%s".formatted(project, right.word);
    }

    private ContainerSpecification specification(String command) {
        return new ContainerSpecification(
                Optional.of(name()),
                EngineState.HELPER_IMAGE,
                List.of("true"),
                Optional.empty(),
                Map.ofEntries(
                        Map.entry("dev.berth.project", project),
                        Map.entry("dev.berth.purpose", right.word),
                        Map.entry("dev.berth.lock.user", self.user()),
                        Map.entry("dev.berth.lock.host", self.host()),
                        Map.entry("dev.berth.lock.machine", self.machine()),
                        Map.entry("dev.berth.lock.boot", self.boot()),
                        Map.entry("dev.berth.lock.process-space", self.processSpace()),
                        Map.entry("dev.berth.lock.process", Long.toString(self.process())),
                        Map.entry("dev.berth.lock.process-start", self.processStart()),
                        Map.entry("dev.berth.lock.since", clock.instant().toString()),
                        Map.entry("dev.berth.lock.command", command)),
                List.of(),
                "none",
                List.of(),
                false,
                false,
                false);
    }

    private static Holder holder(ContainerDetails lock) {
        Map<String, String> labels = lock.labels();
        return new Holder(
                lock.id(),
                new Operator(
                        labels.getOrDefault("dev.berth.lock.user", "unknown"),
                        labels.getOrDefault("dev.berth.lock.host", "unknown"),
                        labels.getOrDefault("dev.berth.lock.machine", ""),
                        labels.getOrDefault("dev.berth.lock.boot", ""),
                        labels.getOrDefault("dev.berth.lock.process-space", ""),
                        Long.parseLong(labels.getOrDefault("dev.berth.lock.process", "0")),
                        labels.getOrDefault("dev.berth.lock.process-start", "")),
                Instant.parse(labels.getOrDefault("dev.berth.lock.since", Instant.EPOCH.toString())),
                labels.getOrDefault("dev.berth.lock.command", "unknown"));
    }

    /** The lock while it is held; closing gives it back. */
    public final class Held implements AutoCloseable {
        private final String container;

        private Held(String container) {
            this.container = container;
        }

        /** Whether it is still there, or was broken open or lost meanwhile; to be asked before each write. */
        public boolean isHeld() {
            return engine.inspect(container).isPresent();
        }

        /** The same, for whom no answer within that time is as good as none. */
        public boolean isHeld(Duration patience) {
            return engine.within(patience).inspect(container).isPresent();
        }

        /** What to tell whoever no longer holds it. */
        public BerthException taken() {
            return new BerthException(
                    ErrorCode.LOCKED,
                    "the lock of %s was taken away while this run held it".formatted(project),
                    "Somebody used env unlock, or pruned the engine's containers. Run the command again: it goes on.");
        }

        /**
         * Gives it back, now.
         *
         * @throws BerthException ENGINE_UNREACHABLE where nobody knows whether that worked
         */
        public void giveBack() {
            engine.remove(container, true);
        }

        /**
         * The same at the end of a run, whose outcome stands: an engine that is away for a moment is asked again, one that is
         * silent or that somebody does not want to wait for is not.
         */
        @Override
        public void close() {
            Engine patient = engine.within(CLOSING_TIME);
            long deadline = System.nanoTime() + CLOSING_TIME.toNanos();
            do {
                try {
                    patient.remove(container, true);
                    return;
                } catch (BerthException e) {
                    LockSupport.parkNanos(CLOSING_PAUSE.toNanos());
                }
            } while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted());
            // Whoever comes next in this process takes it over, and others once it has ended.
            ABANDONED.add(container);
        }
    }
}
