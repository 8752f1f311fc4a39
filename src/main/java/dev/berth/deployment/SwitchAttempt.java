package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.ComposeModel;
import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.docker.Image;
import dev.berth.environment.Environment;
import dev.berth.environment.Environments;
import dev.berth.environment.Observation;
import dev.berth.workspace.Definition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps of one switch, with what a failure must know of them. */
final class SwitchAttempt {
    private final Environments environments;
    private final Supplier<Compose> compose;
    private final HealthGate gate;
    private final SecretWork secrets;
    private final MigrationWork migrations;
    private final BackupBeforeMigration backup;
    private final StoreUpgrade upgrade;
    private final String name;
    private final SwitchRequest request;
    private final RunContext context;
    private final Engine engine;
    private final Plan plan;
    private final Optional<String> knownFolder;
    private Environment environment;
    /** Services that the rendering of secrets made differ from what was planned. */
    private Set<String> altered = Set.of();

    private int migrated;

    SwitchAttempt(Workers workers, String name, SwitchRequest request, RunContext context, Plan plan) {
        this.environments = workers.environments();
        this.compose = workers.compose();
        this.gate = workers.gate();
        this.secrets = workers.secrets();
        this.migrations = workers.migrations();
        this.backup = workers.backup();
        this.upgrade = workers.upgrade();
        this.name = name;
        this.request = request;
        this.context = context;
        this.engine = context.engine();
        this.plan = plan;
        Definition definition = environments.definition(name);
        this.knownFolder = secrets.knownFolder(definition, engine, context.state());
        this.environment = environments.resolve(name, knownFolder);
    }

    /** Who does the work of the steps. */
    record Workers(
            Environments environments,
            Supplier<Compose> compose,
            HealthGate gate,
            SecretWork secrets,
            MigrationWork migrations,
            BackupBeforeMigration backup,
            StoreUpgrade upgrade) {}

    /** The environment as it was resolved last. */
    Environment environment() {
        return environment;
    }

    /** How many migrations it has applied. */
    int migrated() {
        return migrated;
    }

    void run() {
        context.step("preflight", () -> new Preflight(engine).check(environment));
        context.step("secrets", this::renderSecrets);
        context.step("images", this::getImages);
        if (request.upgrade()) {
            upgrade.run(context, environment, plan);
        }
        List<String> stores = Bringup.stores(environment);
        if (!stores.isEmpty()) {
            context.step("stores", () -> bringUp(stores));
            upgrade.serves(context);
        }
        if (environment.definition().migrations().isPresent()) {
            migrate();
        }
        List<String> others = environment.model().services().keySet().stream()
                .filter(service -> !stores.contains(service))
                .toList();
        if (!others.isEmpty()) {
            context.step("services", () -> bringUp(others));
        }
        if (plan.changes().stream().anyMatch(change -> change.action() == Plan.Action.REMOVE)) {
            context.step("removals", this::remove);
        }
        context.step("limits", this::limits);
        context.step("health", this::health);
        Retirement retirement = new Retirement(context, secrets);
        if (retirement.isPending(environment)) {
            context.step("logins", () -> retirement.run(environment));
        }
        context.step("commit", this::commit);
        upgrade.settle(context, environment);
    }

    /** An image of another major version would not find the data, and begin anew beside it. */
    private String getImages() {
        String got = new Images(engine, compose.get()).ensure(environment, context.progress());
        if (!request.upgrade()) {
            StoreUpgrade.refuseUnfit(engine, environment, plan);
        }
        return got;
    }

    private String renderSecrets() {
        Definition definition = environment.definition();
        if (environment.secrets().secrets().isEmpty()
                && environment.secrets().templates().isEmpty()) {
            return "none defined";
        }
        Optional<String> folder = Optional.of(secrets.folder(definition, engine, context.state()));
        boolean hasVariables = !definition.secretVariables().isEmpty();
        if (folder.equals(knownFolder) && !hasVariables) {
            return secrets.render(environment, engine, context.state());
        }
        Map<String, String> before = compose.get().hashes(environment.compose());
        environment = environments.resolve(name, folder);
        String rendered = secrets.render(environment, engine, context.state());
        if (hasVariables) {
            // Some may have been generated only now.
            environment = environments.resolve(name, folder);
        }
        altered = new TreeSet<>(environment.model().services().keySet());
        compose.get().hashes(environment.compose()).forEach((service, hash) -> {
            if (hash.equals(before.get(service))) {
                altered.remove(service);
            }
        });
        return rendered;
    }

