package dev.berth.migration;

import dev.berth.datastore.Postgres;
import dev.berth.datastore.PostgresError;
import dev.berth.failure.BerthException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flywaydb.core.api.FlywayException;

/** Runs pending migrations to their end: again where a lock was not given in time, and no further when interrupted. */
final class MigrationRun {
    static final int ATTEMPTS = 4;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration TIME_TO_CANCEL = Duration.ofSeconds(10);

    private final Postgres postgres;
    private final FlywaySetup setup;
    private final FailureReport failures;
    private final Duration lockTimeout;
    private final NoteBook noteBook;
    private final Clock clock;

    MigrationRun(
            Postgres postgres,
            FlywaySetup setup,
            FailureReport failures,
            Duration lockTimeout,
            NoteBook noteBook,
            Clock clock) {
        this.postgres = postgres;
        this.setup = setup;
        this.failures = failures;
        this.lockTimeout = lockTimeout;
        this.noteBook = noteBook;
        this.clock = clock;
    }

    /** Returns those that were applied by this run; another migrator may have been first with some. */
    List<Migration> run(List<Migration> pending, MigrationListener listener) {
        Map<String, Migration> byScript = new LinkedHashMap<>();
        pending.forEach(migration -> byScript.put(migration.script(), migration));
        Attempt[] running = new Attempt[1];
        try (LockWatch watch = new LockWatch(postgres, lockTimeout, blockers -> {
            Attempt attempt = running[0];
            if (attempt != null) {
                attempt.observer.current().ifPresent(migration -> listener.blocked(migration, blockers));
            }
        })) {
            RunObserver observer =
                    new RunObserver(byScript, new LockTimeouts(lockTimeout), listener, watch, noteBook, clock);
            Duration pause = FIRST_PAUSE;
            for (int number = 1; ; number++) {
                Attempt attempt = new Attempt(observer, number > 1);
                running[0] = attempt;
                try {
                    attempt.run();
                    observer.kept();
                    return observer.applied();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw failures.interrupted(observer);
                } catch (FlywayException | BerthException e) {
                    if (number == ATTEMPTS || !isWorthAnotherTry(e, observer)) {
                        throw failures.of(e, observer, number, watch.last());
                    }
                    observer.takenBack();
                    int next = number + 1;
                    observer.current().ifPresent(migration -> listener.retrying(migration, next, ATTEMPTS));
                }
                pause(pause, observer);
                pause = pause.multipliedBy(2);
            }
        }
    }

    /** Only where a migration's own transaction took back everything. */
    private boolean isWorthAnotherTry(RuntimeException failure, RunObserver observer) {
        return observer.current().isPresent()
                && PostgresError.in(failure).map(PostgresError::isLockTimeout).orElse(false)
                && failures.isTakenBack(observer);
    }

    private void pause(Duration pause, RunObserver observer) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures.interrupted(observer);
        }
    }

    /** One call of Flyway, on a thread of its own so that Ctrl-C can reach past the driver. */
    private final class Attempt {
        private final RunObserver observer;
        private final boolean again;
        private final SessionSource sessions = new SessionSource(postgres, false);

        Attempt(RunObserver observer, boolean again) {
            this.observer = observer;
            this.again = again;
        }

        void run() throws InterruptedException {
            FutureTask<Integer> task = new FutureTask<>(() ->
                    setup.configure(sessions, again).callbacks(observer).load().migrate().migrationsExecuted);
            Thread thread = Thread.ofPlatform().daemon().name("migration").start(task);
            try {
                task.get();
            } catch (InterruptedException e) {
                observer.stop();
                end(task, thread);
                throw e;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            }
        }

        /** Asks the server first, for then it answers and the transaction is rolled back in order. */
        private void end(FutureTask<Integer> task, Thread thread) {
            long steps = TIME_TO_CANCEL.toMillis() / 200;
            for (long step = 0; step < steps && !task.isDone(); step++) {
                sessions.cancel();
                await(task);
            }
            sessions.abort();
            thread.interrupt();
            await(task);
        }

        private static void await(FutureTask<Integer> task) {
            try {
                task.get(200, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // How it ended is read from the database afterwards.
                return;
            } catch (InterruptedException e) {
                // A second Ctrl-C changes nothing: the server was asked already.
                Thread.currentThread().interrupt();
            }
        }
    }
}
