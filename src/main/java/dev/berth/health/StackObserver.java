package dev.berth.health;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.docker.PublishedPort;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at a stack once. One container list, then all inspections at once; everything here is on the way of every
 * {@code stack status}, so it is kept plain.
 */
public final class StackObserver {
    private final Engine engine;
    private final Clock clock;

    public StackObserver(Engine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    public StackSnapshot observe(Stack stack) {
        return inspect(stack).snapshot();
    }

    /** What is seen, with each service's containers in full. */
    Inspection inspect(Stack stack) {
        Observation observation = Observation.of(engine, stack.project());
        Map<String, ContainerDetails> details = details(observation);
        return new Inspection(snapshot(stack, observation, details), containers(observation, details));
    }

    /**
     * One look at a stack.
     *
     * @param containers by service; those that went away between the list and the look are not there
     */
    record Inspection(StackSnapshot snapshot, Map<String, List<ContainerDetails>> containers) {}

    private static Map<String, List<ContainerDetails>> containers(
            Observation observation, Map<String, ContainerDetails> details) {
        Map<String, List<ContainerDetails>> containers = new HashMap<>();
        for (Map.Entry<String, List<Container>> service : observation.services().entrySet()) {
            List<ContainerDetails> found = new ArrayList<>();
            for (Container container : service.getValue()) {
                ContainerDetails each = details.get(container.id());
                if (each != null) {
                    found.add(each);
                }
            }
            containers.put(service.getKey(), found);
        }
        return containers;
    }

    private StackSnapshot snapshot(Stack stack, Observation observation, Map<String, ContainerDetails> details) {
        List<ServiceSnapshot> services = new ArrayList<>();
        for (Stack.Service service : stack.services()) {
            services.add(snapshot(service, observation.of(service.name()), details));
        }
        for (Map.Entry<String, List<Container>> entry : observation.services().entrySet()) {
            if (isUndefined(stack, entry.getKey())) {
                services.add(undefined(entry.getKey(), entry.getValue(), details));
            }
        }
        return new StackSnapshot(
                stack.environment(),
                stack.isProtected(),
                StackSnapshot.state(services),
                clock.instant(),
                services,
                Optional.empty());
    }

    private Map<String, ContainerDetails> details(Observation observation) {
        List<String> ids = new ArrayList<>();
        for (List<Container> containers : observation.services().values()) {
            for (Container container : containers) {
                ids.add(container.id());
            }
        }
        Map<String, ContainerDetails> details = new HashMap<>();
        for (ContainerDetails each : engine.inspectAll(ids)) {
            details.put(each.id(), each);
        }
        return details;
    }

    private static boolean isUndefined(Stack stack, String name) {
        for (Stack.Service service : stack.services()) {
            if (service.name().equals(name)) {
                return false;
            }
        }
        return true;
    }

    private static ServiceSnapshot undefined(
            String name, List<Container> containers, Map<String, ContainerDetails> details) {
        Stack.Service service = new Stack.Service(
                name,
                dev.berth.workspace.Definition.Kind.APP,
                Optional.empty(),
                false,
                containers.size(),
                false,
                false,
                new dev.berth.docker.ContainerLimits(
                        java.util.OptionalDouble.empty(),
                        java.util.OptionalLong.empty(),
                        java.util.OptionalLong.empty()));
        return snapshot(service, containers, details);
    }

    private static ServiceSnapshot snapshot(
            Stack.Service service, List<Container> containers, Map<String, ContainerDetails> details) {
        ServiceState state = ServiceState.MISSING;
        ServiceHealth health = ServiceHealth.UNKNOWN;
        int running = 0;
        int serving = 0;
        int restarts = 0;
        Optional<Instant> startedAt = Optional.empty();
        String image = "";
        String lastProbe = "";
        List<PublishedPort> ports = new ArrayList<>();
        for (Container container : containers) {
            ContainerDetails found = details.get(container.id());
            if (found == null) {
                continue;
            }
            ServiceState own = state(found, service.oneShot());
            boolean first = image.isEmpty();
            state = first || rank(own) > rank(state) ? own : state;
            ServiceHealth ownHealth = health(found);
            serving += own == ServiceState.RUNNING && rank(ownHealth) == 0 ? 1 : 0;
            health = first ? ownHealth : worse(health, ownHealth);
            image = found.image();
            restarts += found.restarts();
            if (found.state() == ContainerState.RUNNING) {
                running++;
                if (found.startedAt().isPresent()
                        && (startedAt.isEmpty() || found.startedAt().get().isBefore(startedAt.get()))) {
                    startedAt = found.startedAt();
                }
            }
            ports.addAll(container.ports());
            if (!found.probes().isEmpty() && (lastProbe.isEmpty() || ownHealth == ServiceHealth.UNHEALTHY)) {
                lastProbe = found.probes().getLast().output().strip();
            }
        }
        return new ServiceSnapshot(
                service.name(),
                state,
                health,
                service.required(),
                running,
                // A job of which one part has failed has failed, whatever the others do.
                service.oneShot() && state == ServiceState.EXITED ? 0 : serving,
                service.replicas(),
                restarts,
                startedAt,
                image,
                ports,
                lastProbe,
                ServiceSnapshot.Measurements.NONE,
                Optional.empty());
    }

    private static ServiceState state(ContainerDetails container, boolean oneShot) {
        return switch (container.state()) {
            case RUNNING ->
                container.health() == ContainerHealth.STARTING ? ServiceState.STARTING : ServiceState.RUNNING;
            case CREATED -> ServiceState.CREATED;
            case PAUSED -> ServiceState.PAUSED;
            case RESTARTING -> ServiceState.RESTARTING;
            case EXITED, DEAD -> oneShot && container.exitCode() == 0 ? ServiceState.COMPLETED : ServiceState.EXITED;
            case REMOVING -> ServiceState.UNKNOWN;
        };
    }

    private static ServiceHealth health(ContainerDetails container) {
        if (container.state() != ContainerState.RUNNING) {
            return ServiceHealth.UNKNOWN;
        }
        return switch (container.health()) {
            case NONE -> ServiceHealth.NONE;
            case STARTING -> ServiceHealth.STARTING;
            case HEALTHY -> ServiceHealth.HEALTHY;
            case UNHEALTHY -> ServiceHealth.UNHEALTHY;
        };
    }

    private static ServiceHealth worse(ServiceHealth left, ServiceHealth right) {
        return rank(left) >= rank(right) ? left : right;
    }

    /** From well to ill, so that the worst of many can be taken. */
    private static int rank(ServiceState state) {
        return switch (state) {
            case RUNNING -> 0;
            case COMPLETED -> 1;
            case STARTING -> 2;
            case RESTARTING -> 3;
            case PAUSED -> 4;
            case CREATED -> 5;
            case EXITED -> 6;
            case MISSING, UNKNOWN -> 7;
        };
    }

    private static int rank(ServiceHealth health) {
        return switch (health) {
            case NONE, HEALTHY -> 0;
            case STARTING -> 1;
            case UNKNOWN -> 2;
            case UNHEALTHY -> 3;
        };
    }
}
