package dev.berth.deployment;

import dev.berth.delivery.SecretDelivery;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.failure.BerthException;
import dev.berth.secret.LocalSecretStore;
import dev.berth.secret.Redactor;
import dev.berth.secret.SecretStore;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.Definition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** A run's secrets: from the environment's store, delivered to the engine's host. */
final class DeliveredSecrets implements SecretWork {
    private final Function<Definition, SecretStore> stores;
    private final Redactor redactor;

    DeliveredSecrets(Function<Definition, SecretStore> stores, Redactor redactor) {
        this.stores = stores;
        this.redactor = redactor;
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
        SecretDelivery.Pending pending =
                delivery(environment.definition(), engine, state).pending(environment);
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
        Map<String, Consequence> consequences = new HashMap<>();
        for (String service : pending.services()) {
            boolean reloads =
                    !environment.definition().service(service).reload().isEmpty();
            consequences.put(service, reloads ? Consequence.RELOAD : Consequence.RESTART);
        }
        return new Pending(changes, consequences, byHand);
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
        boolean keyIsNew = stores.apply(environment.definition()) instanceof LocalSecretStore local && local.isNew();
        SecretDelivery delivery = delivery(environment.definition(), engine, state);
        List<String> generated = delivery.generate(environment);
        List<String> rendered = delivery.render(environment);
        List<String> parts = new ArrayList<>();
        if (!generated.isEmpty()) {
            parts.add(generated.size() + " generated");
        }
        parts.add(rendered.isEmpty() ? "unchanged" : "rendered for " + String.join(", ", rendered));
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
        redactor.add(stores.apply(definition).readAll(names).values().stream()
                .map(StoredSecret::value)
                .toList());
    }

    @Override
    public String redact(Environment environment, String text) {
        try {
            mask(environment.definition(), environment.secrets().secrets().keySet());
        } catch (BerthException e) {
            // A store that cannot be read gave nothing to this run that could show up in the text.
            return redactor.redact(text);
        }
        return redactor.redact(text);
    }

    private SecretDelivery delivery(Definition definition, Engine engine, EngineState state) {
        return new SecretDelivery(engine, state, stores.apply(definition));
    }

    private static boolean declaresNone(Environment environment) {
        return environment.secrets().secrets().isEmpty()
                && environment.secrets().templates().isEmpty();
    }
}
