package dev.berth.deployment;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.docker.LogRequest;
import dev.berth.docker.Subscription;
import dev.berth.environment.Environment;
import dev.berth.environment.Environments;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.health.ServiceHealth;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.ServiceState;
import dev.berth.health.StackObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Waits for health by looking at the stack four times a second, and gives up on a service that is beyond hope. */
final class ObservedHealthGate implements HealthGate {
    private static final Duration PAUSE = Duration.ofMillis(250);
    /** A container that was stopped before this run needs a moment until it is started. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** As long as a container must run where nothing probes it: what cannot work mostly ends within it. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    /** What runs for so long by the engine's clock, which may differ from ours, need not be watched once more. */
    private static final Duration LONG_AGO = Duration.ofMinutes(1);

    private static final int LAST_LINES = 5;
    private static final Duration LOG_TIMEOUT = Duration.ofSeconds(5);

    private final Environments environments;
    private final Clock clock;
    private final Map<String, Settling> settling = new ConcurrentHashMap<>();

    /** Since when a service without a probe is seen running, started at that moment. */
    private record Settling(Optional<Instant> startedAt, int restarts, Instant since) {}

    ObservedHealthGate(Environments environments, Clock clock) {
        this.environments = environments;
        this.clock = clock;
    }

    @Override
    public boolean isHealthy(Stack stack, Engine engine) {
        // Also of what can be done without: a run that finds it ill has something to do.
        return new StackObserver(engine, clock)
                .observe(stack).services().stream().allMatch(ServiceSnapshot::isWell);
    }

    @Override
    public Set<String> well(Stack stack, Engine engine) {
        Set<String> defined = stack.services().stream().map(Stack.Service::name).collect(Collectors.toSet());
        return new StackObserver(engine, clock)
                .observe(stack).services().stream()
                        .filter(ServiceSnapshot::isWell)
                        .map(ServiceSnapshot::name)
                        .filter(defined::contains)
                        .collect(Collectors.toSet());
    }

    @Override
    public void await(
            Environment environment,
            List<String> services,
            Duration timeout,
            Progress progress,
            Supplier<Optional<BerthException>> broken) {
        await(environment, services, timeout, progress, broken, PATIENCE);
    }

    @Override
    public void awaitRecovery(Environment environment, List<String> services, Duration timeout, Progress progress) {
        await(environment, services, timeout, progress, Optional::empty, timeout);
    }

    private void await(
            Environment environment,
            List<String> services,
            Duration timeout,
            Progress progress,
            Supplier<Optional<BerthException>> broken,
            Duration patience) {
        Engine engine = environments.engine(environment.compose().engine());
        StackObserver observer = new StackObserver(engine, clock);
        Instant start = clock.instant();
        Map<String, Instant> hopelessSince = new HashMap<>();
        while (true) {
            List<ServiceSnapshot> waiting = new ArrayList<>();
            for (ServiceSnapshot service : observer.observe(environment.stack()).services()) {
                if (services.contains(service.name())
                        && service.required()
                        && !(service.isWell() && hasSettled(environment.project(), service, timeout))) {
                    waiting.add(service);
                }
            }
            if (waiting.isEmpty()) {
                return;
            }
            Instant now = clock.instant();
            for (ServiceSnapshot service : waiting) {
                if (!isHopeless(service)) {
                    hopelessSince.remove(service.name());
                } else if (Duration.between(hopelessSince.computeIfAbsent(service.name(), name -> now), now)
                                .compareTo(patience)
                        >= 0) {
                    throw failure(engine, environment, service, ErrorCode.UNHEALTHY, timeout);
                }
            }
            Optional<BerthException> failed = broken.get();
            if (failed.isPresent()) {
                // Compose gives up on an unhealthy dependency before we do: the service's own words say more than it
                // does.
                Optional<ServiceSnapshot> cause =
                        waiting.stream().filter(ObservedHealthGate::isHopeless).findFirst();
                throw cause.<BerthException>map(
                                service -> failure(engine, environment, service, ErrorCode.UNHEALTHY, timeout))
                        .orElseGet(failed::get);
            }
            if (Duration.between(start, now).compareTo(timeout) > 0) {
                ServiceSnapshot worst = waiting.stream()
                        .filter(ObservedHealthGate::isHopeless)
                        .findFirst()
                        .orElse(waiting.getFirst());
                throw failure(engine, environment, worst, ErrorCode.TIMED_OUT, timeout);
            }
            tell(progress, services.size() - waiting.size(), services.size(), waiting, Duration.between(start, now));
            pause();
        }
    }

