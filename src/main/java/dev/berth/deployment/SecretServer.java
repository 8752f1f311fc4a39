package dev.berth.deployment;

import dev.berth.delivery.MissingSecrets;
import dev.berth.delivery.SecretDelivery;
import dev.berth.environment.Environments;
import dev.berth.environment.SecretStores;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.LocalSecretStore;
import dev.berth.secret.TrialServer;
import dev.berth.secret.VaultSettings;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A local Vault server for trying out: started, and made ready for the environments that keep their secrets there. */
public final class SecretServer {
    private final Environments environments;
    private final SecretStores stores;
    private final Clock clock;

    SecretServer(Environments environments, SecretStores stores, Clock clock) {
        this.environments = environments;
        this.stores = stores;
        this.clock = clock;
    }

    /**
     * What was made ready for one environment.
     *
     * @param policy the policy's name
     * @param newLogin whether its login was made in this run
     * @param generated the secrets that were generated in this run
     * @param byHand those that still have to be set
     * @param inLocal those that are missing here, and lie in the embedded store: none is generated then
     */
    public record Served(
            String environment,
            String policy,
            boolean newLogin,
            List<String> generated,
            List<String> byHand,
            List<String> inLocal) {}

    /** How the server is, and what was made ready. */
    public record Started(TrialServer.Status status, List<Served> environments) {}

    /**
     * Starts the server where it does not run, and lets environments in; what is stored already stays.
     *
     * @param environment the only one to serve; empty for all that name a server on this machine
     */
    public Started start(Optional<String> environment, Progress progress) {
        List<Definition> definitions = definitions(environment);
        TrialServer server = server(definitions);
        TrialServer.Status status = step(progress, "server", () -> {
            TrialServer.Status started = server.start();
            return new Done<>(started, "%s answers at %s".formatted(started.version(), started.address()));
        });
        List<Served> served = new ArrayList<>();
        for (Definition definition : definitions) {
            served.add(step(progress, definition.name(), () -> {
                Served each = serve(server, definition, progress);
                return new Done<>(
                        each,
                        "policy %s, %d secrets generated"
                                .formatted(each.policy(), each.generated().size()));
            }));
        }
        return new Started(status, served);
    }

    public TrialServer.Status status(Optional<String> environment) {
        return server(definitions(environment)).status();
    }

    /** Ends it; whether it ran. */
    public boolean stop(Optional<String> environment) {
        return server(definitions(environment)).stop();
    }

    private Served serve(TrialServer server, Definition definition, Progress progress) {
        String name = "berth-" + definition.name();
        boolean newLogin = server.admit(
                stores.vault(definition).orElseThrow(),
                name,
                version -> stores.policy(definition, Set.of(SecretDelivery.HASH_KEY), version)
                        .orElseThrow(),
                stores.keptLogin(definition));
        // As the environment itself, which shows that its login suffices.
        MissingSecrets missing = new MissingSecrets(stores.open(definition), environments.secretTemplates(definition));
        List<String> inLocal = inLocal(definition, missing.declared());
        if (!inLocal.isEmpty()) {
            // New passwords beside a database that has the old ones are not what a change of the store is meant to
            // bring.
            return new Served(definition.name(), name, newLogin, List.of(), List.of(), inLocal);
        }
        List<String> generated = missing.generate(progress::advanced);
        return new Served(definition.name(), name, newLogin, generated, missing.byHand(), List.of());
    }

    private List<String> inLocal(Definition definition, List<String> names) {
        LocalSecretStore local = stores.local(definition);
        return names.isEmpty() || local.isNew()
                ? List.of()
                : List.copyOf(local.readAll(names).keySet());
    }

    private TrialServer server(List<Definition> definitions) {
        Definition first = definitions.getFirst();
        return stores.trialServer(first.workspace(), stores.vault(first).orElseThrow());
    }

    private List<Definition> definitions(Optional<String> environment) {
        List<Definition> found = new ArrayList<>();
        for (String name : environment.map(List::of).orElseGet(environments::names)) {
            Definition definition = environments.definition(name);
            if (stores.vault(definition).filter(VaultSettings::isOnThisMachine).isPresent()) {
                found.add(definition);
            }
        }
        if (found.isEmpty()) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s in a Vault server on this machine"
                            .formatted(environment
                                    .map("%s does not keep its secrets"::formatted)
                                    .orElse("no environment keeps its secrets")),
                    "In a definition: secrets: {provider: vault, vault: {address: http://127.0.0.1:8200, mount: kv, path: acme/prod,"
                            + " auth: {method: approle, roleId: acme-prod}}}");
        }
        if (found.stream()
                        .map(each -> stores.vault(each).orElseThrow().address())
                        .distinct()
                        .count()
                > 1) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s name different addresses, and the server has one"
                            .formatted(String.join(
                                    ", ", found.stream().map(Definition::name).toList())),
                    "Say which one is meant with --env.");
        }
        return found;
    }

    /** What a step made, and how it is told. */
    private record Done<T>(T result, String detail) {}

    private <T> T step(Progress progress, String name, Supplier<Done<T>> work) {
        Instant begun = clock.instant();
        progress.began(name);
        try {
            Done<T> done = work.get();
            progress.finished(name, done.detail(), Duration.between(begun, clock.instant()));
            return done.result();
        } catch (BerthException e) {
            progress.failed(name, e.getMessage(), List.of());
            throw e;
        }
    }
}
