package dev.berth.deployment;

import dev.berth.delivery.SecretDelivery;
import dev.berth.docker.Compose;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Environments;
import dev.berth.environment.Observation;
import dev.berth.environment.SecretStores;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.LocalSecretStore;
import dev.berth.secret.SecretGenerator;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.Definition;
import dev.berth.workspace.SecretTemplates;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** An environment's secrets: listed, set, rotated, and brought to the services that use them. */
public final class SecretOperations {
    private final Environments environments;
    private final SecretStores stores;
    private final StackOperations operations;
    private final SecretWork secrets;
    private final HealthGate gate;
    private final Supplier<Compose> compose;
    private final Clock clock;

    SecretOperations(
            Environments environments,
            SecretStores stores,
            StackOperations operations,
            SecretWork secrets,
            HealthGate gate,
            Supplier<Compose> compose,
            Clock clock) {
        this.environments = environments;
        this.stores = stores;
        this.operations = operations;
        this.secrets = secrets;
        this.gate = gate;
        this.compose = compose;
        this.clock = clock;
    }

    /** How a secret stands: what runs is what is stored, or not, or it is not stored at all. */
    public enum State {
        CURRENT,
        STALE,
        MISSING
    }

    /**
     * One declared secret, without its value; version, time and age are absent where it is not stored, or the store knows none.
     *
     * @param source where it lies in the store
     */
    public record Listed(
            String name,
            String provider,
            Optional<Integer> version,
            Optional<Instant> updatedAt,
            Optional<Duration> age,
            List<String> consumers,
            String source,
            State state) {}

    /**
     * What a sync did.
     *
     * @param keyIsNew whether the store's key was made in this run, and must now be kept safe
     */
    public record Synced(String rendered, List<String> takenUp, boolean keyIsNew) {}

    /**
     * An environment's secrets.
     *
     * @param login what people log in to the database with, where that is made for each session; no secret is declared for it
     */
    public record Listing(List<Listed> secrets, Optional<SecretStores.LeasedLogin> login) {}

    /** Reads only, and everything once. */
    public Listing list(String name) {
        return environments.withTemporaryFile(name, Optional.empty(), environment -> {
            SecretStore store = stores.open(environment.definition());
            SecretDelivery.Pending pending = pending(environment);
            Map<String, StoredSecret> stored = pending.stored();
            List<String> stale =
                    pending.drift().stream().map(SecretDelivery.Drift::name).toList();
            String provider =
                    environment.definition().secrets().provider().name().toLowerCase(java.util.Locale.ROOT);
            List<Listed> listed = new ArrayList<>();
            for (SecretTemplates.Declaration declared :
                    environment.secrets().secrets().values()) {
                Optional<StoredSecret> secret = Optional.ofNullable(stored.get(declared.name()));
                State state = secret.isEmpty()
                        ? State.MISSING
                        : stale.contains(declared.name()) ? State.STALE : State.CURRENT;
                listed.add(new Listed(
                        declared.name(),
                        provider,
                        secret.filter(StoredSecret::isVersioned).map(StoredSecret::version),
                        secret.flatMap(StoredSecret::updatedAt),
                        secret.flatMap(StoredSecret::updatedAt).map(time -> Duration.between(time, clock.instant())),
                        declared.consumers(),
                        store.source(declared.name()),
                        state));
            }
            return new Listing(listed, stores.leasedLogin(environment.definition()));
        });
    }

    /** Has every stored value masked from now on, wherever Berth shows a text; throws when the store cannot be read. */
    public void mask(String name) {
        Definition definition = environments.definition(name);
        Set<String> names = environments.secretTemplates(definition).secrets().keySet();
        if (!names.isEmpty()) {
            secrets.mask(definition, names);
        }
    }

    /** Secrets that run in another version than is stored. Reads only. */
    public List<SecretDelivery.Drift> check(String name) {
        return environments.withTemporaryFile(
                name,
                Optional.empty(),
                environment -> pending(environment).drift().stream()
                        .filter(drift -> !drift.name().equals(SecretDelivery.HASH_KEY))
                        .toList());
    }

