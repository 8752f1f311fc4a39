package dev.berth.docker;

import java.util.List;
import java.util.Map;

/**
 * One line of the engine's container list.
 *
 * @param name without the leading slash
 * @param image the reference it was created from
 * @param health read from the list's status text
 */
public record Container(
        String id,
        String name,
        String image,
        String imageId,
        ContainerState state,
        ContainerHealth health,
        Map<String, String> labels,
        List<PublishedPort> ports,
        List<ContainerDetails.Mount> mounts) {
    /** Of which service of a Compose project a container is. */
    static final String SERVICE_LABEL = "com.docker.compose.service";

    /** Compose's service, or empty text when Compose did not create it. */
    public String service() {
        return labels.getOrDefault(SERVICE_LABEL, "");
    }
}
