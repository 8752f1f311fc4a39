package dev.berth.deployment;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import dev.berth.docker.Compose;
import dev.berth.docker.ComposeProject;
import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.docker.Image;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Puts back what ran at the last successful run: the project as it was resolved then, with the images of then. */
final class PutBack {
    private final Engine engine;
    private final Compose compose;

    PutBack(Engine engine, Compose compose) {
        this.engine = engine;
        this.compose = compose;
    }

    /**
     * Brings the committed project up again; does not wait for health.
     *
     * @return in a line what runs now
     */
    String run(Environment environment, Committed committed) {
        Path file = write(committed);
        try {
            ComposeProject project = new ComposeProject(
                            Optional.of(environment.project()),
                            List.of(file),
                            Optional.empty(),
                            profiles(committed),
                            environment.compose().engine())
                    .with(environment.compose().confidential());
            // Before what ran then is started: it may want the volumes and ports of what is newly defined.
            removeAdded(environment, committed);
            Map<String, Integer> scale = new LinkedHashMap<>();
            committed.services().forEach((name, service) -> scale.put(name, service.replicas()));
            compose.create(project, List.of(), scale, line -> {});
            applyLimits(environment, committed);
            compose.up(project, new Compose.UpRequest(List.of(), scale, true, false, false), line -> {});
        } finally {
            delete(file);
        }
        return "%s put back to what ran before".formatted(String.join(", ", committed.names()));
    }

    /**
     * No run has succeeded before: what this one started is stopped, and its logs stay.
     *
     * @param ranBefore what somebody else had started: it runs on
     * @throws BerthException where some of that was replaced: nobody knows what it was
     */
    String stopStarted(Environment environment, RanBefore ranBefore) {
        Observation observation = Observation.of(engine, environment.project());
        List<String> started = environment.model().services().keySet().stream()
                .filter(service -> !ranBefore.includes(service)
                        && observation.of(service).stream().anyMatch(ServicePlanner::isRunning))
                .toList();
        if (!started.isEmpty()) {
            // By Compose, which ends what depends on others before those, and what does not at the same time.
            compose.stop(environment.compose(), started, environment.model().longestStop());
        }
        long containers = started.stream()
                .flatMap(service -> observation.of(service).stream())
                .filter(ServicePlanner::isRunning)
                .count();
        List<String> replaced = ranBefore.replaced(observation);
        if (!replaced.isEmpty()) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "what ran of %s was replaced already, and Berth had not brought it up"
                            .formatted(String.join(", ", replaced)),
                    null);
        }
        String stopped = "%d %s stopped, their logs and data stay"
                .formatted(containers, containers == 1 ? "container" : "containers");
        return ranBefore.isEmpty()
                ? "nothing ran before: " + stopped
                : "what ran before runs on" + (containers == 0 ? "" : "; " + stopped);
    }

    private void removeAdded(Environment environment, Committed committed) {
        Observation observation = Observation.of(engine, environment.project());
        for (String service : environment.model().services().keySet()) {
            if (!committed.names().contains(service)) {
                for (Container container : observation.of(service)) {
                    engine.stop(container.id());
                    engine.remove(container.id(), true);
                }
            }
        }
    }

    /** The same environment, in which as many replicas are wanted as then: what is defined now may be the reason to go back. */
    static Environment asBefore(Environment environment, Committed committed) {
        List<Stack.Service> services = environment.stack().services().stream()
                .map(service -> Optional.ofNullable(committed.services().get(service.name()))
                        .map(before -> service.wanted(before.replicas()))
                        .orElse(service))
                .toList();
        return environment.with(environment.stack().with(services));
    }

    private void applyLimits(Environment environment, Committed committed) {
        Observation observation = Observation.of(engine, environment.project());
        List<Stack.Service> services = committed.services().entrySet().stream()
                .map(entry -> withLimits(environment, entry.getKey(), entry.getValue()))
                .toList();
        new LimitStep(engine).apply(environment.stack().with(services), committed.names(), observation);
    }

    private static Stack.Service withLimits(Environment environment, String name, Committed.Service service) {
        return new Stack.Service(
                name,
                environment.definition().service(name).kind(),
                environment.definition().service(name).role(),
                environment.definition().service(name).required(),
                service.replicas(),
                false,
                false,
                service.limits());
    }

    /** What was active then is, whatever profiles are named now. */
    private static List<String> profiles(Committed committed) {
        Set<String> profiles = new TreeSet<>();
        JsonObject services = project(committed).getObject("services", new JsonObject());
        committed
                .names()
                .forEach(name -> services.getObject(name, new JsonObject())
                        .getArray("profiles", new JsonArray())
                        .forEach(profile -> profiles.add(String.valueOf(profile))));
        return List.copyOf(profiles);
    }

    private static JsonObject project(Committed committed) {
        try {
            return JsonParser.object().from(committed.compose());
        } catch (JsonParserException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "what ran before cannot be read: " + e.getMessage(),
                    "Bring up what is defined: env switch",
                    e);
        }
    }

    private Path write(Committed committed) {
        try {
            JsonObject project = project(committed);
            JsonObject services = project.getObject("services", new JsonObject());
            committed.services().forEach((name, service) -> {
                boolean moved = engine.image(service.image())
                        .map(Image::id)
                        .filter(service.imageId()::equals)
                        .isEmpty();
                if (moved && services.has(name)) {
                    services.getObject(name).put("image", service.imageId());
                }
            });
            Path file = Files.createTempFile("berth-", ".json");
            Files.writeString(file, JsonWriter.string(project));
            return file;
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write the project that ran before: " + e.getMessage(),
                    "Check the free space of the folder for temporary files.",
                    e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // A stray temporary file without secrets does no harm.
            return;
        }
    }
}