    private boolean hasSettled(String project, ServiceSnapshot service, Duration timeout) {
        Instant now = clock.instant();
        if (service.health() != ServiceHealth.NONE
                || service.state() != ServiceState.RUNNING
                || service.startedAt()
                        .filter(start -> Duration.between(start, now).compareTo(LONG_AGO) > 0)
                        .isPresent()) {
            return true;
        }
        Settling seen = settling.compute(
                project + "/" + service.name(),
                (name, before) -> before != null
                                && before.startedAt().equals(service.startedAt())
                                && before.restarts() == service.restarts()
                        ? before
                        : new Settling(service.startedAt(), service.restarts(), now));
        Duration needed = SETTLING.compareTo(timeout.dividedBy(2)) < 0 ? SETTLING : timeout.dividedBy(2);
        return Duration.between(seen.since(), now).compareTo(needed) >= 0;
    }

    private static boolean isHopeless(ServiceSnapshot service) {
        return service.health() == ServiceHealth.UNHEALTHY
                || service.state() == ServiceState.EXITED
                || (service.state() == ServiceState.RESTARTING && service.restarts() > 1)
                // Whoever asks for one that nobody probes and that runs asks because it has not settled.
                || (service.health() == ServiceHealth.NONE && service.isWell() && service.restarts() > 1);
    }

    private static void tell(Progress progress, int healthy, int all, List<ServiceSnapshot> waiting, Duration elapsed) {
        progress.waiting(
                "%d/%d healthy".formatted(healthy, all),
                waiting.stream()
                        .map(service -> "%s: %s (%d s)".formatted(service.name(), words(service), elapsed.toSeconds()))
                        .toList());
    }

    private static String words(ServiceSnapshot service) {
        return switch (service.state()) {
            case MISSING -> "not created yet";
            case STARTING -> service.lastProbe().isEmpty() ? "starting" : "probe not ready yet";
            case RUNNING ->
                service.health() == ServiceHealth.UNHEALTHY
                        ? "its probe fails"
                        : service.isWell()
                                ? unprobed(service)
                                : "%d of %d replicas".formatted(service.running(), service.desired());
            case RESTARTING -> "ended and is restarted";
            case PAUSED -> "paused";
            case CREATED -> "not started yet";
            case EXITED -> "ended";
            case COMPLETED -> "completed";
            case UNKNOWN -> "unknown";
        };
    }

    private static String unprobed(ServiceSnapshot service) {
        return service.restarts() > 1
                ? "ended and was restarted %d times".formatted(service.restarts())
                : "runs, and nothing probes it";
    }

    private UnhealthyException failure(
            Engine engine, Environment environment, ServiceSnapshot service, ErrorCode code, Duration timeout) {
        List<String> details = new ArrayList<>();
        if (!service.lastProbe().isEmpty()) {
            details.add("its probe says   " + lastLine(service.lastProbe()));
        }
        List<Container> containers =
                Observation.of(engine, environment.project()).of(service.name());
        if (service.state() == ServiceState.EXITED) {
            ending(engine, containers).ifPresent(words -> details.add("it ended with    " + words));
        }
        boolean succeeded = service.state() == ServiceState.EXITED && allSucceeded(engine, containers);
        List<String> lines = lastLines(engine, containers);
        for (int i = 0; i < lines.size(); i++) {
            details.add((i == 0 ? "its last lines   " : "                 ") + lines.get(i));
        }
        String message = code == ErrorCode.TIMED_OUT
                ? "%s is not healthy after %d s (%s)".formatted(service.name(), timeout.toSeconds(), words(service))
                : "%s is unhealthy: %s".formatted(service.name(), words(service));
        return new UnhealthyException(
                code,
                message,
                succeeded
                        ? "If it is meant to end, say so in the definition: services: {%s: {ends: true}}"
                                .formatted(service.name())
                        : "stack logs %s     shows all it said".formatted(service.name()),
                details);
    }

    private static boolean allSucceeded(Engine engine, List<Container> containers) {
        return engine.inspectAll(containers.stream().map(Container::id).toList()).stream()
                .allMatch(container -> container.state() == ContainerState.EXITED && container.exitCode() == 0);
    }

    /** How the first of them that has ended did. */
    private static Optional<String> ending(Engine engine, List<Container> containers) {
        return engine.inspectAll(containers.stream().map(Container::id).toList()).stream()
                .filter(container -> container.state() == ContainerState.EXITED)
                .findFirst()
                .map(container -> "exit code " + container.exitCode()
                        + (container.outOfMemory() ? ": out of memory" : "")
                        + (container.error().isEmpty() ? "" : ": " + container.error()));
    }

    private static List<String> lastLines(Engine engine, List<Container> containers) {
        if (containers.isEmpty()) {
            return List.of();
        }
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        LogRequest request = new LogRequest(Optional.empty(), OptionalInt.of(LAST_LINES), false);
        try (Subscription logs = engine.logs(containers.getFirst().id(), request, line -> lines.add(line.text()))) {
            if (!logs.awaitEnd(LOG_TIMEOUT)) {
                lines.add("(its log does not answer)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.copyOf(lines);
    }

    private static String lastLine(String text) {
        return text.lines().reduce((first, second) -> second).orElse(text);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BerthException(ErrorCode.INTERRUPTED, "interrupted while waiting for health", null, e);
        }
    }
}
