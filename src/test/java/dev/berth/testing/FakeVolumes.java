package dev.berth.testing;

import dev.berth.docker.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The fake engine's named volumes with their files. */
final class FakeVolumes {
    private final Map<String, Volume> volumes = new TreeMap<>();
    private final Map<String, FakeFiles> files = new TreeMap<>();

    void add(String name, Map<String, String> labels) {
        volumes.putIfAbsent(name, new Volume(name, labels));
        files.putIfAbsent(name, new FakeFiles());
    }

    void remove(String name) {
        volumes.remove(name);
        files.remove(name);
    }

    Optional<FakeFiles> files(String name) {
        return Optional.ofNullable(files.get(name));
    }

    List<Volume> list(Map<String, String> labels) {
        return volumes.values().stream()
                .filter(volume -> FakeContainer.matches(volume.labels(), labels))
                .toList();
    }
}
