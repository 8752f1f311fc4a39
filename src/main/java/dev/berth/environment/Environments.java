package dev.berth.environment;

import dev.berth.docker.Compose;
import dev.berth.docker.ComposeModel;
import dev.berth.docker.ComposeProject;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineAddress;
import dev.berth.docker.Engines;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import dev.berth.workspace.DefinitionException;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Problem;
import dev.berth.workspace.SecretTemplates;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The environments of a workspace: from a name to everything that is known of it without changing anything. */
public final class Environments implements AutoCloseable {
    private final Workspace workspace;
    private final Supplier<Definitions> definitions;
    private final Engines engines;
    private final Supplier<Compose> compose;
    private final Map<EngineAddress, Engine> open = new HashMap<>();

    public Environments(
            Workspace workspace, Supplier<Definitions> definitions, Engines engines, Supplier<Compose> compose) {
        this.workspace = workspace;
        this.definitions = definitions;
        this.engines = engines;
        this.compose = compose;
    }

    public Workspace workspace() {
        return workspace;
    }

    /** All environments' names, sorted. */
    public List<String> names() {
        return definitions.get().names();
    }

    public Definition definition(String name) {
        return definitions.get().read(name);
    }

    /** The secrets that an environment declares, and the files they are rendered into. */
    public SecretTemplates secretTemplates(Definition definition) {
        return definitions.get().secretTemplates(definition);
    }

    /** The address of the engine that runs an environment; asks nobody. */
    public EngineAddress address(Definition definition) {
        return engines.resolve(definition.engine().host(), definition.engine().context());
    }

    /** The engine at that address; one session each, closed with this object. */
    public synchronized Engine engine(EngineAddress address) {
        return open.computeIfAbsent(address, engines::open);
    }

    /**
     * What should run, from the cache where nothing changed.
     *
     * @throws DefinitionException when the environment's files are wrong
     */
    public Stack stack(String name) {
        // Whoever asks what should run asks next what does.
        engines.prepare();
        StackCache cache = new StackCache(workspace, name);
        Optional<StackCache.Entry> cached = cache.read();
        if (cached.isPresent() && isCurrent(cached.get())) {
            return cached.get().stack();
        }
        Definition definition = definition(name);
        List<Path> files = definitions.get().files(name);
        List<Path> composeFiles = composeFiles(definition);
        Optional<String> stamp =
                FileStamp.coversAll(composeFiles) ? FileStamp.of(files, composeFiles) : Optional.empty();
        Stack stack = inTemporaryFile(definition, file -> resolve(definition, Optional.empty(), file))
                .stack();
        stamp.ifPresent(value -> cache.write(new StackCache.Entry(
                stack,
                files,
                composeFiles,
                definition.engine().host(),
                definition.engine().context(),
                value)));
        return stack;
    }

    private boolean isCurrent(StackCache.Entry entry) {
        return engines.resolve(entry.host(), entry.context())
                        .equals(entry.stack().engine())
                && FileStamp.of(entry.definitions(), entry.composeFiles())
                        .filter(entry.stamp()::equals)
                        .isPresent();
    }

    /**
     * Resolves an environment in full and writes the env file that its Compose line names.
     *
     * @param secretsFolder where the project's secrets lie on the engine's host; empty where that is not known yet
     */
    public Environment resolve(String name, Optional<String> secretsFolder) {
        return resolve(definition(name), secretsFolder, variablesFile(name));
    }

    /** The same without leaving a file behind: the env file is a temporary one, removed when the work is done. */
    public <T> T withTemporaryFile(String name, Optional<String> secretsFolder, Function<Environment, T> work) {
        Definition definition = definition(name);
        return inTemporaryFile(definition, file -> work.apply(resolve(definition, secretsFolder, file)));
    }

