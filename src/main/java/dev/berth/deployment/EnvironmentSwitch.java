package dev.berth.deployment;

import dev.berth.backup.UpgradePlan;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineInfo;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Environments;
import dev.berth.environment.Journal;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings an environment to what is defined, in the order that loses nothing: secrets, images, stores, roles, backup,
 * migrations, the other services, limits, health gate, commit. New code never runs on the old schema.
 */
public final class EnvironmentSwitch {
    /** How long a plan is carried out as it is, without looking again. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final Planner planner;
    private final SwitchAttempt.Workers workers;
    private final Environments environments;
    private final SecretWork secrets;
    private final HelperImage helperImage;
    private final KilledRun killedRun;
    private final Clock clock;
    private final SchemaCompatibility schema;

    EnvironmentSwitch(
            Planner planner, SwitchAttempt.Workers workers, HelperImage helperImage, KilledRun killedRun, Clock clock) {
        this.planner = planner;
        this.workers = workers;
        this.environments = workers.environments();
        this.secrets = workers.secrets();
        this.helperImage = helperImage;
        this.killedRun = killedRun;
        this.clock = clock;
        this.schema = new SchemaCompatibility(workers.migrations());
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
        // Whoever prunes images takes it away, and without it not even what was done before can be read.
        helperImage.ensure(engine);
        killedRun.settle(engine, definition.project(), request.command(), progress);
        EngineState state = new EngineState(engine, definition.project());
        BackupRestore.refuseUnfinished(state, name);
        refuseHalfUpgraded(state, name, request);
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
        boolean settled = !StoreUpgrade.isIn(state, UpgradePlan.Phase.SERVING);
        if (unfinished.isEmpty()
                && settled
                && !plan.isChanged()
                && workers.gate().isHealthy(environments.stack(name), engine)) {
            return report(name, "", plan, 0, false, start);
        }
        List<String> consequences =
                request.undo() ? UndoAnnouncement.lines(new Journal(state, clock), state) : consequences(plan);
        List<String> bringing = request.upgrade() ? bringing(name, engine, state, plan) : List.of();
        List<String> told =
                Stream.concat(consequences.stream(), bringing.stream()).toList();
        if (request.undo()) {
            consequences.forEach(progress::notice);
        } else {
            progress.planned(plan);
            bringing.forEach(progress::notice);
        }
        if (!bringing.isEmpty() && !definition.isProtected()) {
            approval.agree(name, String.join("; ", bringing));
        }
        approval.confirm(
                name,
                definition.isProtected(),
                new Takeover(environments).announced(definition, new Journal(state, clock), approval, told));
        if (!request.undo() && !plan.losses().isEmpty()) {
            approval.confirmLoss(plan.project(), plan.losses());
        }
        // What cannot be kept here is known before a run begins that somebody would have to go on with.
        environments.workspace().createState();
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
            RanBefore ranBefore = RanBefore.of(engine, definition.project(), context.state(), unfinished);
            FailedRun failedRun = new FailedRun(
                    context,
                    secrets,
                    workers.compose(),
                    workers.gate(),
                    workers.upgrade(),
                    ranBefore,
                    unfinished.isPresent());
            if (request.undo()) {
                return undo(name, context, failedRun, plan, start);
            }
            return carryOut(name, request, context, failedRun, plan, unfinished, start);
        }
    }

    /** What brings a database's data to another version, in words. */
    private List<String> bringing(String name, Engine engine, EngineState state, Plan plan) {
        return environments.withTemporaryFile(
                name,
                secrets.knownFolder(environments.definition(name), engine, state),
                environment -> StoreUpgrade.announcements(engine, environment, plan));
    }

    private static void refuseHalfUpgraded(EngineState state, String name, SwitchRequest request) {
        boolean goesOn = (request.undo() || request.upgrade()) && !StoreUpgrade.isIn(state, UpgradePlan.Phase.UNDOING);
        if (!goesOn) {
            StoreUpgrade.refuseUnfinished(state, name);
        }
        if (request.undo() && StoreUpgrade.isIn(state, UpgradePlan.Phase.SERVING)) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "the unfinished run has brought the data of %s to another version, which serves".formatted(name),
                    "Go on with: stack upgrade --env %1$s     or take it back, with what was written since put aside: stack upgrade --undo --env %1$s"
                            .formatted(name));
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
        SwitchAttempt attempt = new SwitchAttempt(workers, name, request, context, plan);
        try {
            attempt.run();
        } catch (BerthException e) {
            boolean migrated = attempt.migrated() > 0
                    || schema.isNewer(attempt.environment(), context.engine(), context.state(), unfinished);
            throw failedRun.handle(attempt.environment(), migrated, e);
        }
        context.journal().end(Run.Outcome.SUCCEEDED, "as defined");
        return report(name, context.journal().run().id(), plan, attempt.migrated(), false, start);
    }

    private SwitchReport undo(String name, RunContext context, FailedRun failedRun, Plan plan, Instant start) {
        Engine engine = context.engine();
        Environment environment =
                environments.resolve(name, secrets.knownFolder(environments.definition(name), engine, context.state()));
        failedRun.putBack(environment);
        context.journal().end(Run.Outcome.SUCCEEDED, "the unfinished run before was undone");
        return report(name, context.journal().run().id(), plan, 0, true, start);
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
                services,
                workers.gate().well(stack, environments.engine(stack.engine())).size(),
                migrated,
                changed,
                undone,
                Duration.between(start, clock.instant()));
    }
}
