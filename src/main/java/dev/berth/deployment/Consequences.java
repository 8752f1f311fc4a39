package dev.berth.deployment;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes running services take up changed secrets: by their reload command where that does, while a twin serves where there is
 * one, else by a restart.
 */
final class Consequences {
    private static final Duration RELOAD_TIMEOUT = Duration.ofMinutes(1);

    private final Engine engine;
    private final HealthGate gate;
    private final Replacement replacement;
    private final Progress progress;

    Consequences(Engine engine, HealthGate gate, Replacement replacement, Progress progress) {
        this.engine = engine;
        this.gate = gate;
        this.replacement = replacement;
        this.progress = progress;
    }

    /**
     * Reloads, replaces or restarts what needs it, one service after the other.
     *
     * @param before what ran before this step: a container that is new since has read the new secrets already
     * @return the services that took something up
     */
    List<String> apply(
            Environment environment,
            List<String> services,
            Map<String, SecretWork.Consequence> consequences,
            Observation before,
            Duration timeout) {
        List<String> touched = new ArrayList<>();
        List<String> restarted = new ArrayList<>();
        for (String name : services) {
            SecretWork.Consequence consequence = consequences.get(name);
            List<Container> containers = stillRunning(environment, name, before);
            if (consequence == null || containers.isEmpty()) {
                continue;
            }
            touched.add(name);
            switch (consequence) {
                case RELOAD -> {
                    if (!reloaded(environment, name, containers)) {
                        restart(containers);
                        restarted.add(name);
                    }
                }
                case REPLACE -> replacement.run(environment, name, timeout);
                case RESTART -> {
                    restart(containers);
                    restarted.add(name);
                }
            }
        }
        if (!restarted.isEmpty()) {
            gate.await(environment, restarted, timeout, progress, Optional::empty);
        }
        return touched;
    }

    private List<Container> stillRunning(Environment environment, String service, Observation before) {
        Set<String> running = before.of(service).stream()
                .filter(ServicePlanner::isRunning)
                .map(Container::id)
                .collect(Collectors.toSet());
        return running.isEmpty()
                ? List.of()
                : Observation.of(engine, environment.project()).of(service).stream()
                        .filter(container -> running.contains(container.id()))
                        .toList();
    }

    private void restart(List<Container> containers) {
        containers.forEach(container -> engine.restart(container.id()));
    }

    /**
     * A reload that fails is answered by a restart, which takes longer and is right; not where the service must wait, nor
     * where it is well and the reload is what has to succeed after a restart too.
     */
    private boolean reloaded(Environment environment, String service, List<Container> containers) {
        ServiceCommand command = new ServiceCommand(engine, RELOAD_TIMEOUT);
        for (Container container : containers) {
            Definition.Service definition = environment.definition().service(service);
            ServiceCommand.Result result = command.run(container, definition.reload());
            if (result.notNow()) {
                throw new BerthException(
                        ErrorCode.TIMED_OUT,
                        "%s cannot take up its changed secrets now: %s".formatted(service, result.words()),
                        "It goes on with those it has, which stay valid. Later: secrets sync");
            }
            if (!result.succeeded()
                    && definition.reload().equals(definition.converge())
                    && engine.inspect(container.id())
                            .filter(details -> details.health() == ContainerHealth.HEALTHY)
                            .isPresent()) {
                throw new BerthException(
                        ErrorCode.FAILED,
                        "%s does not take up its changed secrets (exit code %d): %s"
                                .formatted(service, result.exitCode(), result.words()),
                        "It goes on with those it has, and so does everything that logs in to it. Mend the cause, then: secrets sync");
            }
            if (!result.succeeded()) {
                return false;
            }
        }
        return true;
    }
}
