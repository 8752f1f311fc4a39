package dev.berth.deployment;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.docker.Image;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.environment.StateDocument;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which images of applications ran on which schema: one that ran last before migrations were applied does not know them, and
 * would read and write what it does not understand.
 *
 * @param versions the schema's version at the last commit of a run that had the image, by the image's id, oldest first
 */
record RanOnSchema(Map<String, String> versions) {
    private static final String DOCUMENT = "ran-on-schema";
    /** Far more than anybody goes back. */
    private static final int MOST = 200;

    static RanOnSchema read(EngineState state) {
        return state.read(DOCUMENT)
                .map(text -> StateDocument.read("which images ran on which schema", text, RanOnSchema::of))
                .orElse(new RanOnSchema(Map.of()));
    }

    private static RanOnSchema of(JsonObject object) {
        Map<String, String> versions = new LinkedHashMap<>();
        object.forEach((image, version) -> versions.put(image, String.valueOf(version)));
        return new RanOnSchema(versions);
    }

    /** Remembers what runs now. */
    static void remember(Environment environment, Engine engine, EngineState state, Optional<String> version) {
        if (version.isEmpty()) {
            return;
        }
        Map<String, String> versions = new LinkedHashMap<>(read(state).versions());
        Map<String, String> before = Map.copyOf(versions);
        for (String service : applications(environment)) {
            engine.image(environment.composeService(service).image())
                    .map(Image::id)
                    .ifPresent(id -> {
                        versions.remove(id);
                        versions.put(id, version.get());
                    });
        }
        while (versions.size() > MOST) {
            versions.remove(versions.keySet().iterator().next());
        }
        if (!versions.equals(before)) {
            JsonObject object = new JsonObject();
            object.putAll(versions);
            state.write(DOCUMENT, JsonWriter.string(object));
        }
    }

    /** Only of what the definition calls an application: servers bring no migrations. */
    private static List<String> applications(Environment environment) {
        return environment.stack().services().stream()
                .filter(service -> service.kind() == Definition.Kind.APP)
                .map(service -> service.name())
                .toList();
    }

    /**
     * The services whose images would go back to before migrations that were applied since, a sentence each. Asks the database
     * only where an image comes back that is not the one of now.
     */
    List<String> behind(Environment environment, Engine engine, Observation observation, MigrationWork migrations) {
        List<String> sentences = new ArrayList<>();
        Optional<String> current = Optional.empty();
        for (String service : applications(environment)) {
            String reference = environment.composeService(service).image();
            Optional<String> last = engine.image(reference)
                    .map(Image::id)
                    .filter(id -> observation.of(service).stream()
                            .map(Container::imageId)
                            .noneMatch(id::equals))
                    .map(versions::get);
            if (last.isEmpty()) {
                continue;
            }
            current = current.or(() -> migrations.version(environment, engine));
            if (current.filter(now -> isOlder(last.get(), now)).isPresent()) {
                sentences.add("the image %s of %s ran last on schema %s, and the database is at %s"
                        .formatted(reference, service, last.get(), current.get()));
            }
        }
        return sentences;
    }

    static BerthException refusal(List<String> behind) {
        return new BerthException(
                ErrorCode.MIGRATION_FAILED,
                String.join("; ", behind),
                "A protected environment goes back behind a migration only with migrations.compatible: true, or after backup restore has brought the schema of then back.");
    }

    /** Flyway's order: numbers between points or underscores, one after the other. */
    static boolean isOlder(String left, String right) {
        List<BigInteger> first = numbers(left);
        List<BigInteger> second = numbers(right);
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            int order = at(first, i).compareTo(at(second, i));
            if (order != 0) {
                return order < 0;
            }
        }
        return false;
    }

    private static BigInteger at(List<BigInteger> numbers, int index) {
        return index < numbers.size() ? numbers.get(index) : BigInteger.ZERO;
    }

    private static List<BigInteger> numbers(String version) {
        return Arrays.stream(version.split("[^0-9]+"))
                .filter(part -> !part.isEmpty())
                .map(BigInteger::new)
                .toList();
    }
}
