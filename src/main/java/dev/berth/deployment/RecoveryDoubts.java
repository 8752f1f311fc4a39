package dev.berth.deployment;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.docker.ExecResult;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Journal;
import dev.berth.environment.Observation;
import dev.berth.environment.Run;
import dev.berth.failure.BerthException;
import dev.berth.workspace.Definition;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What speaks against mending a service now: what somebody has done meanwhile or left half-way, or a store on its way by itself. */
record RecoveryDoubts(Engine engine, EngineState state, Environment environment, Clock clock) {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** What has not begun to serve within it does not begin any more. */
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(30);

    /** What pg_isready ends with where a server is there and takes nobody, as while it recovers from a crash. */
    private static final int REJECTS = 1;

    /** What pg_isready ends with where nobody answers. */
    private static final int SILENT = 2;

    /** In a few words; empty where nothing does. Reads only. */
    Optional<String> about(ServiceRecovery.Remedy remedy) {
        return unfinished()
                .or(() -> meanwhile(remedy))
                .or(() -> others(remedy))
                .or(() -> remedy.means() == ServiceRecovery.Means.START ? Optional.empty() : onItsWay(remedy));
    }

    /** What stands half-way is put right by somebody who knows what it is to be. */
    private Optional<String> unfinished() {
        try {
            BackupRestore.refuseUnfinished(state, environment.name());
            StoreUpgrade.refuseUnfinished(state, environment.name());
        } catch (BerthException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        Journal journal = new Journal(state, clock);
        return journal.unfinishedSwitch()
                .or(() -> journal.unfinished()
                        .filter(run -> run.outcome() == Run.Outcome.OPEN
                                && !run.command().startsWith("backup")))
                .map(run -> "%s was left half-way".formatted(run.command()));
    }

    private Optional<String> meanwhile(ServiceRecovery.Remedy remedy) {
        List<ContainerDetails> containers = engine.inspectAll(remedy.containers());
        boolean same = switch (remedy.condition()) {
            case MISSING ->
                Observation.of(engine, environment.project())
                        .of(remedy.service())
                        .isEmpty();
            case UNHEALTHY ->
                containers.size() == remedy.containers().size()
                        && containers.stream()
                                .allMatch(container -> container.state() == ContainerState.RUNNING
                                        && container.health() == ContainerHealth.UNHEALTHY);
            case ENDED ->
                containers.size() == remedy.containers().size()
                        && containers.stream().allMatch(container -> switch (container.state()) {
                            case EXITED, CREATED, DEAD -> true;
                            case RUNNING, PAUSED, RESTARTING, REMOVING -> false;
                        });
        };
        if (!same) {
            return Optional.of("it was as it should be, or somebody was at it, before anything was done");
        }
        return remedy.condition() == ServiceRecovery.Condition.UNHEALTHY
                ? Optional.empty()
                : stoppedSince(
                        remedy,
                        containers.stream()
                                .flatMap(container -> container.finishedAt().stream())
                                .max(Instant::compareTo)
                                .orElse(Instant.EPOCH));
    }

    /** To stop what does not run tells the engine nothing, and is meant all the same. */
    private Optional<String> stoppedSince(ServiceRecovery.Remedy remedy, Instant ended) {
        return new Journal(state, clock)
                .last()
                .filter(run -> run.startedAt().isAfter(ended))
                .filter(run -> {
                    List<String> words = List.of(run.command().split(" "));
                    boolean stops = run.command().startsWith("stack stop")
                            || run.command().startsWith("stack down");
                    return stops && (words.contains(remedy.service()) || namesNone(words));
                })
                .map(run -> "somebody stopped it: " + run.command());
    }

    private boolean namesNone(List<String> words) {
        return environment.stack().services().stream().noneMatch(service -> words.contains(service.name()));
    }

    /** Two servers on one volume destroy it, whoever started the other one. */
    private Optional<String> others(ServiceRecovery.Remedy remedy) {
        if (!environment.isStore(remedy.service())) {
            return Optional.empty();
        }
        if (remedy.condition() == ServiceRecovery.Condition.MISSING) {
            return Optional.of("somebody has removed a store's container, and knows why");
        }
        try {
            new SharedData(engine, environment.project()).refuseToStart(environment);
            return Optional.empty();
        } catch (BerthException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** A store that starts, recovers or loads would begin anew; what nobody can tell is left alone. */
    private Optional<String> onItsWay(ServiceRecovery.Remedy remedy) {
        return switch (environment.definition().service(remedy.service()).kind()) {
            case POSTGRES -> each(remedy, this::recovers);
            case REDIS -> each(remedy, this::loads);
            case PGBOUNCER, POSTGREST, HTTP, STORAGE, APP -> Optional.empty();
        };
    }

    private Optional<String> each(
            ServiceRecovery.Remedy remedy, Function<ContainerDetails, Optional<String>> question) {
        return engine.inspectAll(remedy.containers()).stream()
                .filter(container -> container.state() == ContainerState.RUNNING)
                .flatMap(container -> question.apply(container).stream())
                .findFirst();
    }

    private Optional<String> recovers(ContainerDetails container) {
        List<String> words = new ArrayList<>(List.of("pg_isready", "--quiet"));
        environment
                .definition()
                .service(container.labels().getOrDefault("com.docker.compose.service", ""))
                .monitor()
                .map(Definition.Monitor::port)
                .filter(port -> port.isPresent())
                .ifPresent(port -> words.addAll(List.of("--port", Integer.toString(port.getAsInt()))));
        try {
            return switch (ask(container, words).exitCode()) {
                case 0 -> Optional.empty();
                case SILENT ->
                    wasHealthy(container)
                            ? Optional.empty()
                            : Optional.of("PostgreSQL was never healthy since it was started: it may still begin");
                case REJECTS -> Optional.of("PostgreSQL is starting or recovering");
                default -> Optional.of("nobody can tell whether PostgreSQL is recovering");
            };
        } catch (BerthException e) {
            // It hangs, and so does everything that asks it: that is what a restart is for.
            return wasHealthy(container)
                    ? Optional.empty()
                    : Optional.of("nobody can tell whether PostgreSQL is recovering");
        }
    }

    private Optional<String> loads(ContainerDetails container) {
        String loading = "Redis is still loading its data";
        if (container.probes().stream().anyMatch(probe -> probe.output().contains("LOADING"))) {
            return Optional.of(loading);
        }
        try {
            ExecResult reply = ask(container, List.of("redis-cli", "ping"));
            if (reply.output().contains("LOADING")) {
                return Optional.of(loading);
            }
            // A password is asked for before anything else is said.
            return reply.output().contains("NOAUTH") && !wasHealthy(container)
                    ? Optional.of("nobody can tell whether Redis is loading its data")
                    : Optional.empty();
        } catch (BerthException e) {
            return wasHealthy(container)
                    ? Optional.empty()
                    : Optional.of("nobody can tell whether Redis is loading its data");
        }
    }

    /** Whether it has begun to serve since it was started: one of the last probes says so, or it runs for long. */
    private boolean wasHealthy(ContainerDetails container) {
        return container.probes().stream().anyMatch(probe -> probe.exitCode() == 0)
                || container
                        .startedAt()
                        .filter(at -> at.plus(LONG_ENOUGH).isBefore(clock.instant()))
                        .isPresent();
    }

    private ExecResult ask(ContainerDetails container, List<String> words) {
        return engine.exec(
                container.id(), new ExecRequest(words, Optional.empty()), InputStream.nullInputStream(), ANSWER);
    }
}
