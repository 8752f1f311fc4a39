package dev.berth.deployment;

import dev.berth.delivery.SecretDelivery;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Environments;
import dev.berth.environment.Journal;
import dev.berth.environment.SecretStores;
import dev.berth.secret.SecretStore;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.Definition;
import dev.berth.workspace.SecretTemplates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How an environment's secrets stand: stored, rendered, taken up. Changes nothing. */
public final class SecretInspection {
    private final Environments environments;
    private final SecretStores stores;
    private final SecretWork secrets;
    private final Clock clock;

    SecretInspection(Environments environments, SecretStores stores, SecretWork secrets, Clock clock) {
        this.environments = environments;
        this.stores = stores;
        this.secrets = secrets;
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
        // To look at what runs must not log in wherever a workspace says, which may come from anybody: where nobody
        // ever
        // brought it anything, nothing that runs knows a secret.
        if (!names.isEmpty() && wasEverChanged(definition)) {
            secrets.mask(definition, names);
        }
    }

    private boolean wasEverChanged(Definition definition) {
        Engine engine = environments.engine(environments.address(definition));
        return new Journal(new EngineState(engine, definition.project()), clock)
                .last()
                .isPresent();
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
