package dev.berth.deployment;

import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs the definition's converge commands in healthy containers, so that roles and grants are as defined at every run. */
final class Converge {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Engine engine;

    Converge(Engine engine) {
        this.engine = engine;
    }

    /** Runs what these services define; says so, or nothing where there is nothing to run. */
    String run(Environment environment, List<String> services) {
        Observation observation = Observation.of(engine, environment.project());
        List<String> converged = new ArrayList<>();
        for (String name : services) {
            List<String> command = environment.definition().service(name).converge();
            List<Container> containers = observation.of(name);
            if (command.isEmpty() || containers.isEmpty()) {
                continue;
            }
            run(name, containers.getFirst(), command);
            converged.add(name);
        }
        return converged.isEmpty() ? "" : "; roles of " + String.join(", ", converged) + " as defined";
    }

    private void run(String service, Container container, List<String> command) {
        ServiceCommand.Result result = new ServiceCommand(engine, TIMEOUT).run(container, command);
        if (!result.succeeded()) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "%s does not converge (exit code %d): %s".formatted(service, result.exitCode(), result.words()),
                    "The command is services.%s.converge of the definition; it must succeed however often it is run."
                            .formatted(service));
        }
    }
}
