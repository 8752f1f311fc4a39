package dev.berth.deployment;

import dev.berth.backup.BackupSet;
import dev.berth.backup.Backups;
import dev.berth.backup.UpgradePlan;
import dev.berth.docker.Compose;
import dev.berth.docker.ComposeModel;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Environments;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings an environment to newer images: fetches them, and switches to them, with the data of a database brought over where its
 * major version changes. What ran before comes back by one command.
 */
public final class StackUpgrade {
    private final Environments environments;
    private final Supplier<Compose> compose;
    private final EnvironmentSwitch environmentSwitch;
    private final LockedRun runs;
    private final HealthGate gate;
    private final SecretWork secrets;
    private final StoreUpgrade stores;
    private final BackupCreation creation;
    private final MigrationWork migrations;
    private final Clock clock;

    StackUpgrade(
            Environments environments,
            Supplier<Compose> compose,
            EnvironmentSwitch environmentSwitch,
            LockedRun runs,
            HealthGate gate,
            SecretWork secrets,
            StoreUpgrade stores,
            BackupCreation creation,
            MigrationWork migrations,
            Clock clock) {
        this.environments = environments;
        this.compose = compose;
        this.environmentSwitch = environmentSwitch;
        this.runs = runs;
        this.gate = gate;
        this.secrets = secrets;
        this.stores = stores;
        this.creation = creation;
        this.migrations = migrations;
        this.clock = clock;
    }

    /**
     * Fetches newer images and switches to them; goes on where an earlier run stopped.
     *
     * @throws BerthException with what failed, after what ran before was put back where that is possible
     */
    public SwitchReport run(RunRequest request, Optional<Duration> waitTimeout, Approval approval, Progress progress) {
        Definition definition = environments.definition(request.environment());
        approval.require(request.environment(), definition.isProtected());
        Engine engine = environments.engine(environments.address(definition));
        EngineState state = new EngineState(engine, definition.project());
        environments.withTemporaryFile(
                request.environment(), secrets.knownFolder(definition, engine, state), environment -> {
                    request.services().forEach(name -> environment.stack().service(name));
                    fetch(environment, request.services(), progress);
                    return environment;
                });
        return environmentSwitch.run(
                request.environment(),
                new SwitchRequest(request.command(), false, true, waitTimeout),
                approval,
                progress);
    }

    /** Nothing that runs is touched by it; where nothing newer can be fetched, what the engine has is gone on with. */
    private void fetch(Environment environment, List<String> services, Progress progress) {
        List<String> built = new ArrayList<>();
        List<String> pulled = new ArrayList<>();
        for (ComposeModel.Service service : environment.model().services().values()) {
            if (services.isEmpty() || services.contains(service.name())) {
                (service.builds() ? built : pulled).add(service.name());
            }
        }
        if (!pulled.isEmpty()) {
            fetch("pulling", pulled, progress, () -> compose.get().pull(environment.compose(), pulled, line -> {}));
        }
        if (!built.isEmpty()) {
            fetch("building", built, progress, () -> compose.get().rebuild(environment.compose(), built, line -> {}));
        }
    }

    private static void fetch(String verb, List<String> services, Progress progress, Runnable work) {
        String names = String.join(", ", services);
        progress.waiting(verb + " " + names, List.of());
        try {
            work.run();
        } catch (BerthException e) {
            if (e.code() == ErrorCode.INTERRUPTED) {
                throw e;
            }
            progress.notice("%s %s brought nothing newer: %s".formatted(verb, names, e.getMessage()));
        }
    }

    /**
     * Puts back what ran before the last upgrade: its images, and its database's data as that was then.
     *
     * @return the database's upgrade that was taken back; empty where only images had changed
     */
    public Optional<UpgradePlan> undo(RunRequest request, Approval approval, Progress progress) {
        List<UpgradePlan> undone = new ArrayList<>();
        runs.run(request, approval, progress, new LockedRun.Intent() {
            @Override
            public LockedRun.Announcement announce(Environment environment, Engine engine, EngineState state) {
                before(state, request.environment());
                BackupRestore.refuseUnfinished(state, request.environment());
                List<String> lines = new ArrayList<>(
                        List.of("%s runs the images that ran before its last upgrade".formatted(environment.name())));
                brought(state).ifPresent(plan -> lines.addAll(StoreUpgrade.consequences(plan)));
                if (!environment.definition().isProtected()) {
                    approval.agree(request.environment(), String.join("; ", lines));
                }
                return new LockedRun.Announcement(lines, false);
            }

            @Override
            public void carryOut(RunContext context, Environment environment) {
                Committed before = before(context.state(), request.environment());
                Optional<UpgradePlan> plan = brought(context.state());
                if (plan.isEmpty()) {
                    refuseNewerSchema(context, environment, before);
                }
                plan.ifPresent(upgrade -> {
                    undoData(context, environment, upgrade);
                    undone.add(upgrade);
                });
                context.step("images", () -> new PutBack(context.engine(), compose.get()).run(environment, before));
                context.step("health", () -> awaitHealthy(context, environment, before));
                before.write(context.state());
                StoreUpgrade.undone(context.state(), plan);
                plan.ifPresent(upgrade -> firstBackup(context, environment));
            }
        });
        return undone.stream().findFirst();
    }

    /** The upgrade of the data that lies between now and what ran before. */
    private static Optional<UpgradePlan> brought(EngineState state) {
        return StoreUpgrade.last(state).filter(plan -> switch (plan.phase()) {
            case EXCHANGING, SERVING, DONE, UNDOING -> true;
            case UNDONE, ACCEPTED -> false;
        });
    }

