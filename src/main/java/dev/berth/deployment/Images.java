package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.ComposeModel;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gets the images that an environment needs onto its engine: builds those with a build section, pulls the others. */
final class Images {
    private final Engine engine;
    private final Compose compose;

    Images(Engine engine, Compose compose) {
        this.engine = engine;
        this.compose = compose;
    }

    /** Gets what is missing, and says how many there were of each kind. */
    String ensure(Environment environment, Progress progress) {
        List<String> toBuild = new ArrayList<>();
        List<String> toPull = new ArrayList<>();
        Set<String> images = new LinkedHashSet<>();
        for (ComposeModel.Service service : environment.model().services().values()) {
            if (!images.add(service.image()) || engine.image(service.image()).isPresent()) {
                continue;
            }
            (service.builds() ? toBuild : toPull).add(service.name());
        }
        if (!toBuild.isEmpty()) {
            progress.waiting("building " + String.join(", ", toBuild), List.of());
            get(() -> compose.build(environment.compose(), toBuild, line -> {}), "build", toBuild);
        }
        if (!toPull.isEmpty()) {
            progress.waiting("pulling " + String.join(", ", toPull), List.of());
            get(() -> compose.pull(environment.compose(), toPull, line -> {}), "pull", toPull);
        }
        List<String> parts = new ArrayList<>();
        if (!toBuild.isEmpty()) {
            parts.add(toBuild.size() + " built");
        }
        if (!toPull.isEmpty()) {
            parts.add(toPull.size() + " pulled");
        }
        parts.add(images.size() - toBuild.size() - toPull.size() + " present");
        return String.join(", ", parts);
    }

    private static void get(Runnable work, String verb, List<String> services) {
        try {
            work.run();
        } catch (BerthException e) {
            if (e.code() != ErrorCode.COMPOSE_FAILED) {
                throw e;
            }
            throw new BerthException(
                    ErrorCode.IMAGE_MISSING,
                    "cannot %s the image of %s: %s".formatted(verb, String.join(", ", services), e.getMessage()),
                    verb.equals("build")
                            ? "Look at the Dockerfile; where no image registry is reachable, ./quickstart makes the base image."
                            : "Check the image's name, and that the engine reaches its registry.",
                    e);
        }
    }
}
