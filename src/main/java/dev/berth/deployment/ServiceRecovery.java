package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.docker.ExecResult;
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
import dev.berth.process.Program;
import dev.berth.process.ProgramResult;
import dev.berth.process.ProgramRunner;
import dev.berth.secret.VaultCredentials;
import dev.berth.workspace.Definition;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Mends a service that is not well, for a watch: under the environment's lock, in its history, and only where that is still
 * called for once the lock is held.
 */
public final class ServiceRecovery {
    /** How long somebody else may be at work before a repair is put off. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration LONGEST_COMMAND = Duration.ofMinutes(5);

    /** What pg_isready ends with where a server is there and takes nobody, as while it recovers from a crash. */
    private static final int REJECTS = 1;

    /** What pg_isready ends with where nobody answers. */
    private static final int SILENT = 2;

    private final Environments environments;
    private final Supplier<Compose> compose;
    private final SecretWork secrets;
    private final ProgramRunner programs;
    private final Clock clock;

    ServiceRecovery(
            Environments environments,
            Supplier<Compose> compose,
            SecretWork secrets,
            ProgramRunner programs,
            Clock clock) {
        this.environments = environments;
        this.compose = compose;
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

    /**
     * What is to be done.
     *
     * @param containers the ids of those that are not well; none where they are gone
     * @param words of the command, where it is one
     * @param reason what is wrong
     */
    public record Remedy(String service, Means means, List<String> containers, List<String> words, String reason) {}

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

    /** Does it, or says why not; waits for whoever is at work, for half a minute at most. */
    public Outcome apply(String name, Remedy remedy) throws InterruptedException {
        Definition definition = environments.definition(name);
        Engine engine = environments.engine(environments.address(definition));
        Optional<EnvironmentLock.Held> lock = lock(
                new EnvironmentLock(engine, definition.project(), Operator.current(), clock),
                "monitor run: %s %s".formatted(remedy.means().word(), remedy.service()));
        if (lock.isEmpty()) {
            return new Outcome.Withheld("somebody else was at work for too long");
        }
        try (EnvironmentLock.Held held = lock.get()) {
            EngineState state = new EngineState(engine, definition.project()).whileLocked();
            Optional<String> against = new Doubts(engine, state, definition).about(remedy);
            if (against.isPresent()) {
                return new Outcome.Withheld(against.get());
            }
            Instant began = clock.instant();
            Outcome outcome = attempt(engine, state, definition, remedy);
            new Journal(state, clock)
                    .record(
                            name,
                            "monitor run: %s %s".formatted(remedy.means().word(), remedy.service()),
                            Operator.current(),
                            environments.workspace().root().toString(),
                            began,
                            outcome instanceof Outcome.Failed ? Run.Outcome.FAILED : Run.Outcome.SUCCEEDED,
                            "%s; %s".formatted(remedy.reason(), outcome.words()));
            return outcome;
        }
    }

    private Optional<EnvironmentLock.Held> lock(EnvironmentLock lock, String command) throws InterruptedException {
        for (long left = PATIENCE.dividedBy(PAUSE); left >= 0; left--) {
            try {
                return Optional.of(lock.take(command));
            } catch (LockedException e) {
                Thread.sleep(PAUSE);
            }
        }
        return Optional.empty();
    }

    private Outcome attempt(Engine engine, EngineState state, Definition definition, Remedy remedy) {
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
                case RECREATE -> recreate(engine, state, definition, remedy.service());
                case COMMAND -> command(definition.name(), remedy);
            };
        } catch (BerthException e) {
            return new Outcome.Failed(secrets.redact(String.valueOf(e.getMessage())));
        }
    }

    /** What was changed since the last switch is a switch's to bring up: that one migrates first. */
    private Outcome recreate(Engine engine, EngineState state, Definition definition, String service) {
        Environment environment =
                environments.resolve(definition.name(), secrets.knownFolder(definition, engine, state));
        List<String> services = List.of(service);
        new SharedData(engine, environment.project()).refuseToStart(environment);
        new Undeployed(engine, compose.get()).refuse(environment, services, state);
        Map<String, Integer> scale = Map.of(
                service,
                Math.max(
                        environment.stack().service(service).replicas(),
                        Observation.of(engine, environment.project())
                                .of(service)
                                .size()));
        compose.get().up(environment.compose(), new Compose.UpRequest(services, scale, false, true, false), line -> {});
        new LimitStep(engine).apply(environment.stack(), services, Observation.of(engine, environment.project()));
        return new Outcome.Done("recreated");
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

    /** What speaks against doing something now that the lock is held. */
    private record Doubts(Engine engine, EngineState state, Definition definition) {

        Optional<String> about(Remedy remedy) {
            return unfinished()
                    .or(() -> isStillCalledFor(remedy)
                            ? Optional.empty()
                            : Optional.of("it was well again before anything was done"))
                    .or(() -> remedy.means() == Means.START ? Optional.empty() : busy(remedy));
        }

        /** What stands half-way is put right by somebody who knows what it is to be. */
        private Optional<String> unfinished() {
            try {
                BackupRestore.refuseUnfinished(state, definition.name());
                StoreUpgrade.refuseUnfinished(state, definition.name());
            } catch (BerthException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
            return new Journal(state, Clock.systemUTC())
                    .unfinishedSwitch()
                    .map(run -> "%s was left half-way".formatted(run.command()));
        }

        private boolean isStillCalledFor(Remedy remedy) {
            List<ContainerDetails> containers = engine.inspectAll(remedy.containers());
            return remedy.containers().isEmpty()
                    ? Observation.of(engine, definition.project())
                            .of(remedy.service())
                            .isEmpty()
                    : containers.size() == remedy.containers().size()
                            && containers.stream()
                                    .allMatch(container -> container.state() == ContainerState.EXITED
                                            || container.health() == ContainerHealth.UNHEALTHY);
        }

        /** A store that is on its way by itself would begin anew. */
        private Optional<String> busy(Remedy remedy) {
            return switch (definition.service(remedy.service()).kind()) {
                case POSTGRES -> each(remedy, this::recovers);
                case REDIS -> each(remedy, this::loads);
                case PGBOUNCER, POSTGREST, HTTP, STORAGE, APP -> Optional.empty();
            };
        }

        private Optional<String> each(Remedy remedy, Function<String, Optional<String>> question) {
            return engine.inspectAll(remedy.containers()).stream()
                    .filter(container -> container.state() == ContainerState.RUNNING)
                    .flatMap(container -> question.apply(container.id()).stream())
                    .findFirst();
        }

        private Optional<String> recovers(String container) {
            ExecResult result = ask(container, "pg_isready", "--quiet");
            return switch (result.exitCode()) {
                case 0, SILENT -> Optional.empty();
                case REJECTS -> Optional.of("PostgreSQL is starting or recovering");
                default -> Optional.of("nobody can tell whether PostgreSQL is recovering");
            };
        }

        /** Where a password is asked for, the reply says nothing: then what INFO told the watch is what counts. */
        private Optional<String> loads(String container) {
            ExecResult result = ask(container, "redis-cli", "ping");
            return result.output().contains("LOADING")
                    ? Optional.of("Redis is still loading its data")
                    : Optional.empty();
        }

        private ExecResult ask(String container, String... words) {
            return engine.exec(container, ExecRequest.of(words), InputStream.nullInputStream(), ANSWER);
        }
    }
}