    /** Every problem in an environment's files, those that only Compose can see included. Asks no engine. */
    public List<Problem> problems(String name) {
        List<Problem> problems = new ArrayList<>(definitions.get().problems(name));
        if (problems.isEmpty()) {
            try {
                Definition definition = definition(name);
                problems.addAll(inTemporaryFile(definition, file -> {
                    ComposeProject project = project(definition, Optional.empty(), file);
                    return check(definition, project)
                            .ofAllProfiles(compose.get().config(project));
                }));
            } catch (DefinitionException e) {
                problems.addAll(e.problems());
            } catch (BerthException e) {
                if (e.code() != ErrorCode.DEFINITION_INVALID) {
                    throw e;
                }
                problems.add(Problem.at(
                        definitions.get().locate(name, "compose.files").orElseThrow(),
                        "compose.files",
                        String.valueOf(e.getMessage()),
                        Optional.ofNullable(e.hint()).orElse("Correct the compose files.")));
            }
        }
        return problems;
    }

    private Environment resolve(Definition definition, Optional<String> secretsFolder, Path variablesFile) {
        ComposeProject project = project(definition, secretsFolder, variablesFile);
        ComposeModel model = compose.get().config(project);
        List<Problem> problems = check(definition, project).of(model);
        if (!problems.isEmpty()) {
            throw new DefinitionException(problems);
        }
        return new Environment(
                workspace,
                definition,
                project,
                model,
                definitions.get().secretTemplates(definition),
                stack(definition, model, project.engine()));
    }

    private ResolvedProblems check(Definition definition, ComposeProject project) {
        ComposeProject everything = new ComposeProject(
                project.name(), project.files(), project.environmentFile(), List.of("*"), project.engine());
        return new ResolvedProblems(
                definitions.get(),
                definition,
                () -> compose.get().config(everything).services().keySet());
    }

    private ComposeProject project(Definition definition, Optional<String> secretsFolder, Path variablesFile) {
        Map<String, String> variables = new HashMap<>();
        definition.variables().forEach((name, variable) -> {
            switch (variable) {
                case Definition.Variable.Text text -> variables.put(name, text.value());
                case Definition.Variable.Secret secret ->
                    throw new BerthException(
                            ErrorCode.DEFINITION_INVALID,
                            "variable %s takes the secret %s, which is not supported yet"
                                    .formatted(name, secret.name()),
                            "Deliver it as a file: add a template to the secrets-templates folder.");
            }
        });
        variables.put("BERTH_ENVIRONMENT", definition.name());
        variables.put("BERTH_PROJECT", definition.project());
        variables.put("BERTH_SECRETS_DIR", secretsFolder.orElse("/run/berth/" + definition.project()));
        VariablesFile.write(variablesFile, variables);
        return new ComposeProject(
                Optional.of(definition.project()),
                composeFiles(definition),
                Optional.of(variablesFile),
                definition.compose().profiles(),
                address(definition));
    }

    private List<Path> composeFiles(Definition definition) {
        return definition.compose().files().stream().map(workspace::resolve).toList();
    }

    private Path variablesFile(String name) {
        return workspace.createState().resolve(name + ".env");
    }

    private <T> T inTemporaryFile(Definition definition, Function<Path, T> work) {
        try {
            Path folder = Files.createTempDirectory("berth-");
            Path file = folder.resolve(definition.name() + ".env");
            try {
                return work.apply(file);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write a temporary file: " + e.getMessage(),
                    "Check the free space of the folder for temporary files.",
                    e);
        }
    }

    private static Stack stack(Definition definition, ComposeModel model, EngineAddress address) {
        List<Stack.Service> services = new ArrayList<>();
        model.services().forEach((name, service) -> {
            Definition.Service declared = definition.service(name);
            services.add(new Stack.Service(
                    name,
                    declared.kind(),
                    declared.role(),
                    declared.required(),
                    declared.replicas().orElse(service.replicas()),
                    service.oneShot(),
                    service.healthCheck(),
                    limits(declared.limits(), service.limits())));
        });
        return new Stack(
                definition.name(), definition.workspace(), model.name(), definition.isProtected(), address, services);
    }

    private static ContainerLimits limits(Definition.Limits declared, ContainerLimits ceiling) {
        return new ContainerLimits(
                declared.cpus().isPresent() ? declared.cpus() : ceiling.cpus(),
                declared.memoryBytes().isPresent() ? declared.memoryBytes() : ceiling.memoryBytes(),
                declared.pids().isPresent() ? declared.pids() : ceiling.pids());
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Engine::close);
        open.clear();
    }
}