    private String bringUp(List<String> services) {
        Map<String, SecretWork.Consequence> consequences = secrets.untaken(environment, engine, context.state());
        Observation before = Observation.of(engine, environment.project());
        List<String> recreated = plan.changes().stream()
                .filter(change -> change.action() == Plan.Action.RECREATE
                        && change.reasons().stream().allMatch(SwitchAttempt::isLimit))
                .map(Plan.Change::service)
                .filter(services::contains)
                .toList();
        Bringup bringup = new Bringup(engine, compose.get(), gate, context.progress());
        // A secret that was generated meanwhile may stand in a variable of a service that would have been kept.
        Set<String> kept = plan.changes().stream()
                .filter(Plan.Change::keepsContainers)
                .map(Plan.Change::service)
                .filter(service -> !altered.contains(service))
                .collect(Collectors.toSet());
        bringup.run(environment, services, recreated, kept, timeout());
        Replacement replacement = new Replacement(engine, compose.get(), gate, context.progress());
        replacement.settleAll(environment, services, timeout());
        new Consequences(engine, gate, replacement, context.progress())
                .apply(environment, services, consequences, before, timeout());
        // Before they count as having taken their secrets up: what does not converge is tried again.
        List<String> converged = new Converge(engine).run(environment, services);
        secrets.applied(environment, context.state(), engine, converged);
        List<String> defined = Converge.defined(environment, converged);
        return health(services) + (defined.isEmpty() ? "" : "; roles of " + String.join(", ", defined) + " as defined");
    }

    /** What can be done without was not waited for. */
    private String health(List<String> services) {
        Set<String> well = gate.well(environment.stack(), engine);
        String healthy =
                String.join(", ", services.stream().filter(well::contains).toList());
        String others = String.join(
                ", ", services.stream().filter(name -> !well.contains(name)).toList());
        return Stream.of(
                        healthy.isEmpty() ? "" : healthy + " healthy",
                        others.isEmpty() ? "" : others + " not (it can be done without)")
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private void migrate() {
        Optional<List<Plan.PendingMigration>> pending = migrations.pending(environment, engine);
        if (environment.definition().isProtected()
                && pending.map(list -> !list.isEmpty()).orElse(true)) {
            context.step("backup", this::backUp);
        }
        context.step("migrations", () -> {
            List<Plan.PendingMigration> done =
                    migrations.migrate(environment, engine, context.progress(), () -> migrated++);
            return done.isEmpty()
                    ? "none pending"
                    : String.join(
                            " · ",
                            done.stream()
                                    .map(migration -> "V%s %s".formatted(migration.version(), migration.description()))
                                    .toList());
        });
    }

    /** A database to which no migration was ever applied has nothing to lose. */
    private String backUp() {
        return migrations.version(environment, engine).isEmpty()
                ? "nothing to lose yet"
                : backup.run(environment, engine, context.progress());
    }

    private String remove() {
        List<String> removed = new ArrayList<>();
        Observation observation = Observation.of(engine, environment.project());
        for (Plan.Change change : plan.changes()) {
            if (change.action() == Plan.Action.REMOVE) {
                for (Container container : observation.of(change.service())) {
                    engine.stop(container.id());
                    engine.remove(container.id(), true);
                }
                removed.add(change.service());
            }
        }
        return String.join(", ", removed) + " removed; volumes stay";
    }

    private String limits() {
        List<String> changed = new LimitStep(engine)
                .apply(
                        environment.stack(),
                        environment.model().services().keySet(),
                        Observation.of(engine, environment.project()));
        return changed.isEmpty() ? "as defined" : String.join(", ", changed) + " updated";
    }

    private String health() {
        List<String> services = List.copyOf(environment.model().services().keySet());
        gate.await(environment, services, timeout(), context.progress(), Optional::empty);
        return "%d of %d healthy"
                .formatted(gate.well(environment.stack(), engine).size(), services.size());
    }

    private String commit() {
        Map<String, Committed.Service> services = new LinkedHashMap<>();
        for (ComposeModel.Service service : environment.model().services().values()) {
            services.put(
                    service.name(),
                    new Committed.Service(
                            service.image(),
                            engine.image(service.image()).map(Image::id).orElse(service.image()),
                            environment.stack().service(service.name()).replicas(),
                            environment.stack().service(service.name()).limits()));
        }
        Optional<String> version = migrations.version(environment, engine);
        new Committed(context.journal().run().id(), environment.model().json(), services, version)
                .write(context.state());
        RanOnSchema.remember(environment, engine, context.state(), version);
        return "remembered as " + context.journal().run().id();
    }

    private Duration timeout() {
        return request.waitTimeout().orElse(environment.definition().healthTimeout());
    }

    private static boolean isLimit(Plan.Reason reason) {
        return reason.code() == Plan.Code.LIMIT_LIVE || reason.code() == Plan.Code.LIMIT_RESTART;
    }
}
