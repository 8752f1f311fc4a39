package dev.berth.deployment;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sees to it that what is about to be started shares its data with nobody whom it must not: two servers on one store's files
 * destroy them, and each sees half of what is written.
 */
final class SharedVolumes {
    private final Engine engine;
    private final Progress progress;

    SharedVolumes(Engine engine, Progress progress) {
        this.engine = engine;
        this.progress = progress;
    }

    /**
     * Stops what these services take over from: containers of services that are no longer defined.
     *
     * @param services whose containers are created, and not all started
     * @throws BerthException PREFLIGHT_FAILED where a store's files are in use by another store, or by another project
     */
    void release(Environment environment, List<String> services) {
        Observation observation = Observation.of(engine, environment.project());
        for (String name : services) {
            Set<String> written = writtenByNewOnes(observation.of(name));
            if (!written.isEmpty()) {
                release(environment, environment.stack().service(name), written);
            }
        }
    }

    /** What the containers that do not run yet will write to; those that run share it already, or do not. */
    private Set<String> writtenByNewOnes(List<Container> containers) {
        List<String> waiting = containers.stream()
                .filter(container -> !ServicePlanner.isRunning(container))
                .map(Container::id)
                .toList();
        Set<String> written = new TreeSet<>();
        engine.inspectAll(waiting).forEach(container -> written.addAll(written(container)));
        return written;
    }

    private void release(Environment environment, Stack.Service service, Set<String> written) {
        List<String> running = engine.containers(Map.of()).stream()
                .filter(ServicePlanner::isRunning)
                .map(Container::id)
                .toList();
        for (ContainerDetails other : engine.inspectAll(running)) {
            Set<String> shared = new HashSet<>(written(other));
            shared.retainAll(written);
            if (shared.isEmpty()) {
                continue;
            }
            String project = other.labels().getOrDefault(Stack.PROJECT_LABEL, "");
            String name = other.labels().getOrDefault("com.docker.compose.service", "");
            boolean own = project.equals(environment.project());
            if (own && !environment.model().services().containsKey(name)) {
                progress.notice("%s is stopped first: %s takes over its data in %s"
                        .formatted(other.name(), service.name(), String.join(", ", shared)));
                engine.stop(other.id());
            } else if (service.isStore() && !isAnotherPart(environment, service, own, name)) {
                throw new BerthException(
                        ErrorCode.PREFLIGHT_FAILED,
                        "%s would write to %s, where %s writes already: two servers on the same files destroy them"
                                .formatted(service.name(), String.join(", ", shared), other.name()),
                        "Give each a volume of its own, or stop the other one first: docker stop " + other.name());
            }
        }
    }

    /** The store itself, or a service of the same stack that is no store: what makes copies of the files, say. */
    private static boolean isAnotherPart(Environment environment, Stack.Service store, boolean own, String name) {
        return own
                && (name.equals(store.name())
                        || !environment.stack().service(name).isStore());
    }

    private static Set<String> written(ContainerDetails container) {
        Set<String> written = new TreeSet<>();
        for (ContainerDetails.Mount mount : container.mounts()) {
            if (!mount.readOnly()
                    && !mount.type().equals("tmpfs")
                    && !mount.source().isEmpty()) {
                written.add(mount.source());
            }
        }
        return written;
    }
}
