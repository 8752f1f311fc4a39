package dev.berth.deployment;

import dev.berth.delivery.SecretDelivery;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.SecretStores;
import dev.berth.failure.BerthException;
import dev.berth.secret.Redactor;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** A run's secrets: from the environment's store, delivered to the engine's host. */
final class DeliveredSecrets implements SecretWork {
    private final SecretStores stores;
    private final Redactor redactor;
    private final KeptSecrets kept;
    private final Clock clock;

    DeliveredSecrets(SecretStores stores, Redactor redactor, Clock clock) {
        this.stores = stores;
        this.redactor = redactor;
        this.kept = new KeptSecrets(clock);
        this.clock = clock;
    }

    @Override
    public Optional<String> knownFolder(Definition definition, Engine engine, EngineState state) {
        return delivery(definition, engine, state).knownFolder(definition.project());
    }

    @Override
    public Pending pending(Environment environment, Engine engine, EngineState state) {
        if (declaresNone(environment)) {
            return new Pending(List.of(), Map.of(), List.of());
        }
        SecretDelivery delivery = delivery(environment.definition(), engine, state);
        SecretDelivery.Pending pending = unlessAway(state, () -> delivery.pending(environment));
        List<Plan.SecretChange> changes = new ArrayList<>();
        Set<String> drifting = new TreeSet<>();
        for (SecretDelivery.Drift drift : pending.drift()) {
            drifting.add(drift.name());
            if (!drift.name().equals(SecretDelivery.HASH_KEY)) {
                changes.add(new Plan.SecretChange(
                        drift.name(),
                        drift.running() == 0 ? Plan.SecretAction.ADD : Plan.SecretAction.CHANGE,
                        Optional.of(drift.running()).filter(version -> version > 0),
                        Optional.of(drift.stored()).filter(version -> version > 0)));
            }
        }
        List<String> byHand = new ArrayList<>();
        environment.secrets().secrets().forEach((name, declared) -> {
            if (pending.missing().contains(name)) {
                changes.add(new Plan.SecretChange(name, Plan.SecretAction.ADD, Optional.empty(), Optional.of(1)));
                if (declared.generate().isEmpty()) {
                    byHand.add(name);
                }
            } else if (!drifting.contains(name)) {
                changes.add(new Plan.SecretChange(name, Plan.SecretAction.KEEP, Optional.empty(), Optional.empty()));
            }
        });
        return new Pending(changes, consequences(environment, pending.services()), byHand);
    }

    @Override
    public Map<String, Consequence> untaken(Environment environment, Engine engine, EngineState state) {
        return consequences(
                environment, delivery(environment.definition(), engine, state).untaken(environment));
    }

    private static Map<String, Consequence> consequences(
            Environment environment, Map<String, Set<String>> changedFiles) {
        Map<String, Consequence> consequences = new HashMap<>();
        changedFiles.forEach((service, files) ->
                consequences.put(service, consequence(environment.definition().service(service), files)));
        return consequences;
    }

    private static Consequence consequence(Definition.Service service, Set<String> changedFiles) {
        boolean reloads = !service.reload().isEmpty()
                && (service.reloadFiles().isEmpty() || service.reloadFiles().containsAll(changedFiles));
        if (reloads) {
            return Consequence.RELOAD;
        }
        return service.twin().isPresent() ? Consequence.REPLACE : Consequence.RESTART;
    }

    @Override
    public boolean isComplete(Environment environment, Engine engine, EngineState state) {
        return delivery(environment.definition(), engine, state).isComplete(environment);
    }

    @Override
    public <T> T unlessAway(EngineState state, Supplier<T> reading) {
        return kept.unlessAway(state, reading);
    }

    @Override
    public String folder(Definition definition, Engine engine, EngineState state) {
        return delivery(definition, engine, state).folder(definition.project());
    }

    @Override
    public String render(
            Environment environment, Engine engine, EngineState state, Collection<String> first, Runnable takeUp) {
        if (declaresNone(environment)) {
            return "none defined";
        }
        Definition definition = environment.definition();
        boolean keyIsNew = definition.secrets().provider() == Definition.Provider.LOCAL
                && stores.local(definition).isNew();
        SecretDelivery delivery = delivery(definition, engine, state);
        SecretDelivery.Brought brought = unlessAway(state, () -> delivery.bring(environment, first, takeUp));
        List<String> parts = new ArrayList<>();
        if (!brought.generated().isEmpty()) {
            parts.add(brought.generated().size() + " generated");
        }
        parts.add(brought.services().isEmpty() ? "unchanged" : "rendered for " + String.join(", ", brought.services()));
        if (keyIsNew) {
            parts.add("their key is new: keep what `secrets key export` prints");
        }
        return String.join(", ", parts);
    }

    @Override
    public Set<String> retiring(Environment environment, Engine engine, EngineState state) {
        return delivery(environment.definition(), engine, state).retiring(environment);
    }

    @Override
    public void retired(Environment environment, Engine engine, EngineState state, Set<String> names) {
        delivery(environment.definition(), engine, state).retired(names);
    }

    @Override
    public void applied(Environment environment, EngineState state, Engine engine, List<String> services) {
        delivery(environment.definition(), engine, state).applied(services);
    }

    @Override
    public void putBack(Environment environment, Engine engine, EngineState state) {
        delivery(environment.definition(), engine, state).putBack(environment);
    }

    @Override
    public void remove(Environment environment, Engine engine, EngineState state) {
        delivery(environment.definition(), engine, state).remove(environment.project());
    }

    @Override
    public void mask(Definition definition, Set<String> names) {
        // The store tells the redactor what it hands out.
        stores.open(definition).readAll(names);
    }

    @Override
    public void learn(Environment environment) {
        try {
            mask(environment.definition(), environment.secrets().secrets().keySet());
        } catch (BerthException e) {
            // What this process has read before is known; of the rest nothing can be had.
            return;
        }
    }

    @Override
    public String redact(String text) {
        return redactor.redact(text);
    }

    private SecretDelivery delivery(Definition definition, Engine engine, EngineState state) {
        return new SecretDelivery(engine, state, stores.open(definition), clock);
    }

    private static boolean declaresNone(Environment environment) {
        return environment.secrets().secrets().isEmpty()
                && environment.secrets().templates().isEmpty();
    }
}
