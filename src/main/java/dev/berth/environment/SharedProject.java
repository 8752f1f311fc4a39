package dev.berth.environment;

import dev.berth.failure.BerthException;
import dev.berth.workspace.Definition;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Place;
import dev.berth.workspace.Problem;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Finds two environments that are one Compose project on one engine: what is done to one would be done to the other. */
final class SharedProject {
    private final Definitions definitions;
    private final Function<Definition, String> engineHost;

    /** @param engineHost where the engine of an environment listens */
    SharedProject(Definitions definitions, Function<Definition, String> engineHost) {
        this.definitions = definitions;
        this.engineHost = engineHost;
    }

    /** What is wrong with this environment's project; empty where it has it for itself. */
    Optional<Problem> of(Definition definition) {
        return definitions.names().stream()
                .filter(name -> !name.equals(definition.name()) && isSame(definition, name))
                .findFirst()
                .map(other -> problem(definition, other));
    }

    /** One that cannot be read, or whose engine is not known here, says so when it is used itself. */
    private boolean isSame(Definition definition, String name) {
        try {
            Definition other = definitions.read(name);
            return other.project().equals(definition.project())
                    && engineHost.apply(other).equals(engineHost.apply(definition));
        } catch (BerthException e) {
            return false;
        }
    }

    private Problem problem(Definition definition, String other) {
        String name = definition.name();
        Path own = definitions.files(name).getFirst();
        Optional<Place> written = definitions.locate(name, "project");
        Place place = written.orElseGet(() -> new Place(own, 0, 0));
        boolean inherited = written.isPresent() && !own.endsWith(place.file());
        return Problem.at(
                place,
                "project",
                "%s and %s are the same project %s on the same engine: what is done to one is done to the other"
                        .formatted(name, other, definition.project()),
                inherited
                        ? "%s takes its project from there. Write into environments/%s.yaml: project: %s-%s"
                                .formatted(name, name, definition.workspace(), name)
                        : "Give one of them another, such as project: %s-%s".formatted(definition.workspace(), name));
    }
}
