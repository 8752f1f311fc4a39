package dev.berth.audit;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.Image;
import dev.berth.docker.Network;
import dev.berth.docker.PublishedPort;
import dev.berth.secret.SecretValue;
import dev.berth.workspace.Definition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An environment as its engine, its secret store and its backups show it: what an audit judges.
 *
 * @param engineSocket where the engine listens on its host; empty where that is no socket
 * @param services in the order of the definition, then those that only the Compose project has
 * @param networks that its containers are in, by id
 */
public record Inspected(
        String environment,
        boolean isProtected,
        Optional<String> engineSocket,
        List<Service> services,
        Map<String, Network> networks,
        Secrets secrets,
        Backups backups) {

    /**
     * One service.
     *
     * @param expected whether containers of it are wanted
     * @param oneShot whether it is meant to end
     * @param containers in any state
     */
    public record Service(
            String name, Definition.Kind kind, boolean expected, boolean oneShot, List<Container> containers) {

        /** Whether it keeps data, or leads straight to what does. */
        boolean isData() {
            return switch (kind) {
                case POSTGRES, REDIS, PGBOUNCER -> true;
                case POSTGREST, HTTP, STORAGE, APP -> false;
            };
        }

        /** Whether it speaks HTTP to whoever comes. */
        boolean speaksHttp() {
            return switch (kind) {
                case HTTP, POSTGREST, STORAGE -> true;
                case POSTGRES, REDIS, PGBOUNCER, APP -> false;
            };
        }

        List<PublishedPort> ports() {
            return containers.stream()
                    .flatMap(container -> container.ports().stream())
                    .distinct()
                    .toList();
        }
    }

    /**
     * One container.
     *
     * @param image the id of the image that it runs
     * @param meant what the name of its image means on the engine now; empty where that is nothing any more
     * @param built whether the environment's Compose files say how to build that image
     */
    public record Container(
            ContainerDetails details, String image, List<PublishedPort> ports, Optional<Image> meant, boolean built) {}

    /**
     * The secrets that the environment declares.
     *
     * @param stored what the store has of them
     * @param folder where they are rendered to, on the engine's host; empty where that is not known
     * @param unread why the store cannot be asked; empty where it answered
     */
    public record Secrets(
            Set<String> declared, Map<String, SecretValue> stored, Optional<String> folder, Optional<String> unread) {}

    /**
     * What there is to go back to.
     *
     * @param scheduled whether the definition says when backups are made
     * @param complete whether there is a set in which nobody has found damage
     * @param unread why nobody can say; empty where it is known
     */
    public record Backups(boolean scheduled, boolean complete, Optional<String> unread) {}
}
