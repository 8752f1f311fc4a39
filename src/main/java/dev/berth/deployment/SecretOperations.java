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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

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

    /** One declared secret, without its value; version and time are absent where it is not stored. */
    public record Listed(
            String name,
            String provider,
            Optional<Integer> version,
            Optional<Instant> updatedAt,
            List<String> consumers,
            State state) {}

    /**
     * What a sync did.
     *
     * @param keyIsNew whether the store's key was made in this run, and must now be kept safe
     */
    public record Synced(String rendered, List<String> takenUp, boolean keyIsNew) {}

    public List<Listed> list(String name) {
        return environments.withTemporaryFile(name, Optional.empty(), environment -> {
            Map<String, StoredSecret> stored = secrets.unlessAway(
                    new EngineState(engine(environment), environment.project()),
                    () -> stores.open(environment.definition())
                            .readAll(environment.secrets().secrets().keySet()));
            List<String> stale =
                    drift(environment).stream().map(SecretDelivery.Drift::name).toList();
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
                        declared.consumers(),
                        state));
            }
            return listed;
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
                environment -> drift(environment).stream()
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

    /** Generates every declared secret that is not stored; services take them up at the next sync. */
    public List<String> generate(String name, Approval approval) {
        Definition definition = environments.definition(name);
        approval.require(name, definition.isProtected());
        return environments.withTemporaryFile(name, Optional.empty(), environment -> {
            approval.confirm(name, definition.isProtected(), List.of("missing secrets are generated"));
            Engine engine = engine(environment);
            return new SecretDelivery(
                            engine, new EngineState(engine, environment.project()), stores.open(definition), clock)
                    .generate(environment);
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
                    context.step("secrets", () -> {
                        before.run();
                        secrets.folder(environment.definition(), context.engine(), context.state());
                        // A database knows its new logins before anybody is told them.
                        List<String> databases = databases(environment);
                        words.add(secrets.render(
                                environment,
                                context.engine(),
                                context.state(),
                                databases,
                                () -> takenUp.addAll(takeUp(context, environment, databases, progress))));
                        return words.getFirst();
                    });
                    context.step("services", () -> {
                        List<String> services =
                                List.copyOf(environment.model().services().keySet());
                        takenUp.addAll(takeUp(context, environment, services, progress));
                        return takenUp.isEmpty() ? "none needs it" : String.join(", ", takenUp) + " took it up";
                    });
                    Retirement retirement = new Retirement(context, secrets);
                    if (retirement.isPending(environment)) {
                        context.step("logins", () -> retirement.run(environment));
                    }
                });
        return new Synced(words.getFirst(), takenUp, keyIsNew);
    }

    private static List<String> databases(Environment environment) {
        return environment.model().services().keySet().stream()
                .filter(name -> environment.definition().service(name).kind() == Definition.Kind.POSTGRES)
                .toList();
    }

    private List<String> takeUp(RunContext context, Environment environment, List<String> services, Progress progress) {
        Engine engine = context.engine();
        Duration timeout = environment.definition().healthTimeout();
        Map<String, SecretWork.Consequence> consequences = secrets.untaken(environment, engine, context.state());
        Replacement replacement = new Replacement(engine, compose.get(), gate, progress);
        replacement.settleAll(environment, services, timeout);
        Observation running = Observation.of(engine, environment.project());
        List<String> touched = new Consequences(engine, gate, replacement, progress)
                .apply(environment, services, consequences, running, timeout);
        secrets.applied(environment, context.state(), engine, services);
        new Converge(engine)
                .run(
                        environment,
                        services.stream().filter(consequences::containsKey).toList());
        return touched;
    }

    private List<SecretDelivery.Drift> drift(Environment environment) {
        Engine engine = engine(environment);
        EngineState state = new EngineState(engine, environment.project());
        return secrets.unlessAway(
                state,
                () -> new SecretDelivery(engine, state, stores.open(environment.definition()), clock)
                        .pending(environment)
                        .drift());
    }

    private Engine engine(Environment environment) {
        return environments.engine(environment.compose().engine());
    }
}
