package dev.berth.backup;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import java.util.Optional;

/** The database's server of an environment, where it runs. */
final class Running {
    private Running() {}

    static Optional<Cluster> cluster(Engine engine, Scope scope) {
        return scope.postgres()
                .flatMap(service -> container(engine, scope.environment(), service.name())
                        .map(container -> new Cluster(engine, container, service.superuser(), Optional.empty())));
    }

    /** The container of a service, where it runs. */
    static Optional<String> container(Engine engine, Environment environment, String service) {
        return Observation.of(engine, environment.project()).of(service).stream()
                .filter(container -> container.state() == ContainerState.RUNNING)
                .map(Container::id)
                .findFirst();
    }
}
