package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.Container;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Restarts a service while its twin serves, so that no request is lost.
 *
 * <p>The twin is started and becomes healthy; the gateway leads new requests to it, and the service is left alone for the
 * longest request; it restarts and becomes healthy; the gateway leads back, the twin is left alone for as long, and goes. At
 * every moment somebody healthy serves, so that a run may end anywhere: the next one finds the twin, and settles.
 */
final class Replacement {
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(30);

    private final Engine engine;
    private final Compose compose;
    private final HealthGate gate;
    private final Progress progress;

    Replacement(Engine engine, Compose compose, HealthGate gate, Progress progress) {
        this.engine = engine;
        this.compose = compose;
        this.gate = gate;
        this.progress = progress;
    }

    /** Replaces what runs of a service that has a twin; after it, only the service runs again. */
    void run(Environment environment, String service, Duration timeout) {
        Definition.Twin twin = twin(environment, service);
        start(environment, service, twin, timeout);
        lead(environment, twin, twin.divert());
        drain(service, twin);
        restart(environment, service, timeout);
        leadBack(environment, twin);
    }

    /** Ends, for these services, what a run that was broken off has left; does nothing where there is nothing. */
    void settleAll(Environment environment, List<String> services, Duration timeout) {
        services.forEach(service -> {
            if (environment.definition().service(service).twin().isPresent()) {
                settle(environment, service, timeout);
            }
        });
    }

    /** Removes the twins that a run which was broken off has left, where their services go too. */
    void removeTwins(Environment environment) {
        environment
                .definition()
                .services()
                .values()
                .forEach(service -> service.twin().ifPresent(twin -> remove(environment, twin)));
    }

    private void settle(Environment environment, String service, Duration timeout) {
        Definition.Twin twin = twin(environment, service);
        if (containers(environment, twin.service()).isEmpty()) {
            return;
        }
        progress.notice("%s stands beside %s since a run that was broken off".formatted(twin.service(), service));
        if (isHealthy(environment, twin.service())) {
            // Whether it serves already, or has only been started: led to it, the service can take up what is stored.
            lead(environment, twin, twin.divert());
            drain(service, twin);
            restart(environment, service, timeout);
        } else if (!isHealthy(environment, service)) {
            restart(environment, service, timeout);
        }
        leadBack(environment, twin);
    }

    private boolean isHealthy(Environment environment, String service) {
        List<Container> containers = containers(environment, service);
        return !containers.isEmpty()
                && containers.stream()
                        .allMatch(container -> container.state() == ContainerState.RUNNING
                                && (container.health() == ContainerHealth.HEALTHY
                                        || container.health() == ContainerHealth.NONE));
    }

    private void start(Environment environment, String service, Definition.Twin twin, Duration timeout) {
        Stack.Service model = environment.stack().service(service);
        try {
            compose.up(
                    environment.compose(),
                    new Compose.UpRequest(
                            List.of(twin.service()), Map.of(twin.service(), model.replicas()), false, false, false),
                    line -> {});
            gate.await(withTwin(environment, model, twin), List.of(twin.service()), timeout, progress, Optional::empty);
        } catch (BerthException e) {
            // Nothing leads to it yet.
            remove(environment, twin);
            throw e;
        }
    }

    /** The same environment, in which the twin counts as a service. */
    private static Environment withTwin(Environment environment, Stack.Service service, Definition.Twin twin) {
        Stack stack = environment.stack();
        List<Stack.Service> services = new ArrayList<>(stack.services());
        services.add(new Stack.Service(
                twin.service(),
                service.kind(),
                service.role(),
                true,
                service.replicas(),
                false,
                service.healthCheck(),
                service.limits()));
        return environment.with(stack.with(services));
    }

    private void restart(Environment environment, String service, Duration timeout) {
        containers(environment, service).forEach(container -> engine.restart(container.id()));
        gate.await(environment, List.of(service), timeout, progress, Optional::empty);
    }

    private void leadBack(Environment environment, Definition.Twin twin) {
        lead(environment, twin, twin.restore());
        drain(twin.service(), twin);
        remove(environment, twin);
    }

    private void lead(Environment environment, Definition.Twin twin, List<String> command) {
        for (Container container : containers(environment, twin.gateway())) {
            if (!ServicePlanner.isRunning(container)) {
                continue;
            }
            ServiceCommand.Result result = new ServiceCommand(engine, COMMAND_TIMEOUT).run(container, command);
            if (!result.succeeded()) {
                throw new BerthException(
                        ErrorCode.FAILED,
                        "%s cannot lead requests elsewhere (%s, exit code %d): %s"
                                .formatted(
                                        twin.gateway(), String.join(" ", command), result.exitCode(), result.words()),
                        "Whoever served before serves on. Mend the command, then: secrets sync");
            }
        }
    }

    private void drain(String service, Definition.Twin twin) {
        progress.waiting(
                "%s answers what it has begun".formatted(service),
                List.of("%s: left alone for %d s"
                        .formatted(service, twin.drain().toSeconds())));
        try {
            Thread.sleep(twin.drain());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BerthException(
                    ErrorCode.INTERRUPTED,
                    "interrupted while %s answers what it has begun".formatted(service),
                    null,
                    e);
        }
    }

    private void remove(Environment environment, Definition.Twin twin) {
        for (Container container : containers(environment, twin.service())) {
            if (ServicePlanner.isRunning(container)) {
                engine.stop(container.id());
            }
            engine.remove(container.id(), true);
        }
    }

    private List<Container> containers(Environment environment, String service) {
        return Observation.of(engine, environment.project()).of(service);
    }

    private static Definition.Twin twin(Environment environment, String service) {
        return environment.definition().service(service).twin().orElseThrow();
    }
}
