package dev.berth.environment;

import dev.berth.process.ProgramRunner;
import dev.berth.secret.DatabaseLease;
import dev.berth.secret.LocalSecretStore;
import dev.berth.secret.Passphrases;
import dev.berth.secret.Redactor;
import dev.berth.secret.SecretKeyFile;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import dev.berth.secret.TrialServer;
import dev.berth.secret.VaultCredentials;
import dev.berth.secret.VaultPolicy;
import dev.berth.secret.VaultProgram;
import dev.berth.secret.VaultRights;
import dev.berth.secret.VaultServer;
import dev.berth.secret.VaultSettings;
import dev.berth.secret.VaultState;
import dev.berth.workspace.Definition;
import dev.berth.workspace.SecretTemplates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Opens the store that an environment's definition names. */
public final class SecretStores implements AutoCloseable {
    private final Folders folders;
    private final Function<Definition, SecretTemplates> templates;
    private final Passphrases passphrases;
    private final VaultCredentials credentials;
    private final VaultProgram program;
    private final ProgramRunner programs;
    private final Redactor redactor;
    private final Clock clock;
    private final Map<Path, LocalSecretStore> opened = new ConcurrentHashMap<>();
    private final Map<VaultSettings, VaultServer> servers = new ConcurrentHashMap<>();

    /**
     * The stores of one user.
     *
     * @param templates what an environment declares of its secrets
     * @param passphrases asked only where an environment's key is sealed with one
     * @param credentials asked only where an environment keeps its secrets in Vault
     * @param program of the server for trying out
     * @param redactor learns every value that is read or written
     */
    public SecretStores(
            Folders folders,
            Function<Definition, SecretTemplates> templates,
            Passphrases passphrases,
            VaultCredentials credentials,
            VaultProgram program,
            ProgramRunner programs,
            Redactor redactor,
            Clock clock) {
        this.folders = folders;
        this.templates = templates;
        this.passphrases = passphrases;
        this.credentials = credentials;
        this.program = program;
        this.programs = programs;
        this.redactor = redactor;
        this.clock = clock;
    }

    /**
     * A user's folders.
     *
     * @param data the XDG data folder
     * @param configuration the XDG configuration folder
     * @param state the XDG state folder
     */
    public record Folders(Path home, Path data, Path configuration, Path state) {}

    /** The store; opens nothing yet. */
    public SecretStore open(Definition definition) {
        return switch (definition.secrets().provider()) {
            case LOCAL -> inLocal(definition);
            case VAULT ->
                inVault(definition)
                        .orElseThrow(() -> new IllegalArgumentException("provider vault without a description of it"));
        };
    }

    /** The store in the Vault server that a definition describes, whatever its provider is; empty where it describes none. */
    public Optional<SecretStore> inVault(Definition definition) {
        return definition
                .secrets()
                .vault()
                .map(vault ->
                        redactor.watching(server(definition, settings(vault)).store(() -> locations(definition))));
    }

    /** Masks what no store holds and nobody is to read all the same. */
    public void mask(SecretValue value) {
        redactor.add(List.of(value));
    }

    /** The embedded store, for its secrets, whatever the definition's provider is. */
    public SecretStore inLocal(Definition definition) {
        return redactor.watching(local(definition));
    }

    /** The values of the variables that take a secret's; a secret that is not stored yet has one that says so. */
    public Map<String, String> variables(Definition definition) {
        Map<String, String> values = new TreeMap<>();
        Map<String, StoredSecret> stored =
                open(definition).readAll(Set.copyOf(definition.secretVariables().values()));
        definition.secretVariables().forEach((variable, secret) -> {
            StoredSecret found = stored.get(secret);
            values.put(
                    variable, found == null ? "not-stored-yet" : found.value().reveal());
        });
        return values;
    }

    /**
     * What a Vault server has to allow for an environment; empty where its secrets lie elsewhere.
     *
     * @param own names of secrets that no template declares, and Berth itself keeps there
     * @param version of the key-value engine, 1 or 2
     */
    public Optional<String> policy(Definition definition, Set<String> own, int version) {
        return vault(definition)
                .map(settings -> VaultPolicy.of(
                        settings,
                        places(definition, own),
                        database(definition).map(role -> "%s/creds/%s".formatted(role.mount(), role.role())),
                        version));
    }

    private Map<String, String> places(Definition definition, Set<String> own) {
        Map<String, String> secrets = new TreeMap<>();
        own.forEach(name -> secrets.put(name, ""));
        templates.apply(definition).secrets().keySet().forEach(name -> secrets.put(name, ""));
        secrets.putAll(locations(definition));
        return secrets;
    }

    /**
     * What an environment's login may do of what its secrets need; empty where its secrets lie elsewhere, or the server does
     * not say.
     *
     * @param own names of secrets that no template declares, and Berth itself keeps there
     */
    public Optional<VaultRights> rights(Definition definition, Set<String> own) {
        return vault(definition)
                .flatMap(settings -> server(definition, settings).rights(places(definition, own)));
    }

    /** The Vault server that an environment's definition names; empty where its secrets lie elsewhere. */
    public Optional<VaultSettings> vault(Definition definition) {
        return used(definition).map(this::settings);
    }

