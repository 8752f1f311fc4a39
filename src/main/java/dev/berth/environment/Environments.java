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
import dev.berth.failure.Refusal;
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
    private final Function<Definition, Map<String, String>> confidential;
    private final Map<EngineAddress, Engine> open = new HashMap<>();

    /**
     * The environments of one workspace.
     *
     * @param confidential the values of the variables that take a secret's; asked only where there are any
     */
    public Environments(
            Workspace workspace,
            Supplier<Definitions> definitions,
            Engines engines,
            Supplier<Compose> compose,
            Function<Definition, Map<String, String>> confidential) {
        this.workspace = workspace;
        this.definitions = definitions;
        this.engines = engines;
        this.compose = compose;
        this.confidential = confidential;
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

    /** Every file that says what an environment is: its definition, what it extends, its compose files. */
    public List<Path> files(String name) {
        List<Path> files = new ArrayList<>(definitions.get().files(name));
        files.addAll(composeFiles(definition(name)));
        return files;
    }

    /** A text that differs once any of those files was changed; empty while they cannot be read. */
    public Optional<String> stamp(String name) {
        try {
            return FileStamp.of(definitions.get().files(name), composeFiles(definition(name)));
        } catch (BerthException e) {
            return Optional.empty();
        }
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
        Stack stack = inTemporaryFile(
                        definition, file -> resolve(definition, Optional.empty(), file, unknown(definition)))
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
        Definition definition = definition(name);
        refuseSharedProject(definition);
        return resolve(definition, secretsFolder, variablesFile(name), known(definition));
    }

    /** The same without leaving a file behind: the env file is a temporary one, removed when the work is done. */
    public <T> T withTemporaryFile(String name, Optional<String> secretsFolder, Function<Environment, T> work) {
        Definition definition = definition(name);
        refuseSharedProject(definition);
        return inTemporaryFile(
                definition, file -> work.apply(resolve(definition, secretsFolder, file, known(definition))));
    }

    /** Every problem in an environment's files, those that only Compose can see included. Asks no engine. */
    public List<Problem> problems(String name) {
        List<Problem> problems = new ArrayList<>(definitions.get().problems(name));
        if (problems.isEmpty()) {
            try {
                Definition definition = definition(name);
                sharedProject(definition).ifPresent(problems::add);
                problems.addAll(inTemporaryFile(definition, file -> {
                    ComposeProject project = project(definition, Optional.empty(), file, unknown(definition));
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

    /** What Compose warns of in an environment's files without refusing them. Asks no engine. */
    public List<String> warnings(String name) {
        return model(name).warnings();
    }

    /** What Compose makes of an environment's files, without the values that are secret. Asks no engine. */
    public ComposeModel model(String name) {
        Definition definition = definition(name);
        return inTemporaryFile(
                definition,
                file -> compose.get().config(project(definition, Optional.empty(), file, unknown(definition))));
    }

    private void refuseSharedProject(Definition definition) {
        sharedProject(definition).ifPresent(problem -> {
            throw new DefinitionException(List.of(problem));
        });
    }

    private Optional<Problem> sharedProject(Definition definition) {
        return new SharedProject(definitions.get(), each -> address(each).host()).of(definition);
    }

    private Map<String, String> known(Definition definition) {
        return definition.secretVariables().isEmpty() ? Map.of() : confidential.apply(definition);
    }

    /** For whoever wants to know what there is, and not how it is configured. */
    private static Map<String, String> unknown(Definition definition) {
        Map<String, String> values = new HashMap<>();
        definition.secretVariables().keySet().forEach(name -> values.put(name, "unknown"));
        return values;
    }

    private Environment resolve(
            Definition definition, Optional<String> secretsFolder, Path variablesFile, Map<String, String> values) {
        ComposeProject project = project(definition, secretsFolder, variablesFile, values);
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
        return new ResolvedProblems(
                definitions.get(),
                definition,
                () -> compose.get()
                        .config(project.withEveryProfile())
                        .services()
                        .keySet());
    }

    private ComposeProject project(
            Definition definition, Optional<String> secretsFolder, Path variablesFile, Map<String, String> values) {
        Map<String, String> variables = new HashMap<>();
        definition.variables().forEach((name, variable) -> {
            switch (variable) {
                case Definition.Variable.Text text -> variables.put(name, text.value());
                // By Compose's process environment alone: this file is shown, and stays.
                case Definition.Variable.Secret secret -> {}
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
                        address(definition))
                .with(values);
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
                    "cannot write a temporary file: " + Refusal.of(e),
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
                    declared.ends().orElse(service.oneShot()),
                    service.healthCheck(),
                    limits(declared.limits(), service.limits())));
        });
        return new Stack(
                definition.name(),
                definition.workspace(),
                model.name(),
                definition.isProtected(),
                address,
                services,
                definition.volumeRules());
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
