package dev.berth.docker;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container of Berth's own: helper, lock or state. Never carries Compose's labels, nor a secret.
 *
 * @param name empty for one of the engine's choosing
 * @param command empty for the image's own
 * @param user empty for the image's own
 * @param binds in Docker's short syntax: {@code /host/path:/target[:ro]} or {@code volume:/target[:ro]}
 * @param network a network's name, {@code none} or {@code host}
 * @param capabilities those kept; all others are dropped
 * @param entrypoint in place of the image's own; empty for that
 */
public record ContainerSpecification(
        Optional<String> name,
        String image,
        List<String> command,
        Optional<String> user,
        Map<String, String> labels,
        List<String> binds,
        String network,
        List<String> capabilities,
        boolean readOnlyRoot,
        boolean init,
        boolean autoRemove,
        List<String> entrypoint) {

    /** One with the image's own entry point. */
    public ContainerSpecification(
            Optional<String> name,
            String image,
            List<String> command,
            Optional<String> user,
            Map<String, String> labels,
            List<String> binds,
            String network,
            List<String> capabilities,
            boolean readOnlyRoot,
            boolean init,
            boolean autoRemove) {
        this(
                name,
                image,
                command,
                user,
                labels,
                binds,
                network,
                capabilities,
                readOnlyRoot,
                init,
                autoRemove,
                List.of());
    }
}
