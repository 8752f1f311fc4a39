package dev.berth.deployment;

import dev.berth.docker.ComposeModel;
import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.Engine;
import dev.berth.docker.Image;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import java.util.List;
import java.util.Optional;

/**
 * Whether the containers that a plan keeps are there, of the image that is there now, and run or have done their work.
 * Compose need not bring them up then, and must not where one-shots are among them or before them: it would run them again.
 *
 * <p>Compose's label with the configuration's hash does not tell: it may differ from what Compose computes now although
 * nothing is recreated, for which reason the plan asks Compose itself.
 */
final class InPlace {
    private final Engine engine;
    private final Environment environment;
    private final Observation observation;

    InPlace(Engine engine, Environment environment) {
        this.engine = engine;
        this.environment = environment;
        this.observation = Observation.of(engine, environment.project());
    }

    boolean is(String name) {
        ComposeModel.Service service = environment.composeService(name);
        Stack.Service wanted = environment.stack().service(name);
        List<Container> containers = observation.of(name);
        Optional<String> image = engine.image(service.image()).map(Image::id);
        return containers.size() == wanted.replicas()
                && containers.stream()
                        .allMatch(container ->
                                image.filter(container.imageId()::equals).isPresent())
                && engine.inspectAll(containers.stream().map(Container::id).toList()).stream()
                                .filter(container -> isWell(container, wanted.oneShot()))
                                .count()
                        == containers.size();
    }

    private static boolean isWell(ContainerDetails container, boolean oneShot) {
        return switch (container.state()) {
            case RUNNING -> true;
            case EXITED -> oneShot && container.exitCode() == 0;
            case CREATED, RESTARTING, PAUSED, REMOVING, DEAD -> false;
        };
    }
}
