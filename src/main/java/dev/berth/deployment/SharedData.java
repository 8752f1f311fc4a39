package dev.berth.deployment;

import dev.berth.docker.ComposeModel;
import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.Engine;
import dev.berth.docker.Volume;
import dev.berth.environment.Environment;
import dev.berth.environment.Stack;
import dev.berth.environment.StoreData;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps what one project would start or remove apart from the data of others on the same engine: two databases on one volume
 * destroy it, and Compose only warns.
 */
final class SharedData {
    private static final String OWN_LABEL = "dev.berth.project";

    private final Engine engine;
    private final String project;

    SharedData(Engine engine, String project) {
        this.engine = engine;
        this.project = project;
    }

    /**
     * Looks before containers are started.
     *
     * @throws BerthException PREFLIGHT_FAILED where a volume was made for another project, or somebody else's container
     *     writes to what a store here keeps its data in
     */
    void refuseToStart(Environment environment) {
        refuseForeign(Set.copyOf(environment.model().volumes()));
        environment.model().services().values().forEach(service -> {
            if (environment.stack().service(service.name()).replicas() > 0 && environment.isStore(service.name())) {
                StoreData.mounts(service).forEach(mount -> refuseSecondWriter(service.name(), mount));
            }
        });
    }

    /**
     * Looks before volumes are removed.
     *
     * @param services those whose containers go too
     * @throws BerthException PREFLIGHT_FAILED where one was made for another project, or a container that stays uses it
     */
    void refuseToRemove(Collection<String> volumes, Set<String> services) {
        refuseForeign(Set.copyOf(volumes));
        for (Container container : engine.containers(Map.of())) {
            if (!isOwn(container) || !services.contains(container.service())) {
                container.mounts().stream()
                        .filter(mount -> mount.type().equals("volume") && volumes.contains(mount.source()))
                        .findFirst()
                        .ifPresent(mount -> {
                            throw new BerthException(
                                    ErrorCode.PREFLIGHT_FAILED,
                                    "the volume %s, which would be removed with all its data, is used by %s"
                                            .formatted(mount.source(), named(container)),
                                    "Nothing was removed. Remove that container first, or keep the volumes: stack down");
                        });
            }
        }
    }

    /**
     * Stops, once their containers are created and before they are started, what these services take their data over from:
     * containers of services that are no longer defined.
     *
     * @throws BerthException PREFLIGHT_FAILED where another store of the same environment is at work there
     */
    void takeOver(Environment environment, Collection<String> services, Progress progress) {
        List<Container> all = engine.containers(Map.of(Stack.PROJECT_LABEL, project));
        List<Container> running = all.stream().filter(ServicePlanner::isRunning).toList();
        for (Container waiting : all) {
            if (!ServicePlanner.isRunning(waiting) && services.contains(waiting.service())) {
                running.stream()
                        .filter(other -> !other.service().equals(waiting.service()) && shareWritten(waiting, other))
                        .forEach(other -> takeOver(environment, waiting.service(), other, progress));
            }
        }
    }

    private void takeOver(Environment environment, String service, Container other, Progress progress) {
        if (!environment.model().services().containsKey(other.service())) {
            progress.notice("%s is stopped first: %s takes over its data".formatted(other.name(), service));
            engine.stop(other.id());
        } else if (data(environment, service).stream().anyMatch(data(environment, other.service())::contains)) {
            throw new BerthException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "%s and %s write to the same data: two stores there destroy it".formatted(service, other.service()),
                    "Give each a volume of its own.");
        }
    }

    /** Where a store keeps its data; nothing where it is none. */
    private static Set<String> data(Environment environment, String service) {
        return environment.isStore(service)
                ? StoreData.mounts(environment.composeService(service)).stream()
                        .map(ComposeModel.Mount::source)
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    private static boolean shareWritten(Container one, Container other) {
        Set<String> written = written(one);
        return written(other).stream().anyMatch(written::contains);
    }

    private static Set<String> written(Container container) {
        return container.mounts().stream()
                .filter(mount -> !mount.readOnly()
                        && !mount.type().equals("tmpfs")
                        && !mount.source().isEmpty())
                .map(ContainerDetails.Mount::source)
                .collect(Collectors.toUnmodifiableSet());
    }

    private void refuseForeign(Set<String> volumes) {
        for (Volume volume : engine.volumes(Map.of(Stack.PROJECT_LABEL, ""))) {
            Optional<String> owner = Optional.ofNullable(volume.labels().get(Stack.PROJECT_LABEL));
            if (volumes.contains(volume.name())
                    && owner.isPresent()
                    && !owner.get().equals(project)) {
                throw new BerthException(
                        ErrorCode.PREFLIGHT_FAILED,
                        "the volume %s belongs to the project %s, and the compose files of %s take it for their own"
                                .formatted(volume.name(), owner.get(), project),
                        "Give it another name there, such as ${BERTH_PROJECT}_NAME; or where both are meant to share it: external: true");
            }
        }
    }

    private void refuseSecondWriter(String service, ComposeModel.Mount data) {
        for (Container container : engine.containers(Map.of())) {
            if (!isOwn(container)
                    && ServicePlanner.isRunning(container)
                    && container.mounts().stream().anyMatch(mount -> writesTo(mount, data))) {
                throw new BerthException(
                        ErrorCode.PREFLIGHT_FAILED,
                        "%s keeps its data in %s, and %s runs and writes there too: two stores on the same data destroy it"
                                .formatted(service, data.source(), named(container)),
                        "Stop that one first, or give %s a volume of its own.".formatted(service));
            }
        }
    }

    private static boolean writesTo(ContainerDetails.Mount mount, ComposeModel.Mount data) {
        return !mount.readOnly()
                && mount.type().equals(data.type())
                && mount.source().equals(data.source());
    }

    private boolean isOwn(Container container) {
        return project.equals(container.labels().get(Stack.PROJECT_LABEL))
                || project.equals(container.labels().get(OWN_LABEL));
    }

    private static String named(Container container) {
        return Optional.ofNullable(container.labels().get(Stack.PROJECT_LABEL))
                .map(owner -> "the container %s of the project %s".formatted(container.name(), owner))
                .orElseGet(() -> "the container " + container.name());
    }
}
