package dev.berth.backup;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.environment.Observation;
import java.util.Optional;

/** The database's server of an environment, where it runs. */
final class Running {
    private Running() {}

    static Optional<Cluster> cluster(Engine engine, Scope scope) {
        return scope.postgres()
                .flatMap(service -> Observation.of(engine, scope.environment().project()).of(service.name()).stream()
                        .filter(container -> container.state() == ContainerState.RUNNING)
                        .map(Container::id)
                        .findFirst()
                        .map(container -> new Cluster(engine, container, Optional.empty())));
    }
}