    /**
     * A database login that is made for each session of a person.
     *
     * @param source where it is had
     * @param lasts before it is made longer; empty where that is not known
     */
    public record LeasedLogin(String role, String source, Optional<Duration> lasts) {}

    /** What database login people are given; empty where the definition wants none. Makes none. */
    public Optional<LeasedLogin> leasedLogin(Definition definition) {
        return used(definition)
                .flatMap(vault -> vault.database()
                        .map(role -> new LeasedLogin(
                                role.role(),
                                "%s/creds/%s".formatted(role.mount(), role.role()),
                                server(definition, settings(vault)).leaseTime(role.mount(), role.role()))));
    }

    /** Has a database login made for one session, which must be ended; empty where the definition wants none. */
    public Optional<DatabaseLease> lease(Definition definition) {
        return used(definition)
                .flatMap(vault -> vault.database()
                        .map(role -> server(definition, settings(vault)).lease(role.mount(), role.role())))
                .map(lease -> {
                    redactor.add(List.of(lease.password()));
                    return lease;
                });
    }

    private static Optional<Definition.DatabaseRole> database(Definition definition) {
        return used(definition).flatMap(Definition.Vault::database);
    }

    /** A server may be described and not in use, while secrets move from it or to it. */
    private static Optional<Definition.Vault> used(Definition definition) {
        return definition
                .secrets()
                .vault()
                .filter(vault -> definition.secrets().provider() == Definition.Provider.VAULT);
    }

    /** How the Vault server is that keeps an environment's secrets; empty where they lie elsewhere. Asks nobody at a terminal. */
    public Optional<VaultState> vaultState(Definition definition) {
        return vault(definition).map(settings -> server(definition, settings).state(clock));
    }

    /** The file that a definition's login to Vault is read from, where it is there. */
    public Optional<Path> loginFile(Definition definition) {
        return vault(definition)
                .flatMap(settings -> switch (settings.login()) {
                    case VaultSettings.Login.Token(var file) -> file;
                    case VaultSettings.Login.AppRole role -> role.secretIdFile();
                    case VaultSettings.Login.UserPassword(String username, var file) -> file;
                })
                .filter(Files::exists);
    }

    /** Where the secret part of an environment's login to Vault is kept for whoever runs Berth, if its definition names no file. */
    public Path keptLogin(Definition definition) {
        return folders.configuration().resolve(Path.of("berth", definition.workspace(), definition.name() + ".vault"));
    }

    /** The server for trying out of a workspace; its name has a dot, which no environment's has. */
    public TrialServer trialServer(String workspace, VaultSettings settings) {
        Path place = Path.of("berth", workspace);
        return new TrialServer(
                settings,
                new TrialServer.Places(
                        folders.data().resolve(place).resolve("vault.server"),
                        folders.state().resolve(place).resolve("vault.server")),
                opened.computeIfAbsent(place.resolve("vault.server"), this::local),
                program,
                programs);
    }

    /** The embedded store of an environment, whatever its definition names; one object each, so that none asks twice. */
    public LocalSecretStore local(Definition definition) {
        return opened.computeIfAbsent(Path.of("berth", definition.workspace(), definition.name()), this::local);
    }

    /** Gives back what was logged in for. */
    @Override
    public void close() {
        servers.values().forEach(VaultServer::close);
        servers.clear();
    }

    private LocalSecretStore local(Path place) {
        SecureRandom random = new SecureRandom();
        return new LocalSecretStore(
                folders.data().resolve(place + ".secrets"),
                new SecretKeyFile(folders.configuration().resolve(place + ".key"), random, passphrases),
                random,
                clock);
    }

    private VaultServer server(Definition definition, VaultSettings settings) {
        return servers.computeIfAbsent(settings, wanted -> {
            Path kept = keptLogin(definition);
            VaultCredentials own = credentials.orFrom(kept);
            // Only the server for trying out keeps a login there; it speaks plain HTTP, to this machine alone.
            return wanted.isOnThisMachine() && wanted.address().getScheme().equals("http") && Files.exists(kept)
                    ? trialServer(definition.workspace(), wanted).serve(wanted, own, kept)
                    : VaultServer.at(wanted, own);
        });
    }

    private Map<String, String> locations(Definition definition) {
        Map<String, String> locations = new TreeMap<>();
        templates
                .apply(definition)
                .secrets()
                .values()
                .forEach(declared -> declared.from().ifPresent(from -> locations.put(declared.name(), from)));
        return locations;
    }

    private VaultSettings settings(Definition.Vault vault) {
        return new VaultSettings(
                vault.address(),
                vault.mount(),
                vault.path(),
                vault.namespace(),
                inHome(vault.caFile()),
                switch (vault.login()) {
                    case Definition.VaultLogin.Token(var file) -> new VaultSettings.Login.Token(inHome(file));
                    case Definition.VaultLogin.AppRole(String roleId, var file, var wrappedFor) ->
                        new VaultSettings.Login.AppRole(roleId, inHome(file), wrappedFor);
                    case Definition.VaultLogin.UserPassword(String username, var file) ->
                        new VaultSettings.Login.UserPassword(username, inHome(file));
                });
    }

    private Optional<Path> inHome(Optional<Path> file) {
        return file.map(
                path -> path.startsWith("~") ? folders.home().resolve(path.subpath(1, path.getNameCount())) : path);
    }
}
