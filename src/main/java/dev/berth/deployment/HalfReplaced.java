package dev.berth.deployment;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Containers that a Compose which was ended, or whose machine was, has left under a temporary name.
 *
 * <p>Compose replaces a container by creating the next one as {@code ID_NAME}, ended by stopping and removing the old one, and
 * giving its name to the new one. Left in between, the next Compose meets a name that is taken.
 */
final class HalfReplaced {
    private static final String REPLACES_LABEL = "com.docker.compose.replace";
    private static final Pattern TEMPORARY_NAME = Pattern.compile("[0-9a-f]{12}_(.+)");

    private HalfReplaced() {}

    /** Whether there are any. */
    static boolean isAny(Engine engine, String project) {
        return engine.containers(Map.of(Stack.PROJECT_LABEL, project)).stream()
                .anyMatch(container -> name(container).isPresent());
    }

    /** Removes each that never ran beside the one it was to replace, and names the others as they were meant to be. */
    static void settle(Engine engine, String project) {
        List<Container> containers = engine.containers(Map.of(Stack.PROJECT_LABEL, project));
        for (Container container : containers) {
            Optional<String> name = name(container);
            if (name.isEmpty()) {
                continue;
            }
            boolean isAlone =
                    containers.stream().noneMatch(other -> other.name().equals(name.get()));
            if (isAlone) {
                // The volumes without a name that it took over are known to nobody else.
                engine.rename(container.id(), name.get());
            } else if (container.state() == ContainerState.CREATED) {
                engine.remove(container.id(), false);
            }
        }
    }

    /** The name that it was meant to get; empty where it has its own. */
    private static Optional<String> name(Container container) {
        Matcher name = TEMPORARY_NAME.matcher(container.name());
        return name.matches() && container.labels().containsKey(REPLACES_LABEL)
                ? Optional.of(name.group(1))
                : Optional.empty();
    }
}
