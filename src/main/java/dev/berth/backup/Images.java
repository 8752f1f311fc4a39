package dev.berth.backup;

import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import java.util.Map;
import java.util.TreeMap;

/** The images that an environment's services run now. */
final class Images {
    private Images() {}

    static Map<String, BackupSet.Image> of(Engine engine, Environment environment) {
        Map<String, BackupSet.Image> images = new TreeMap<>();
        Observation.of(engine, environment.project())
                .services()
                .forEach((service, containers) -> engine.image(
                                containers.getFirst().image())
                        .ifPresent(image -> images.put(
                                service,
                                new BackupSet.Image(containers.getFirst().image(), image.id()))));
        return images;
    }
}
