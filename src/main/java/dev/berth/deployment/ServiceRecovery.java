package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Environments;
import dev.berth.environment.Journal;
import dev.berth.environment.LockedException;
import dev.berth.environment.Observation;
import dev.berth.environment.Operator;
import dev.berth.environment.Run;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.process.Program;
import dev.berth.process.ProgramResult;
import dev.berth.process.ProgramRunner;
import dev.berth.secret.VaultCredentials;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Mends a service that is not well, for a watch: under the environment's lock, in its history, and only where that is still
 * called for once the lock is held.
 */
public final class ServiceRecovery {
    /** How long somebody else may be at work before a repair is put off. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_COMMAND = Duration.ofMinutes(5);

    /** Between two attempts to give back a lock, while the engine does not answer. */
    private static final Duration LATER = Duration.ofSeconds(5);

    private final Environments environments;
    private final Supplier<Compose> compose;
    private final KilledRun killedRun;
    private final SecretWork secrets;
    private final ProgramRunner programs;
    private final Clock clock;

    ServiceRecovery(
            Environments environments,
            Supplier<Compose> compose,
            KilledRun killedRun,
            SecretWork secrets,
            ProgramRunner programs,
            Clock clock) {
        this.environments = environments;
        this.compose = compose;
        this.killedRun = killedRun;
        this.secrets = secrets;
        this.programs = programs;
        this.clock = clock;
    }

    /** What is done. */
    public enum Means {
        START,
        RESTART,
        RECREATE,
        COMMAND;

        /** As reports have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How the containers are that are to be mended; where they are otherwise by then, nothing is done. */
    public enum Condition {
        UNHEALTHY,
        ENDED,
        MISSING
    }

    /**
     * What is to be done.
     *
     * @param containers the ids of those that are not well; none where they are gone
     * @param words of the command, where it is one
     * @param reason what is wrong
     */
    public record Remedy(
            String service,
            Means means,
            Condition condition,
            List<String> containers,
            List<String> words,
            String reason) {
        private String command() {
            return "monitor run: %s %s".formatted(means.word(), service);
        }
    }

    /** What came of it, in a few words. */
    public sealed interface Outcome {
        String words();

        /** It was done; whether it helps is seen later. */
        record Done(String words) implements Outcome {}

        /** Nothing was done, since that is not, or not yet, called for. */
        record Withheld(String words) implements Outcome {}

        /** It was tried, and did not work. */
        record Failed(String words) implements Outcome {}
    }

    /** What speaks against it now; empty where nothing does. Reads only. */
    public Optional<String> doubts(Environment environment, Remedy remedy) {
        Engine engine = environments.engine(environment.compose().engine());
        return new RecoveryDoubts(engine, new EngineState(engine, environment.project()), environment, clock)
                .about(remedy);
    }

    /** Does it, or says why not; waits for whoever is at work, for half a minute at most. */
    public Outcome apply(Environment environment, Remedy remedy) throws InterruptedException {
        try {
            // Most often the lock, which others need, is not even taken.
            Optional<String> doubts = doubts(environment, remedy);
            return doubts.isPresent() ? new Outcome.Withheld(doubts.get()) : locked(environment, remedy);
        } catch (BerthException e) {
            return new Outcome.Withheld(secrets.redact(String.valueOf(e.getMessage())));
        }
    }

    private Outcome locked(Environment environment, Remedy remedy) throws InterruptedException {
        Engine engine = environments.engine(environment.compose().engine());
        killedRun.settle(engine, environment.project(), remedy.command(), Progress.SILENT);
        Optional<EnvironmentLock.Held> lock =
                lock(new EnvironmentLock(engine, environment.project(), Operator.current(), clock), remedy.command());
        if (lock.isEmpty()) {
            return new Outcome.Withheld("somebody else was at work for too long");
        }
        try {
            EngineState state = new EngineState(engine, environment.project()).whileLocked();
            Optional<String> doubts = new RecoveryDoubts(engine, state, environment, clock).about(remedy);
            return doubts.isPresent()
                    ? new Outcome.Withheld(doubts.get())
                    : recorded(engine, state, environment, remedy);
        } finally {
            giveBack(lock.get());
        }
    }

    private Optional<EnvironmentLock.Held> lock(EnvironmentLock lock, String command) throws InterruptedException {
        for (long left = PATIENCE.dividedBy(PAUSE); left >= 0; left--) {
            try {
                return Optional.of(lock.take(command));
            } catch (LockedException e) {
                if (e.holder().operator().equals(Operator.current())
                        && e.holder().command().equals(command)) {
                    // Of an attempt whose answer was lost: nobody else in this process takes it for this.
                    lock.breakOpen(e.holder());
                }
                Thread.sleep(PAUSE);
            }
        }
        return Optional.empty();
    }

