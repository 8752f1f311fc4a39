package dev.berth.workspace;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The definitions of a workspace as they lie in its files. */
final class DefinitionFiles implements Definitions {
    private final Workspace workspace;
    private final Layers layers;
    private final SecretTemplateFiles templates;

    DefinitionFiles(Workspace workspace) {
        this.workspace = workspace;
        this.layers = new Layers(workspace);
        this.templates = new SecretTemplateFiles(workspace);
    }

    @Override
    public List<String> names() {
        List<String> all = EnvironmentFiles.names(workspace);
        Set<String> extended = new HashSet<>();
        for (String name : all) {
            layers.extended(name).ifPresent(extended::add);
        }
        return all.stream()
                .filter(name -> !extended.contains(name) || runs(name))
                .toList();
    }

    /** Whether an environment has what it takes to run; one that cannot be read is no mere part of others. */
    private boolean runs(String name) {
        try {
            return layers.read(name).values().mapping("compose").get("files") != null;
        } catch (DefinitionException e) {
            return true;
        }
    }

    @Override
    public Definition read(String name) {
        Layers.Layered layered = layers(name);
        List<Problem> problems = new ArrayList<>(layered.problems());
        if (problems.isEmpty()) {
            problems.addAll(new DefinitionCheck(workspace, layered).needed());
        }
        if (!problems.isEmpty()) {
            throw new DefinitionException(problems);
        }
        return definition(name, layered);
    }

    private Definition definition(String name, Layers.Layered layered) {
        return new DefinitionMapper(workspace, name, layered).definition(templates.declared(layered.values()));
    }

    @Override
    public List<Problem> problems(String name) {
        try {
            Layers.Layered layered = layers(name);
            List<Problem> problems = new ArrayList<>(layered.problems());
            if (problems.isEmpty()) {
                DefinitionCheck check = new DefinitionCheck(workspace, layered);
                problems.addAll(check.needed());
                problems.addAll(check.referred(EnvironmentFiles.names(workspace)));
                problems.addAll(templates.problems(layered.values()));
            }
            return List.copyOf(problems);
        } catch (DefinitionException e) {
            return e.problems();
        }
    }

    @Override
    public List<Problem> ignored() {
        return EnvironmentFiles.ignored(workspace);
    }

    @Override
    public SecretTemplates secretTemplates(Definition definition) {
        return RepositoryTemplates.added(
                templates.read(layers(definition.name()).values()), definition);
    }

    @Override
    public List<Path> files(String name) {
        return layers(name).files();
    }

    @Override
    public Optional<Place> locate(String name, String path) {
        return KeyPath.locate(layers(name).values(), path);
    }

    @Override
    public Optional<Place> locateInCompose(String name, String service, String key) {
        return layers(name).values().mapping("compose").texts("files").reversed().stream()
                .flatMap(file -> inCompose(workspace.resolve(file), service, key).stream())
                .findFirst();
    }

    private Optional<Place> inCompose(Path file, String service, String key) {
        Path shown = workspace.shown(file);
        try {
            Value value = YamlReader.read(TextFile.read(file, shown), shown)
                    .mapping("services")
                    .mapping(service)
                    .get(key);
            return Optional.ofNullable(value).map(Value::place);
        } catch (DefinitionException e) {
            // Compose reads more than this reader does, such as tags.
            return Optional.empty();
        }
    }

    private Layers.Layered layers(String name) {
        // A symbolic link that leads nowhere is a file with a problem, not an unknown name.
        if (!EnvironmentFiles.isName(name) || !Files.exists(layers.file(name), LinkOption.NOFOLLOW_LINKS)) {
            throw EnvironmentFiles.unknown(workspace, name, names());
        }
        return layers.read(name);
    }
}
