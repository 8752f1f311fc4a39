package dev.berth.deployment;

import dev.berth.docker.Container;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Locks the logins that no service is told any more, as soon as nobody uses them. */
final class Retirement {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final RunContext context;
    private final SecretWork secrets;

    Retirement(RunContext context, SecretWork secrets) {
        this.context = context;
        this.secrets = secrets;
    }

    /** Whether there is a login to lock. Reads only. */
    boolean isPending(Environment environment) {
        return !secrets.retiring(environment, context.engine(), context.state()).isEmpty();
    }

    /** Runs the definition's commands for it; says in a line what came of it. */
    String run(Environment environment) {
        Set<String> names = secrets.retiring(environment, context.engine(), context.state());
        ServiceCommand command = new ServiceCommand(context.engine(), TIMEOUT);
        Observation observation = Observation.of(context.engine(), environment.project());
        List<String> inUse = new ArrayList<>();
        for (String service : environment.model().services().keySet()) {
            List<String> words = environment.definition().service(service).retire();
            if (words.isEmpty()) {
                continue;
            }
            List<Container> running = observation.of(service).stream()
                    .filter(ServicePlanner::isRunning)
                    .toList();
            if (running.isEmpty()) {
                return "%s does not run; the next sync locks what is not used any more".formatted(service);
            }
            ServiceCommand.Result result = command.run(running.getFirst(), words);
            if (!result.succeeded()) {
                throw new BerthException(
                        ErrorCode.FAILED,
                        "%s cannot lock a login that is not used any more (exit code %d): %s"
                                .formatted(service, result.exitCode(), result.words()),
                        "The command is services.%s.retire of the definition; it must succeed however often it is run."
                                .formatted(service));
            }
            result.output().lines().forEach(inUse::add);
        }
        if (!inUse.isEmpty()) {
            String text = String.join("; ", inUse);
            context.progress().notice("still in use: " + text + "; the next secrets sync locks what is not");
            return text;
        }
        secrets.retired(environment, context.engine(), context.state(), names);
        return "locked for " + String.join(", ", names);
    }
}