    /** Where no data goes back, old code would meet a schema that it does not know. */
    private void refuseNewerSchema(RunContext context, Environment environment, Committed before) {
        if (!SchemaCompatibility.isDeclared(environment)
                && !migrations.version(environment, context.engine()).equals(before.schemaVersion())) {
            throw new BerthException(
                    ErrorCode.MIGRATION_FAILED,
                    "migrations were applied since the upgrade: what ran before does not know them",
                    "Go back with the data: backup restore ID, of a backup from before them. Or say migrations: {compatible: true} where the old images can work with them.");
        }
    }

    private String awaitHealthy(RunContext context, Environment environment, Committed before) {
        List<String> services = before.names().stream()
                .filter(environment.model().services()::containsKey)
                .toList();
        gate.await(
                PutBack.asBefore(environment, before),
                services,
                environment.definition().healthTimeout(),
                context.progress(),
                Optional::empty);
        new Converge(context.engine()).run(environment, services);
        return "%d services healthy".formatted(services.size());
    }

    private void undoData(RunContext context, Environment environment, UpgradePlan plan) {
        if (plan.phase() == UpgradePlan.Phase.SERVING || plan.phase() == UpgradePlan.Phase.DONE) {
            context.step("full backup", () -> backUp(context, environment, BackupSet.Occasion.BEFORE_RESTORE));
        }
        StoreUpgrade.write(context.state(), plan.with(UpgradePlan.Phase.UNDOING));
        context.step("put back", () -> {
            breakHistory(context, environment);
            stores.putFilesBack(context, environment, plan);
            BackupRestore.forget(context.state());
            return "PostgreSQL %d in its place".formatted(plan.from());
        });
    }

    private void breakHistory(RunContext context, Environment environment) {
        try {
            stores.breakHistory(context.engine(), environment, clock.instant());
        } catch (BerthException e) {
            notice(context, "the repository could not be told that the older version goes on", e);
        }
    }

    /** It runs already: what it was is not lost by a repository that does not answer. */
    private void firstBackup(RunContext context, Environment environment) {
        context.step("first backup", () -> backUp(context, environment, BackupSet.Occasion.BEFORE_UPGRADE));
    }

    /** What is there now is kept in a set of its own, where that can still be made. */
    private String backUp(RunContext context, Environment environment, BackupSet.Occasion occasion) {
        Optional<String> obstacle = Backups.obstacle(environment);
        if (obstacle.isPresent()) {
            return "none: " + obstacle.get();
        }
        try {
            return creation.make(
                                    environment,
                                    context.engine(),
                                    BackupCreation.Request.of(occasion),
                                    (name, work) -> context.progress().waiting(name + ": " + work.get(), List.of()),
                                    context.progress())
                            .id()
                    + " of what is there now";
        } catch (BerthException e) {
            notice(context, "what is there now could not be backed up", e);
            return "none could be made";
        }
    }

    private static void notice(RunContext context, String what, BerthException failure) {
        if (failure.code() == ErrorCode.INTERRUPTED) {
            throw failure;
        }
        context.progress().notice("%s: %s".formatted(what, failure.getMessage()));
    }

    private static Committed before(EngineState state, String environment) {
        return StoreUpgrade.before(state)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.USAGE,
                        "%s has no upgrade to take back".formatted(environment),
                        "env history lists what was done."));
    }

    /**
     * Accepts the last upgrade: what it had put aside is removed, and no longer comes back.
     *
     * @return the services whose images of before were let go
     */
    public List<String> accept(RunRequest request, Approval approval, Progress progress) {
        List<String> accepted = new ArrayList<>();
        runs.run(request, approval, progress, new LockedRun.Intent() {
            @Override
            public LockedRun.Announcement announce(Environment environment, Engine engine, EngineState state) {
                refuseUnsettled(state, request.environment());
                String what = "what an upgrade of %s has put aside is removed, and does not come back"
                        .formatted(environment.name());
                if (!environment.definition().isProtected()) {
                    approval.agree(request.environment(), what);
                }
                return new LockedRun.Announcement(List.of(what), false);
            }

            @Override
            public void carryOut(RunContext context, Environment environment) {
                context.step("accept", () -> {
                    refuseUnsettled(context.state(), request.environment());
                    Optional<UpgradePlan> plan = StoreUpgrade.last(context.state());
                    // First it is no way back any more, and then it goes: half of it must never come back.
                    StoreUpgrade.accepted(context.state());
                    plan.ifPresent(upgrade -> StoreUpgrade.forgetFiles(context.engine(), environment, upgrade));
                    environment.model().services().keySet().forEach(name -> {
                        context.engine().untag(StoreUpgrade.tag(environment, name));
                        accepted.add(name);
                    });
                    return "what was put aside is removed";
                });
            }
        });
        return accepted;
    }

    private static void refuseUnsettled(EngineState state, String environment) {
        StoreUpgrade.refuseUnfinished(state, environment);
        if (StoreUpgrade.isIn(state, UpgradePlan.Phase.SERVING)) {
            throw new BerthException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "the upgrade of %s has not come to its end: the new version has no backup yet"
                            .formatted(environment),
                    "Go on with: stack upgrade     and accept it then.");
        }
        Optional<UpgradePlan> plan = StoreUpgrade.last(state);
        if (StoreUpgrade.before(state).isEmpty()
                && plan.filter(upgrade -> upgrade.phase() != UpgradePlan.Phase.ACCEPTED)
                        .isEmpty()) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s has no upgrade to accept".formatted(environment),
                    "env history lists what was done.");
        }
    }
}
