package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.ComposeModel;
import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineInfo;
import dev.berth.docker.Image;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Environments;
import dev.berth.environment.Journal;
import dev.berth.environment.Observation;
import dev.berth.environment.Operator;
import dev.berth.environment.Run;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Brings an environment to what is defined, in the order that loses nothing: secrets, images, stores, roles, backup,
 * migrations, the other services, limits, health gate, commit. New code never runs on the old schema.
 */
public final class EnvironmentSwitch {
    /** How long a plan is carried out as it is, without looking again. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final Environments environments;
    private final Planner planner;
    private final Supplier<Compose> compose;
    private final HelperImage helperImage;
    private final HealthGate gate;
    private final SecretWork secrets;
    private final MigrationWork migrations;
    private final BackupBeforeMigration backup;
    private final Clock clock;
    private final SchemaCompatibility schema;

    EnvironmentSwitch(
            Environments environments,
            Planner planner,
            Supplier<Compose> compose,
            HelperImage helperImage,
            HealthGate gate,
            SecretWork secrets,
            MigrationWork migrations,
            BackupBeforeMigration backup,
            Clock clock) {
        this.environments = environments;
        this.planner = planner;
        this.compose = compose;
        this.helperImage = helperImage;
        this.gate = gate;
        this.secrets = secrets;
        this.migrations = migrations;
        this.backup = backup;
        this.clock = clock;
        this.schema = new SchemaCompatibility(migrations);
    }

    /**
     * Plans, asks, and carries out; goes on where an earlier run stopped.
     *
     * @throws BerthException with what failed, after what ran before was put back where that is possible
     */
    public SwitchReport run(String name, SwitchRequest request, Approval approval, Progress progress) {
        Instant start = clock.instant();
        Definition definition = environments.definition(name);
        approval.require(name, definition.isProtected());
        refuseSwarm(definition);
        Engine engine = environments.engine(environments.address(definition));
        EngineInfo target = engine.info();
        EngineState state = new EngineState(engine, definition.project());
        Optional<Run> unfinished = new Journal(state, clock).unfinished();
        if (request.undo() && unfinished.isEmpty()) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s has no unfinished run to undo".formatted(name),
                    "env history shows what was done.");
        }
        if (request.undo()) {
            refuseOldCodeOnNewSchema(name, engine, state, unfinished);
        }
        Optional<Run> last = new Journal(state, clock).last();
        Plan plan = planner.plan(name);
        Instant planned = clock.instant();
        if (!request.undo()) {
            plan.objection().ifPresent(refusal -> {
                throw refusal;
            });
        }
        if (unfinished.isEmpty() && !plan.isChanged() && gate.isHealthy(environments.stack(name), engine)) {
            return report(name, "", plan, 0, false, start);
        }
        progress.planned(plan);
        approval.confirm(
                name,
                definition.isProtected(),
                new Takeover(environments)
                        .announced(definition, new Journal(state, clock), approval, consequences(plan)));
        if (!plan.losses().isEmpty()) {
            approval.confirmLoss(plan.project(), plan.losses());
        }
        helperImage.ensure(engine);
        try (EnvironmentLock.Held lock =
                new EnvironmentLock(engine, definition.project(), Operator.current(), clock).take(request.command())) {
            // While somebody read it, files may have changed, and others may have been at work.
            boolean stale = Duration.between(planned, clock.instant()).compareTo(FRESH) > 0
                    || !new Journal(state, clock).last().equals(last);
            if (stale && !planner.plan(name).isSameWork(plan)) {
                throw new BerthException(
                        ErrorCode.FAILED,
                        "what %s would do changed while it waited: nothing was changed".formatted(request.command()),
                        "Look at it again: env plan " + name);
            }
            RunContext context = context(name, request, engine, target, state.whileLocked(), lock, progress);
            unfinished.map(Planner::describe).ifPresent(progress::notice);
            RanBefore ranBefore = RanBefore.of(engine, definition.project(), context.state(), unfinished);
            FailedRun failedRun = new FailedRun(context, secrets, compose, gate, ranBefore);
            if (request.undo()) {
                return undo(name, context, failedRun, plan, start);
            }
            return carryOut(name, request, context, failedRun, plan, unfinished, start);
        }
    }

    /** Containers that know an older schema would read and write the newer one. */
    private void refuseOldCodeOnNewSchema(String name, Engine engine, EngineState state, Optional<Run> unfinished) {
        environments.withTemporaryFile(
                name, secrets.knownFolder(environments.definition(name), engine, state), environment -> {
                    if (schema.isNewer(environment, engine, state, unfinished)
                            && !SchemaCompatibility.isDeclared(environment)) {
                        throw new BerthException(
                                ErrorCode.MIGRATION_FAILED,
                                "the unfinished run applied migrations, which stay: what ran before does not know them",
                                "Mend the cause and go on with: env switch %s     (or say migrations: {compatible: true} where the old containers can work with them)"
                                        .formatted(name));
                    }
                    return environment;
                });
    }

    private RunContext context(
            String name,
            SwitchRequest request,
            Engine engine,
            EngineInfo target,
            EngineState state,
            EnvironmentLock.Held lock,
            Progress progress) {
        Journal.Entry entry = new Journal(state, clock)
                .beginSwitch(
                        name,
                        request.command(),
                        Operator.current(),
                        environments.workspace().root().toString());
        return new RunContext(engine, target, state, lock, entry, progress, clock);
    }

    private SwitchReport carryOut(
            String name,
            SwitchRequest request,
            RunContext context,
            FailedRun failedRun,
            Plan plan,
            Optional<Run> unfinished,
            Instant start) {
        Attempt attempt = new Attempt(name, request, context, plan);
        try {
            attempt.run();
        } catch (BerthException e) {
            boolean migrated = attempt.migrated > 0
                    || schema.isNewer(attempt.environment, context.engine(), context.state(), unfinished);
            throw failedRun.handle(attempt.environment, migrated, e);
        }
        context.journal().end(Run.Outcome.SUCCEEDED, "as defined");
        return report(name, context.journal().run().id(), plan, attempt.migrated, false, start);
    }

    private SwitchReport undo(String name, RunContext context, FailedRun failedRun, Plan plan, Instant start) {
        Engine engine = context.engine();
        Environment environment =
                environments.resolve(name, secrets.knownFolder(environments.definition(name), engine, context.state()));
        failedRun.putBack(environment);
        context.journal().end(Run.Outcome.SUCCEEDED, "the unfinished run before was undone");
        return report(name, context.journal().run().id(), plan, 0, true, start);
    }

    /** The steps of one run, with what a failure must know of it. */
    private final class Attempt {
        private final String name;
        private final SwitchRequest request;
        private final RunContext context;
        private final Engine engine;
        private final Plan plan;
        private final Environment planned;
        private Environment environment;
        private int migrated;

        Attempt(String name, SwitchRequest request, RunContext context, Plan plan) {
            this.name = name;
            this.request = request;
            this.context = context;
            this.engine = context.engine();
            this.plan = plan;
            Definition definition = environments.definition(name);
            this.planned = environments.resolve(name, secrets.knownFolder(definition, engine, context.state()));
            this.environment = planned;
        }

        void run() {
            context.step("preflight", () -> new Preflight(engine).check(environment));
            context.step("secrets", this::renderSecrets);
            context.step("images", () -> new Images(engine, compose.get()).ensure(environment, context.progress()));
            List<String> stores = Bringup.stores(environment);
            if (!stores.isEmpty()) {
                context.step("stores", () -> bringUp(stores));
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
        }

        private String renderSecrets() {
            Definition definition = environment.definition();
            if (environment.secrets().secrets().isEmpty()
                    && environment.secrets().templates().isEmpty()) {
                return "none defined";
            }
            String folder = secrets.folder(definition, engine, context.state());
            environment = environments.resolve(name, Optional.of(folder));
            String rendered = secrets.render(environment, engine, context.state());
            if (!definition.secretVariables().isEmpty()) {
                // Some may have been generated only now.
                environment = environments.resolve(name, Optional.of(folder));
            }
            return rendered;
        }

        private String bringUp(List<String> services) {
            Map<String, SecretWork.Consequence> consequences = secrets.untaken(environment, engine, context.state());
            Observation before = Observation.of(engine, environment.project());
            List<String> recreated = plan.changes().stream()
                    .filter(change -> change.action() == Plan.Action.RECREATE
                            && change.reasons().stream().allMatch(EnvironmentSwitch::isLimit))
                    .map(Plan.Change::service)
                    .filter(services::contains)
                    .toList();
            Bringup bringup = new Bringup(engine, compose.get(), gate, context.progress());
            // A secret that was generated meanwhile may stand in a variable of a service that would have been kept.
            Set<String> kept = plan.changes().stream()
                    .filter(Plan.Change::keepsContainers)
                    .map(Plan.Change::service)
                    .filter(service -> environment
                            .composeService(service)
                            .hash()
                            .equals(planned.composeService(service).hash()))
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
            return String.join(", ", services) + " healthy"
                    + (defined.isEmpty() ? "" : "; roles of " + String.join(", ", defined) + " as defined");
        }

        private void migrate() {
            Optional<List<Plan.PendingMigration>> pending = migrations.pending(environment, engine);
            if (environment.definition().isProtected()
                    && pending.map(list -> !list.isEmpty()).orElse(true)) {
                context.step("backup", () -> backup.run(environment).orElse(backup.announcement()));
            }
            context.step("migrations", () -> {
                List<Plan.PendingMigration> done =
                        migrations.migrate(environment, engine, context.progress(), () -> migrated++);
                return done.isEmpty()
                        ? "none pending"
                        : String.join(
                                " · ",
                                done.stream()
                                        .map(migration ->
                                                "V%s %s".formatted(migration.version(), migration.description()))
                                        .toList());
            });
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
            return "%d of %d healthy".formatted(gate.well(environment.stack(), engine), services.size());
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
            new Committed(
                            context.journal().run().id(),
                            environment.model().json(),
                            services,
                            migrations.version(environment, engine))
                    .write(context.state());
            return "remembered as " + context.journal().run().id();
        }

        private Duration timeout() {
            return request.waitTimeout().orElse(environment.definition().healthTimeout());
        }
    }

    private static boolean isLimit(Plan.Reason reason) {
        return reason.code() == Plan.Code.LIMIT_LIVE || reason.code() == Plan.Code.LIMIT_RESTART;
    }

    private static List<String> consequences(Plan plan) {
        List<String> lines = new ArrayList<>(plan.notices());
        plan.changes().stream()
                .filter(change -> change.action() != Plan.Action.KEEP)
                .forEach(change -> lines.add(
                        change.service() + ": " + change.action().name().toLowerCase(java.util.Locale.ROOT)));
        return lines;
    }

    private static void refuseSwarm(Definition definition) {
        if (definition.engine().type() == Definition.EngineType.SWARM) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "%s runs on a swarm, which this version of Berth does not drive yet".formatted(definition.name()),
                    "Use engine: {type: compose}.");
        }
    }

    private SwitchReport report(String name, String run, Plan plan, int migrated, boolean undone, Instant start) {
        Stack stack = environments.stack(name);
        int services = stack.services().size();
        int changed = (int) plan.changes().stream()
                .filter(change -> change.action() != Plan.Action.KEEP)
                .count();
        return new SwitchReport(
                name,
                run,
                gate.well(stack, environments.engine(stack.engine())),
                services,
                migrated,
                changed,
                undone,
                Duration.between(start, clock.instant()));
    }
}