    /** What a sync would change. Reads only. */
    public List<Plan.SecretChange> diff(String name) {
        return environments.withTemporaryFile(name, Optional.empty(), environment -> {
            Engine engine = engine(environment);
            return secrets.pending(environment, engine, new EngineState(engine, environment.project()))
                    .changes();
        });
    }

    /** One value; for the one place that prints it. */
    public SecretValue get(String environment, String name) {
        Definition definition = environments.definition(environment);
        return stores.open(definition)
                .read(name)
                .map(StoredSecret::value)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.SECRET_MISSING,
                        "%s has no secret %s".formatted(environment, name),
                        "secrets list shows those there are."));
    }

    /** Stores a new version; services take it up at the next sync. Returns the version. */
    public int set(String environment, String name, SecretValue value, Approval approval) {
        Definition definition = environments.definition(environment);
        approval.require(environment, definition.isProtected());
        SecretStore store = stores.open(definition);
        int current = store.read(name).map(StoredSecret::version).orElse(0);
        approval.confirm(environment, definition.isProtected(), List.of("a new version of " + name + " is stored"));
        return store.write(name, value, current);
    }

    /** Where secrets can be imported from. */
    public sealed interface ImportSource {
        /** Values by names of their own. */
        record Values(Map<String, SecretValue> values) implements ImportSource {}

        /** The embedded store. */
        record Local() implements ImportSource {}

        /** The Vault server that the definition describes. */
        record Vault() implements ImportSource {}
    }

    /**
     * What an import would do. Reads only.
     *
     * @param mapping secrets by the names that their values have elsewhere, where somebody says so
     */
    public SecretImport importable(String name, ImportSource source, Map<String, String> mapping) {
        Definition definition = environments.definition(name);
        Set<String> declared =
                new TreeSet<>(environments.secretTemplates(definition).secrets().keySet());
        Map<String, SecretValue> values = switch (source) {
            case ImportSource.Values given -> given.values();
            case ImportSource.Local local -> {
                declared.add(SecretDelivery.HASH_KEY);
                yield values(stores.inLocal(definition), Definition.Provider.LOCAL, definition, declared);
            }
            case ImportSource.Vault vault -> {
                declared.add(SecretDelivery.HASH_KEY);
                SecretStore store = stores.inVault(definition)
                        .orElseThrow(() -> new BerthException(
                                ErrorCode.USAGE,
                                "%s describes no Vault to import from".formatted(name),
                                "In its definition: secrets: {vault: {address: …, mount: …, path: …}}."));
                yield values(store, Definition.Provider.VAULT, definition, declared);
            }
        };
        return SecretImport.of(stores.open(definition), declared, values, mapping);
    }

    private static Map<String, SecretValue> values(
            SecretStore store, Definition.Provider provider, Definition definition, Set<String> names) {
        if (definition.secrets().provider() == provider) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s keeps its secrets there already".formatted(definition.name()),
                    "secrets.provider in its definition says where they are imported to.");
        }
        Map<String, SecretValue> values = new TreeMap<>();
        store.readAll(names).forEach((name, secret) -> values.put(name, secret.value()));
        return values;
    }

    /**
     * Stores what an import brings; services take it up at the next sync.
     *
     * @param overwrite whether other values may be replaced
     * @throws BerthException SECRET_CONFLICT, before anything is stored, where other values are stored and may not be replaced
     */
    public void importAll(String name, SecretImport secrets, boolean overwrite, Approval approval, Progress progress) {
        Definition definition = environments.definition(name);
        if (!overwrite && !secrets.changes().isEmpty()) {
            throw new BerthException(
                    ErrorCode.SECRET_CONFLICT,
                    "other values are stored for " + String.join(", ", secrets.changes()),
                    "Nothing was changed. With --overwrite they get new versions.");
        }
        List<String> lines = secrets.items().stream()
                .filter(item -> item.action() != SecretImport.Action.KEEP)
                .map(item -> item.action() == SecretImport.Action.ADD
                        ? item.name() + " is stored"
                        : "a new version of " + item.name() + " is stored")
                .toList();
        if (lines.isEmpty()) {
            return;
        }
        approval.confirm(name, definition.isProtected(), lines);
        new ManySteps(progress, "import", clock)
                .run(counter -> secrets.store(stores.open(definition), counter::counted));
    }

    /** Generates every declared secret that is not stored; services take them up at the next sync. */
    public List<String> generate(String name, Approval approval, Progress progress) {
        Definition definition = environments.definition(name);
        approval.require(name, definition.isProtected());
        return environments.withTemporaryFile(name, Optional.empty(), environment -> {
            approval.confirm(name, definition.isProtected(), List.of("missing secrets are generated"));
            Engine engine = engine(environment);
            SecretDelivery delivery = new SecretDelivery(
                    engine, new EngineState(engine, environment.project()), stores.open(definition), clock);
            List<String> generated = new ArrayList<>();
            new ManySteps(progress, "generate", clock)
                    .run(counter -> generated.addAll(delivery.generate(environment, counter::counted)));
            return generated;
        });
    }

    /** Generates and renders what is missing or changed, and makes exactly the services that use it take it up. */
    public Synced sync(String name, String command, Approval approval, Progress progress) {
        return apply(name, command, approval, progress, () -> {});
    }

    /** Replaces a secret by a newly generated one, and syncs. */
    public Synced rotate(String name, String secret, String command, Approval approval, Progress progress) {
        Definition definition = environments.definition(name);
        SecretTemplates.Declaration declared = Optional.ofNullable(
                        environments.secretTemplates(definition).secrets().get(secret))
                .orElseThrow(() -> new BerthException(
                        ErrorCode.USAGE,
                        "%s declares no secret %s".formatted(name, secret),
                        "secrets list shows those there are."));
        SecretTemplates.Generate how = declared.generate()
                .orElseThrow(() -> new BerthException(
                        ErrorCode.USAGE,
                        "%s has no generator".formatted(secret),
                        "Set a new value with: secrets set " + secret));
        return apply(name, command, approval, progress, () -> {
            SecretStore store = stores.open(definition);
            int current = store.read(secret).map(StoredSecret::version).orElse(0);
            store.write(
                    secret,
                    new SecretGenerator(new SecureRandom())
                            .generate(how.length(), how.alphabet().characters()),
                    current);
        });
    }

    /**
     * What a Vault server has to allow for an environment. Asks nobody.
     *
     * @param version of the key-value engine, 1 or 2
     */
    public String policy(String environment, int version) {
        return stores.policy(environments.definition(environment), Set.of(SecretDelivery.HASH_KEY), version)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.USAGE,
                        "%s does not keep its secrets in Vault, so there is no policy".formatted(environment),
                        "In its definition: secrets: {provider: vault, vault: {…}}."));
    }

    /** The embedded store of an environment, for its key. */
    public LocalSecretStore local(String environment) {
        Definition definition = environments.definition(environment);
        if (definition.secrets().provider() != Definition.Provider.LOCAL) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s does not keep its secrets in the local store, so it has no key".formatted(environment),
                    null);
        }
        return stores.local(definition);
    }

    private Synced apply(String name, String command, Approval approval, Progress progress, Runnable before) {
        Definition definition = environments.definition(name);
        boolean keyIsNew = definition.secrets().provider() == Definition.Provider.LOCAL
                && stores.local(definition).isNew();
        List<String> words = new ArrayList<>();
        List<String> takenUp = new ArrayList<>();
        operations.run(
                new StackOperations.Request(name, command, List.of()),
                approval,
                progress,
                List.of("secrets are rendered; services that use a changed one reload or restart"),
                (context, environment) -> {
                    List<String> databases = databases(environment);
                    List<String> services =
                            List.copyOf(environment.model().services().keySet());
                    // A rotation that was not taken up yet comes to its end before another value is stored.
                    if (!secrets.untaken(environment, context.engine(), context.state())
                            .isEmpty()) {
                        context.step("earlier", () -> {
                            List<String> caughtUp = new ArrayList<>(takeUp(context, environment, databases, progress));
                            caughtUp.addAll(takeUp(context, environment, services, progress));
                            takenUp.addAll(caughtUp);
                            return "what was rendered earlier is taken up";
                        });
                    }
                    context.step("secrets", () -> {
                        before.run();
                        secrets.folder(environment.definition(), context.engine(), context.state());
                        // A database knows its new logins before anybody is told them.
                        words.add(secrets.render(
                                environment,
                                context.engine(),
                                context.state(),
                                databases,
                                () -> takenUp.addAll(takeUp(context, environment, databases, progress))));
                        return words.getFirst();
                    });
                    context.step("services", () -> {
                        takenUp.addAll(takeUp(context, environment, services, progress));
                        return takenUp.isEmpty()
                                ? "none needs it"
                                : String.join(", ", new LinkedHashSet<>(takenUp)) + " took it up";
                    });
                    Retirement retirement = new Retirement(context, secrets);
                    if (retirement.isPending(environment)) {
                        context.step("logins", () -> retirement.run(environment));
                    }
                });
        return new Synced(words.getFirst(), List.copyOf(new LinkedHashSet<>(takenUp)), keyIsNew);
    }

    private static List<String> databases(Environment environment) {
        return environment.model().services().keySet().stream()
                .filter(name -> environment.definition().service(name).kind() == Definition.Kind.POSTGRES)
                .toList();
    }

    private List<String> takeUp(RunContext context, Environment environment, List<String> services, Progress progress) {
        if (services.isEmpty()) {
            return List.of();
        }
        Engine engine = context.engine();
        Duration timeout = environment.definition().healthTimeout();
        Map<String, SecretWork.Consequence> consequences =
                new TreeMap<>(secrets.untaken(environment, engine, context.state()));
        consequences.keySet().retainAll(services);
        Replacement replacement = new Replacement(engine, compose.get(), gate, progress);
        replacement.settleAll(environment, services, timeout);
        Observation running = Observation.of(engine, environment.project());
        List<String> touched = new Consequences(engine, gate, replacement, progress)
                .apply(environment, services, consequences, running, timeout);
        Converge converge = new Converge(engine);
        // Before they count as having taken theirs up: what does not converge is tried again by the next sync.
        List<String> converged = converge.run(environment, List.copyOf(consequences.keySet()));
        secrets.applied(
                environment,
                context.state(),
                engine,
                services.stream()
                        .filter(service -> !consequences.containsKey(service) || converged.contains(service))
                        .toList());
        List<String> recreated = recreateUsersOfVariables(context, environment, services, progress);
        converge.run(environment, recreated);
        return Stream.concat(touched.stream(), recreated.stream()).distinct().toList();
    }

    /** A variable's new value takes a new container; one that differs for other reasons waits for the next switch. */
    private List<String> recreateUsersOfVariables(
            RunContext context, Environment before, List<String> services, Progress progress) {
        Definition definition = before.definition();
        if (definition.secretVariables().isEmpty()) {
            return List.of();
        }
        Environment environment = environments.resolve(
                definition.name(), secrets.knownFolder(definition, context.engine(), context.state()));
        Set<String> users = SecretVariables.users(environment);
        List<String> changed = new ServicePlanner(context.engine(), compose.get())
                .plan(environment, Observation.of(context.engine(), environment.project()), Set.of()).stream()
                        .filter(change -> change.action() == Plan.Action.RECREATE)
                        .map(Plan.Change::service)
                        .filter(service -> users.contains(service) && services.contains(service))
                        .toList();
        new Bringup(context.engine(), compose.get(), gate, progress)
                .run(environment, changed, List.of(), Set.of(), definition.healthTimeout());
        return changed;
    }

    private SecretDelivery.Pending pending(Environment environment) {
        Engine engine = engine(environment);
        EngineState state = new EngineState(engine, environment.project());
        return secrets.unlessAway(
                state,
                () -> new SecretDelivery(engine, state, stores.open(environment.definition()), clock)
                        .pending(environment));
    }

    private Engine engine(Environment environment) {
        return environments.engine(environment.compose().engine());
    }
}
