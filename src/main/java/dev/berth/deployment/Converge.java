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
import java.util.Optional;

/** Runs the definition's converge commands in healthy containers, so that roles and grants are as defined at every run. */
final class Converge {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Engine engine;

    Converge(Engine engine) {
        this.engine = engine;
    }

    /**
     * Runs what these services define, in those that run.
     *
     * @return the services that are now as defined: those that define nothing, too
     */
    List<String> run(Environment environment, List<String> services) {
        Observation observation = Observation.of(engine, environment.project());
        List<String> converged = new ArrayList<>();
        for (String name : services) {
            List<String> command = environment.definition().service(name).converge();
            Optional<Container> container = observation.of(name).stream()
                    .filter(ServicePlanner::isRunning)
                    .findFirst();
            if (!command.isEmpty() && container.isEmpty()) {
                continue;
            }
            container.filter(running -> !command.isEmpty()).ifPresent(running -> run(name, running, command));
            converged.add(name);
        }
        return converged;
    }

    /** Those of these services that define something to run. */
    static List<String> defined(Environment environment, List<String> services) {
        return services.stream()
                .filter(name ->
                        !environment.definition().service(name).converge().isEmpty())
                .toList();
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