    /** A watch lives for weeks, and a lock that it cannot give back now would hold up everybody for as long. */
    private static void giveBack(EnvironmentLock.Held lock) {
        try {
            lock.close();
        } catch (BerthException e) {
            Thread.ofVirtual().name("give back a lock").start(() -> {
                for (boolean held = true; held; held = isStillHeld(lock)) {
                    try {
                        Thread.sleep(LATER);
                    } catch (InterruptedException interrupted) {
                        return;
                    }
                }
            });
        }
    }

    private static boolean isStillHeld(EnvironmentLock.Held lock) {
        try {
            lock.close();
            return false;
        } catch (BerthException e) {
            return true;
        }
    }

    private Outcome recorded(Engine engine, EngineState state, Environment environment, Remedy remedy) {
        Instant began = clock.instant();
        Outcome outcome = attempt(engine, state, environment, remedy);
        try {
            new Journal(state, clock)
                    .record(
                            environment.name(),
                            remedy.command(),
                            Operator.current(),
                            environments.workspace().root().toString(),
                            began,
                            outcome instanceof Outcome.Failed ? Run.Outcome.FAILED : Run.Outcome.SUCCEEDED,
                            "%s; %s".formatted(remedy.reason(), outcome.words()));
            return outcome;
        } catch (BerthException e) {
            // What was done was done, written down or not.
            return outcome;
        }
    }

    private Outcome attempt(Engine engine, EngineState state, Environment environment, Remedy remedy) {
        try {
            return switch (remedy.means()) {
                case START -> {
                    remedy.containers().forEach(engine::start);
                    yield new Outcome.Done("started");
                }
                case RESTART -> {
                    remedy.containers().forEach(engine::restart);
                    yield new Outcome.Done("restarted");
                }
                case RECREATE -> recreate(engine, state, environment.name(), remedy.service());
                case COMMAND -> command(environment.name(), remedy);
            };
        } catch (BerthException e) {
            return new Outcome.Failed(secrets.redact(String.valueOf(e.getMessage())));
        }
    }

    /** What was changed since the last switch is a switch's to bring up: that one migrates first. */
    private Outcome recreate(Engine engine, EngineState state, String name, String service) {
        Environment environment =
                environments.resolve(name, secrets.knownFolder(environments.definition(name), engine, state));
        List<String> services = List.of(service);
        new Undeployed(engine, compose.get()).refuse(environment, services, state);
        int containers =
                Observation.of(engine, environment.project()).of(service).size();
        if (containers == 0) {
            refuseAnotherImage(engine, state, service);
        }
        Map<String, Integer> scale = Map.of(
                service,
                environment.isStore(service)
                        ? 1
                        : containers > 0
                                ? containers
                                : environment.stack().service(service).replicas());
        // With what it depends on, as ever: without, Compose computes another hash of its configuration.
        compose.get().up(environment.compose(), new Compose.UpRequest(services, scale, true, true, false), line -> {});
        new LimitStep(engine).apply(environment.stack(), services, Observation.of(engine, environment.project()));
        return new Outcome.Done("recreated");
    }

    private static void refuseAnotherImage(Engine engine, EngineState state, String service) {
        Committed.read(state)
                .flatMap(last -> Optional.ofNullable(last.services().get(service)))
                .filter(last -> !last.imageId().isEmpty())
                .filter(last -> engine.image(last.image())
                        .filter(image -> image.id().equals(last.imageId()))
                        .isEmpty())
                .ifPresent(last -> {
                    throw new BerthException(
                            ErrorCode.IMAGE_MISSING,
                            "%s is not the image any more that the last switch brought up".formatted(last.image()),
                            "Next: env switch, which migrates before it starts another one.");
                });
    }

    private Outcome command(String environment, Remedy remedy) {
        ProgramResult result = programs.run(
                new Program(
                        remedy.words(),
                        Map.of(
                                "BERTH_ENV", environment,
                                "BERTH_SERVICE", remedy.service(),
                                "BERTH_REASON", remedy.reason()),
                        Set.copyOf(VaultCredentials.TOKENS),
                        environments.workspace().root(),
                        LONGEST_COMMAND),
                InputStream.nullInputStream(),
                line -> {});
        return result.exitCode() == 0
                ? new Outcome.Done("the command succeeded")
                : new Outcome.Failed("the command ended with exit code %d".formatted(result.exitCode()));
    }
}
