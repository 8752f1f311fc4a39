package dev.berth.workspace;

import dev.berth.failure.Nearest;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads environments/NAME.yaml and what it extends, each held against the schema, and lays one over the other. */
final class Layers {
    private static final String EXTENDS = "extends";

    private final Workspace workspace;
    private final Map<Path, Source> sources = new HashMap<>();
    private @Nullable Schema schema;

    Layers(Workspace workspace) {
        this.workspace = workspace;
    }

    /** One file as it was when it was read last: comparing texts is cheaper than reading YAML, and never wrong. */
    private record Source(String text, Value.Mapping values, SchemaCheck.Findings findings) {}

    /**
     * An environment with everything it extends.
     *
     * @param files nearest first
     * @param later paths that are valid, but not applied yet
     */
    record Layered(Value.Mapping values, List<Path> files, Set<String> later, List<Problem> problems) {}

    Path file(String name) {
        return workspace.environments().resolve(name + ".yaml");
    }

    /** Reads an environment; a problem with keys is returned, one that leaves nothing to read is thrown. */
    Layered read(String name) {
        List<Value.Mapping> chain = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of(name));
        List<Path> files = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Set<String> later = new TreeSet<>();
        Optional<String> next = Optional.of(name);
        while (next.isPresent()) {
            Path file = file(next.get());
            Source source = source(file);
            chain.add(source.values());
            files.add(file);
            problems.addAll(source.findings().problems());
            later.addAll(source.findings().later());
            next = source.values().text(EXTENDS);
            if (next.isPresent()) {
                checkExtends(source.values(), next.get(), names);
                names.add(next.get());
            }
        }
        Value.Mapping values = new Value.Mapping(Place.wholeFile(workspace.shown(files.getFirst())), Map.of());
        for (Value.Mapping layer : chain.reversed()) {
            values = values.overlaid(layer);
        }
        return new Layered(values, List.copyOf(files), later, List.copyOf(problems));
    }

    /** What one file alone extends; nothing where it extends nothing or cannot be read. */
    Optional<String> extended(String name) {
        try {
            return source(file(name)).values().text(EXTENDS);
        } catch (DefinitionException e) {
            return Optional.empty();
        }
    }

    private void checkExtends(Value.Mapping values, String name, Collection<String> names) {
        Value written = values.get(EXTENDS);
        Place place = written == null ? values.place() : written.place();
        if (names.contains(name)) {
            throw new DefinitionException(List.of(Problem.at(
                    place,
                    EXTENDS,
                    "extends goes round in a circle: %s → %s".formatted(String.join(" → ", names), name),
                    "Remove one of these extends.")));
        }
        if (!Files.exists(file(name), LinkOption.NOFOLLOW_LINKS)) {
            throw new DefinitionException(List.of(Problem.at(
                    place,
                    EXTENDS,
                    "there is no environment %s to extend".formatted(Wording.quoted(name)),
                    Nearest.to(name, EnvironmentFiles.names(workspace))
                            .map(nearest -> "did you mean: " + nearest)
                            .orElse("Create %s, or correct the name.".formatted(workspace.shown(file(name)))))));
        }
    }

    private synchronized Source source(Path file) {
        Path shown = workspace.shown(file);
        String text = TextFile.read(file, shown);
        Source known = sources.get(file);
        if (known != null && known.text().equals(text)) {
            return known;
        }
        if (schema == null) {
            schema = Schema.load("environment.schema.json");
        }
        Value.Mapping values = YamlReader.read(text, shown);
        Source source = new Source(text, values, SchemaCheck.of(values, schema));
        sources.put(file, source);
        return source;
    }
}
