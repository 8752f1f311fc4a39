package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a service is defined otherwise than it was brought up: then only a switch, which migrates before it starts what is
 * new, may create a container of it.
 */
final class Undeployed {
    private final Engine engine;
    private final Compose compose;

    Undeployed(Engine engine, Compose compose) {
        this.engine = engine;
        this.compose = compose;
    }

    /** Throws USAGE where Compose would bring up, of these or what they depend on, another version than the last switch did. */
    void refuse(Environment environment, Collection<String> services, EngineState state) {
        Set<String> concerned = new TreeSet<>();
        services.forEach(name -> addWithDependencies(environment, name, concerned));
        Observation observation = Observation.of(engine, environment.project());
        Optional<Committed> committed = Committed.read(state);
        List<String> differing = new ArrayList<>();
        for (Plan.Change change : new ServicePlanner(engine, compose).plan(environment, observation, Set.of())) {
            if (concerned.contains(change.service()) && differs(environment, observation, committed, change)) {
                differing.add(change.service());
            }
        }
        if (!differing.isEmpty()) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s: what is defined is not what the last switch brought up, and would be started past the migrations"
                            .formatted(String.join(", ", differing)),
                    "Next: env switch %s     env plan %s says what differs."
                            .formatted(environment.name(), environment.name()));
        }
    }

    private static boolean differs(
            Environment environment, Observation observation, Optional<Committed> committed, Plan.Change change) {
        return switch (change.action()) {
            case RECREATE -> true;
            case CREATE, UPDATE, KEEP ->
                observation.of(change.service()).isEmpty()
                        && !committed
                                .flatMap(last -> last.definition(change.service()))
                                .equals(Committed.definition(environment.model().json(), change.service()));
            case REMOVE -> false;
        };
    }

    private static void addWithDependencies(Environment environment, String name, Set<String> into) {
        if (environment.model().services().containsKey(name) && into.add(name)) {
            environment
                    .composeService(name)
                    .dependsOn()
                    .keySet()
                    .forEach(dependency -> addWithDependencies(environment, dependency, into));
        }
    }
}
