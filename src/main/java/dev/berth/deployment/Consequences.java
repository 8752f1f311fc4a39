package dev.berth.deployment;

import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.docker.ExecResult;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes running services take up changed secrets: by their reload command where they have one, else by a restart. */
final class Consequences {
    private static final Duration RELOAD_TIMEOUT = Duration.ofSeconds(30);

    private final Engine engine;
    private final HealthGate gate;
    private final Progress progress;

    Consequences(Engine engine, HealthGate gate, Progress progress) {
        this.engine = engine;
        this.gate = gate;
        this.progress = progress;
    }

    /**
     * Reloads or restarts what needs it.
     *
     * @param before what ran before this step: a container that is new since has read the new secrets already
     * @return the services that were reloaded or restarted
     */
    List<String> apply(
            Environment environment,
            List<String> services,
            Map<String, SecretWork.Consequence> consequences,
            Observation before,
            Duration timeout) {
        Observation now = Observation.of(engine, environment.project());
        List<String> touched = new ArrayList<>();
        List<String> restarted = new ArrayList<>();
        for (String name : services) {
            SecretWork.Consequence consequence = consequences.get(name);
            if (consequence == null) {
                continue;
            }
            Set<String> running = before.of(name).stream()
                    .filter(ServicePlanner::isRunning)
                    .map(Container::id)
                    .collect(Collectors.toSet());
            for (Container container : now.of(name)) {
                if (running.contains(container.id())) {
                    touched.add(name);
                    if (!reloaded(environment, name, container, consequence)) {
                        engine.restart(container.id(), Bringup.STOP_TIMEOUT);
                        restarted.add(name);
                    }
                }
            }
        }
        if (!restarted.isEmpty()) {
            gate.await(environment, restarted, timeout, progress, Optional::empty);
        }
        return touched.stream().distinct().toList();
    }

    /** A reload that fails is answered by a restart: it takes longer, and is always right. */
    private boolean reloaded(
            Environment environment, String service, Container container, SecretWork.Consequence consequence) {
        List<String> command = environment.definition().service(service).reload();
        if (consequence == SecretWork.Consequence.RESTART || command.isEmpty()) {
            return false;
        }
        ExecResult result = engine.exec(
                container.id(),
                new ExecRequest(command, Optional.empty()),
                InputStream.nullInputStream(),
                RELOAD_TIMEOUT);
        return result.succeeded();
    }
}
