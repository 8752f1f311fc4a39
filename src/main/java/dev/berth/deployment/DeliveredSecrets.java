package dev.berth.deployment;

import dev.berth.delivery.SecretDelivery;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.SecretStores;
import dev.berth.failure.BerthException;
import dev.berth.secret.Redactor;
import dev.berth.workspace.Definition;
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

    DeliveredSecrets(SecretStores stores, Redactor redactor, KeptSecrets kept) {
        this.stores = stores;
        this.redactor = redactor;
        this.kept = kept;
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

    private static Map<String, Consequence> consequences(Environment environment, Collection<String> services) {
        Map<String, Consequence> consequences = new HashMap<>();
        for (String service : services) {
            boolean reloads =
                    !environment.definition().service(service).reload().isEmpty();
            consequences.put(service, reloads ? Consequence.RELOAD : Consequence.RESTART);
        }
        return consequences;
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
    public String render(Environment environment, Engine engine, EngineState state) {
        if (declaresNone(environment)) {
            return "none defined";
        }
        Definition definition = environment.definition();
        boolean keyIsNew = definition.secrets().provider() == Definition.Provider.LOCAL
                && stores.local(definition).isNew();
        SecretDelivery delivery = delivery(definition, engine, state);
        SecretDelivery.Brought brought = unlessAway(state, () -> delivery.bring(environment));
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
        return new SecretDelivery(engine, state, stores.open(definition));
    }

    private static boolean declaresNone(Environment environment) {
        return environment.secrets().secrets().isEmpty()
                && environment.secrets().templates().isEmpty();
    }
}
