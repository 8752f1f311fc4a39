package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.environment.Environments;
import dev.berth.environment.Observation;
import dev.berth.environment.SecretStores;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Nearest;
import dev.berth.failure.Quoted;
import dev.berth.secret.SecretGenerator;
import dev.berth.secret.SecretStore;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.Definition;
import dev.berth.workspace.SecretTemplates;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Brings an environment's secrets to the services that use them, and makes exactly those take them up. */
public final class SecretSync {
    private final Environments environments;
    private final SecretStores stores;
    private final LockedRun runs;
    private final SecretWork secrets;
    private final HealthGate gate;
    private final Supplier<Compose> compose;

    SecretSync(
            Environments environments,
            SecretStores stores,
            LockedRun runs,
            SecretWork secrets,
            HealthGate gate,
            Supplier<Compose> compose) {
        this.environments = environments;
        this.stores = stores;
        this.runs = runs;
        this.secrets = secrets;
        this.gate = gate;
        this.compose = compose;
    }

    /**
     * What a sync did.
     *
     * @param keyIsNew whether the store's key was made in this run, and must now be kept safe
     */
    public record Synced(String rendered, List<String> takenUp, boolean keyIsNew) {}

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
                        "%s declares no secret %s".formatted(name, Quoted.word(secret)),
                        Nearest.instead(
                                secret,
                                environments
                                        .secretTemplates(definition)
                                        .secrets()
                                        .keySet(),
                                "Declare it in secrets.yaml first.")));
        SecretTemplates.Generate how = declared.generate()
                .orElseThrow(() -> new BerthException(
                        ErrorCode.USAGE,
                        "%s has no generator".formatted(secret),
                        "Set a new value with: secrets set " + secret));
        return apply(name, command, approval, progress, () -> {
            SecretStore store = stores.open(definition);
            int current = store.read(secret)
                    .map(StoredSecret::version)
                    .orElseThrow(() -> new BerthException(
                            ErrorCode.SECRET_MISSING,
                            "%s is not stored, so that there is nothing to rotate".formatted(secret),
                            "secrets list shows what is missing, secrets generate makes it."));
            CipherSecret.refuseChange(definition, secret, current);
            store.write(
                    secret,
                    new SecretGenerator(new SecureRandom())
                            .generate(how.length(), how.alphabet().characters()),
                    current);
        });
    }

    private Synced apply(String name, String command, Approval approval, Progress progress, Runnable before) {
        Definition definition = environments.definition(name);
        boolean keyIsNew = definition.secrets().provider() == Definition.Provider.LOCAL
                && stores.local(definition).isNew();
        List<String> words = new ArrayList<>();
        List<String> takenUp = new ArrayList<>();
        runs.run(
                new RunRequest(name, command, List.of()),
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
}
