package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.ComposeModel;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
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

    /** What is not on the engine yet, in words; nothing where everything is. */
    List<String> announcements(Environment environment) {
        List<String> toBuild = new ArrayList<>();
        List<String> toPull = new ArrayList<>();
        for (ComposeModel.Service service : missing(environment)) {
            (service.builds() ? toBuild : toPull).add(service.image());
        }
        List<String> announcements = new ArrayList<>();
        if (!toBuild.isEmpty()) {
            announcements.add("not on the engine yet, to be built: " + String.join(", ", toBuild));
        }
        if (!toPull.isEmpty()) {
            announcements.add("not on the engine yet, to be pulled: " + String.join(", ", toPull));
        }
        return announcements;
    }

    /** One service for each image that is not there. */
    private List<ComposeModel.Service> missing(Environment environment) {
        Set<String> images = new HashSet<>();
        return environment.model().services().values().stream()
                .filter(service -> images.add(service.image())
                        && engine.image(service.image()).isEmpty())
                .toList();
    }

    /** Gets what is missing, and says how many there were of each kind. */
    String ensure(Environment environment, Progress progress) {
        List<String> toBuild = new ArrayList<>();
        List<String> toPull = new ArrayList<>();
        for (ComposeModel.Service service : missing(environment)) {
            (service.builds() ? toBuild : toPull).add(service.name());
        }
        long images = environment.model().services().values().stream()
                .map(ComposeModel.Service::image)
                .distinct()
                .count();
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
        parts.add(images - toBuild.size() - toPull.size() + " present");
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
                    "cannot %s the image%s of %s: %s"
                            .formatted(
                                    verb, services.size() == 1 ? "" : "s", String.join(", ", services), e.getMessage()),
                    verb.equals("build")
                            ? "Look at the build section and its Dockerfile, and whether the engine reaches the base image's registry;"
                                    + " for the reference stack ./quickstart makes that image."
                            : "Check the image's name, and that the engine reaches its registry.",
                    e);
        }
    }
}
