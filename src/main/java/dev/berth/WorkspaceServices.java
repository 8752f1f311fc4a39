package dev.berth;

import dev.berth.deployment.Deployments;
import dev.berth.docker.Compose;
import dev.berth.docker.DockerCompose;
import dev.berth.docker.DockerEngines;
import dev.berth.docker.Engines;
import dev.berth.environment.Environments;
import dev.berth.environment.KnownEnvironments;
import dev.berth.environment.LastKnownState;
import dev.berth.environment.SecretStores;
import dev.berth.health.StoreProbes;
import dev.berth.health.VolumeMemory;
import dev.berth.monitor.Receivers;
import dev.berth.monitor.Seen;
import dev.berth.monitor.WatchFolder;
import dev.berth.notification.Notifier;
import dev.berth.notification.Surroundings;
import dev.berth.process.Children;
import dev.berth.process.LocalProgramRunner;
import dev.berth.process.ProgramRunner;
import dev.berth.secret.Passphrases;
import dev.berth.secret.Redactor;
import dev.berth.secret.VaultCredentials;
import dev.berth.secret.VaultProgram;
import dev.berth.shell.Services;
import dev.berth.shell.ShellProgram;
import dev.berth.tui.LanternaBoard;
import dev.berth.view.Board;
import dev.berth.workspace.ActiveEnvironment;
import dev.berth.workspace.Definition;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** The parts that work on one workspace, wired by constructors, each made when it is first asked for. */
final class WorkspaceServices implements Services {
    private final Workspace workspace;
    private final Definitions definitions;
    private final Path installation;
    private final Path home;
    private final ProgramRunner programs;
    private final Engines engines;
    private final Environments environments;
    private final Supplier<Compose> compose;
    private final Lazy<SecretStores> stores;
    private final Supplier<Deployments> deployments;
    private final Redactor redactor = new Redactor();

    /**
     * The parts of one workspace.
     *
     * @param variables the process's environment variables
     * @param installation Berth's own folder
     * @param prompt asks for the passphrase of a key
     */
    WorkspaceServices(
            Workspace workspace, Map<String, String> variables, Path installation, Passphrases.Prompt prompt) {
        this.workspace = workspace;
        this.definitions = Definitions.in(workspace);
        this.installation = installation;
        this.home = folder(variables, "HOME", Path.of(System.getProperty("user.home", "/")));
        this.programs = new LocalProgramRunner(new Children(workspace.state().resolve("children")));
        this.engines = new DockerEngines(variables, home, programs);
        this.compose = new Lazy<>(() -> new DockerCompose(variables, home, engines, programs));
        this.environments = new Environments(workspace, () -> definitions, engines, compose, this::secretVariables);
        this.stores = new Lazy<>(() -> new SecretStores(
                new SecretStores.Folders(
                        home,
                        folder(variables, "XDG_DATA_HOME", home.resolve(".local/share")),
                        folder(variables, "XDG_CONFIG_HOME", home.resolve(".config")),
                        folder(variables, "XDG_STATE_HOME", home.resolve(".local/state"))),
                environments::secretTemplates,
                new Passphrases(variables, prompt),
                new VaultCredentials(variables, prompt),
                new VaultProgram(
                        variables,
                        folder(variables, "XDG_CACHE_HOME", home.resolve(".cache"))
                                .resolve("berth")),
                programs,
                redactor,
                Clock.systemUTC()));
        this.deployments = new Lazy<>(() -> new Deployments(
                environments,
                compose,
                stores.get(),
                redactor,
                programs,
                installation,
                ShellProgram.version(),
                Clock.systemUTC()));
    }

    @Override
    public Workspace workspace() {
        return workspace;
    }

    @Override
    public Definitions definitions() {
        return definitions;
    }

    @Override
    public Environments environments() {
        return environments;
    }

    @Override
    public Deployments deployments() {
        return deployments.get();
    }

    @Override
    public Engines engines() {
        return engines;
    }

    @Override
    public Board board() {
        return new LanternaBoard(
                Clock.systemUTC(),
                Optional.of(storeProbes()),
                stack -> Seen.last(new WatchFolder(workspace(), stack.environment()), stack.project(), Instant.now()));
    }

    @Override
    public StoreProbes storeProbes() {
        return new StoreProbes(
                environments,
                definition -> stores.get().open(definition),
                definition -> stores.get().vaultState(definition),
                () -> deployments.get().survey(),
                Clock.systemUTC());
    }

    @Override
    public Receivers receivers(String environment) {
        Definition definition = environments.definition(environment);
        return new Receivers(new Notifier(
                environment,
                definition.alerts().receivers(),
                new Surroundings(
                        workspace,
                        definition.project(),
                        home,
                        stores.get().open(definition),
                        redactor,
                        programs,
                        Clock.systemUTC(),
                        () -> ThreadLocalRandom.current().nextDouble())));
    }

    @Override
    public Path installation() {
        return installation;
    }

    @Override
    public Compose compose() {
        return compose.get();
    }

    @Override
    public ProgramRunner programs() {
        return programs;
    }

    @Override
    public Optional<String> activeEnvironment() {
        return new ActiveEnvironment(workspace).read();
    }

    @Override
    public LastKnownState lastKnownState() {
        return new LastKnownState(workspace);
    }

    @Override
    public VolumeMemory volumeMemory() {
        return new VolumeMemory(workspace, Clock.systemUTC());
    }

    @Override
    public KnownEnvironments knownEnvironments() {
        return new KnownEnvironments(workspace, definitions);
    }

    @Override
    public String redact(String text) {
        return redactor.redact(text);
    }

    @Override
    public void close() {
        stores.made().ifPresent(SecretStores::close);
        environments.close();
    }

    private Map<String, String> secretVariables(Definition definition) {
        return stores.get().variables(definition);
    }

    /**
     * The user's folder, or one of the XDG base directories; a relative one is to be ignored, says their specification: it
     * would have a key written into whatever folder Berth is started in.
     */
    private static Path folder(Map<String, String> variables, String name, Path otherwise) {
        String given = variables.getOrDefault(name, "");
        return given.startsWith("/") ? Path.of(given) : otherwise;
    }
}
