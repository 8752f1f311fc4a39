package dev.berth.deployment;

import dev.berth.docker.Engine;
import dev.berth.docker.EngineInfo;
import dev.berth.environment.EngineState;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Journal;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** One changing run under its lock: every step is journalled, and the target is checked again before it. */
final class RunContext {
    private final Engine engine;
    private final EngineInfo target;
    private final EngineState state;
    private final EnvironmentLock.Held lock;
    private final Journal.Entry journal;
    private final Progress progress;
    private final Clock clock;

    RunContext(
            Engine engine,
            EngineInfo target,
            EngineState state,
            EnvironmentLock.Held lock,
            Journal.Entry journal,
            Progress progress,
            Clock clock) {
        this.engine = engine;
        this.target = target;
        this.state = state;
        this.lock = lock;
        this.journal = journal;
        this.progress = progress;
        this.clock = clock;
    }

    Engine engine() {
        return engine;
    }

    EngineState state() {
        return state;
    }

    Journal.Entry journal() {
        return journal;
    }

    Progress progress() {
        return progress;
    }

    /**
     * Does one step of the run.
     *
     * @param work does it, and says in a line what it did
     */
    void step(String name, Supplier<String> work) {
        if (Thread.currentThread().isInterrupted()) {
            throw new BerthException(ErrorCode.INTERRUPTED, "interrupted before the step " + name, null);
        }
        checkTarget();
        Instant start = clock.instant();
        journal.begin(name);
        progress.began(name);
        String detail = work.get();
        journal.finish(detail);
        progress.finished(name, detail, Duration.between(start, clock.instant()));
    }

    /** Where the lock is, the engine is the one that this run began with. */
    private void checkTarget() {
        if (lock.isHeld()) {
            return;
        }
        if (!engine.info().id().equals(target.id())) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "another engine answers at %s than when this run began"
                            .formatted(engine.address().host()),
                    "Nothing was changed there. Check DOCKER_HOST and the Docker context, then run the command again.");
        }
        throw lock.taken();
    }
}
