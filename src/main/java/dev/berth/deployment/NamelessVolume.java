package dev.berth.deployment;

import dev.berth.docker.Container;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a container keeps where nobody gave a name: its volume stays when the container is removed, and no other one ever
 * looks for it.
 *
 * @param target where the container has it
 * @param volume the name that the engine thought up
 */
public record NamelessVolume(String service, String target, String volume) {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    /** Whether the engine thought up this name; Compose hands such a volume on to the container that replaces another. */
    static boolean isName(String volume) {
        return NAME.matcher(volume).matches();
    }

    /** Those that containers write to. */
    static List<NamelessVolume> of(Collection<Container> containers) {
        return containers.stream()
                .flatMap(container -> container.mounts().stream()
                        .filter(mount -> mount.type().equals("volume") && !mount.readOnly() && isName(mount.source()))
                        .map(mount -> new NamelessVolume(container.service(), mount.target(), mount.source())))
                .toList();
    }

    @Override
    public String toString() {
        return "%s of %s (%s)".formatted(target, service, volume);
    }
}
