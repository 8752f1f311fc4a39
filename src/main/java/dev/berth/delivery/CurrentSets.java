package dev.berth.delivery;

import dev.berth.docker.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Which of a project's rendered sets are current on the engine's host; looked at from here where this machine is that host. */
final class CurrentSets {
    private final Engine engine;
    private final Path folder;

    /** @param folder of the project, on the engine's host */
    CurrentSets(Engine engine, String folder) {
        this.engine = engine;
        this.folder = Path.of(folder);
    }

    /** After a reboot the folder is empty, after a crash an older set is current; seen only where it can be looked into from here. */
    boolean mayBe(String service, int generation) {
        return !engine.address().isUnixSocket()
                || !Files.isReadable(folder.resolve("..").normalize())
                || generation(service).equals(OptionalInt.of(generation));
    }

    /**
     * Which generation is current, by service; a service without a set is absent.
     *
     * @param writer asked where this machine is not the host
     */
    Map<String, Integer> all(HostWriter writer, String project, Collection<String> services) {
        if (!engine.address().isUnixSocket() || !Files.isReadable(folder)) {
            return writer.current(project);
        }
        Map<String, Integer> current = new TreeMap<>();
        services.forEach(service -> generation(service).ifPresent(generation -> current.put(service, generation)));
        return current;
    }

    private OptionalInt generation(String service) {
        try {
            return HostWriter.generation(
                    Files.readSymbolicLink(folder.resolve(service).resolve("current"))
                            .toString());
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }
}
