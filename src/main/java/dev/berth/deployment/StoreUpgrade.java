package dev.berth.deployment;

import dev.berth.backup.BackupSet;
import dev.berth.backup.Backups;
import dev.berth.backup.ClusterFiles;
import dev.berth.backup.ClusterUpgrade;
import dev.berth.backup.UpgradePlan;
import dev.berth.docker.Compose;
import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The part of a switch in which a database's data is brought to another major version of its server, or back. */
final class StoreUpgrade {
    private static final String DOCUMENT = "upgrade";
    private static final String COMMITTED_BEFORE = "committed-before-upgrade";
    private static final Duration LONGEST_ANALYSIS = Duration.ofHours(12);

    private final Supplier<Compose> compose;
    private final BackupCreation creation;
    private final RepositoryAccess repositories;
    private final Clock clock;

    StoreUpgrade(Supplier<Compose> compose, BackupCreation creation, RepositoryAccess repositories, Clock clock) {
        this.compose = compose;
        this.creation = creation;
        this.repositories = repositories;
        this.clock = clock;
    }

    static Optional<UpgradePlan> last(EngineState state) {
        return UpgradePlan.parse(state.read(DOCUMENT));
    }

    /** What was brought up before the last upgrade; empty where none can be taken back. */
    static Optional<Committed> before(EngineState state) {
        return Committed.read(state, COMMITTED_BEFORE);
    }

    /** Nothing can be taken back any more: with its volumes everything is gone. */
    static void forget(EngineState state) {
        if (last(state).isPresent()) {
            state.write(DOCUMENT, "");
        }
        forgetBefore(state);
    }

    private static void forgetBefore(EngineState state) {
        if (before(state).isPresent()) {
            state.write(COMMITTED_BEFORE, "");
        }
    }

    static boolean isIn(EngineState state, UpgradePlan.Phase phase) {
        return last(state).filter(plan -> plan.phase() == phase).isPresent();
    }

    /**
     * Refuses to start a database whose folders were left half exchanged.
     *
     * @throws BerthException PREFLIGHT_FAILED with what to do
     */
    static void refuseUnfinished(EngineState state, String environment) {
        last(state)
                .filter(plan ->
                        plan.phase() == UpgradePlan.Phase.EXCHANGING || plan.phase() == UpgradePlan.Phase.UNDOING)
                .ifPresent(plan -> {
                    throw new BerthException(
                            ErrorCode.PREFLIGHT_FAILED,
                            "an upgrade of %s was cut off while the data of %s was brought over, or back"
                                    .formatted(environment, plan.service()),
                            plan.phase() == UpgradePlan.Phase.UNDOING
                                    ? "Go on with: stack upgrade --undo --env " + environment
                                    : "Go on with: stack upgrade --env %1$s     or put back what ran before: env switch %1$s --undo"
                                            .formatted(environment));
                });
    }

    /** Refuses images that would not find, or not read, the data that there is. */
    static void refuseUnfit(Engine engine, Environment environment, Plan plan) {
        unfit(engine, environment, plan).forEach(ClusterFiles::refuseUnfit);
    }

    private static List<ClusterFiles> unfit(Engine engine, Environment environment, Plan plan) {
        return plan.changes().stream()
                .filter(StoreUpgrade::startsAnew)
                .map(Plan.Change::service)
                .filter(environment.model().services()::containsKey)
                .filter(service -> environment.stack().service(service).kind() == Definition.Kind.POSTGRES)
                .filter(service -> engine.image(
                                environment.composeService(service).image())
                        .isPresent())
                .flatMap(service -> ClusterFiles.of(engine, environment, service).stream())
                .filter(files -> files.unfit().isPresent())
                .toList();
    }

    /** What of a plan brings a database's data to another version, for whoever is asked; nothing where that cannot be told yet. */
    static List<String> announcements(Engine engine, Environment environment, Plan plan) {
        return unfit(engine, environment, plan).stream()
                .map(files ->
                        "the data of %s is brought from PostgreSQL %d to %d: it is away meanwhile, with what depends on it"
                                .formatted(
                                        files.service(),
                                        files.unfit().orElseThrow().version(),
                                        files.program()))
                .toList();
    }

    private static boolean startsAnew(Plan.Change change) {
        return switch (change.action()) {
            case CREATE, RECREATE -> true;
            case UPDATE -> change.reasons().stream().anyMatch(reason -> reason.code() == Plan.Code.STOPPED);
            case REMOVE, KEEP -> false;
        };
    }

    /** Brings over what the images that are defined cannot serve; goes on where that was cut off. */
    void run(RunContext context, Environment environment, Plan plan) {
        Engine engine = context.engine();
        Optional<UpgradePlan> last = last(context.state());
        boolean cutOff = isIn(context.state(), UpgradePlan.Phase.EXCHANGING);
        boolean wayBackIsKept = cutOff
                || isIn(context.state(), UpgradePlan.Phase.SERVING)
                || isIn(context.state(), UpgradePlan.Phase.DONE);
        if (cutOff && hasServed(context, environment)) {
            // It was killed after the new version had begun to serve: what was written since is the data.
            return;
        }
        if (cutOff) {
            refuseOther(engine, environment, last.orElseThrow());
            context.step("upgrade", () -> bringOver(context, environment, last.orElseThrow()));
            return;
        }
        List<ClusterFiles> unfit = unfit(engine, environment, plan);
        if (unfit.isEmpty()) {
            if (plan.isChanged() && !wayBackIsKept) {
                keepWayBack(context, environment);
            }
            return;
        }
        ClusterFiles files = only(unfit);
        if (wayBackIsKept) {
            throw refused(
                    "the upgrade of %s to PostgreSQL %d is not accepted yet"
                            .formatted(
                                    last.orElseThrow().service(),
                                    last.orElseThrow().to()),
                    "One is kept at a time. Next: stack upgrade --accept   and then this one.");
        }
        Committed committed = Committed.read(context.state())
                .filter(before -> before.services().containsKey(files.service()))
                .orElseThrow(() -> refused(
                        "nothing says what %s ran before, so that it could not be put back"
                                .formatted(environment.name()),
                        "Bring up what runs now by Berth first, with its image in the Compose file: env switch "
                                + environment.name()));
        UpgradePlan upgrade = Backups.upgrade(
                environment,
                files,
                Objects.requireNonNull(committed.services().get(files.service()))
                        .imageId(),
                clock);
        try (ClusterUpgrade look = ClusterUpgrade.of(engine, environment.project(), upgrade)) {
            look.requireRoom();
        }
        context.step("full backup", () -> backUp(context, environment));
        // What an upgrade that was taken back has left is of no use beside this one.
        last.ifPresent(earlier -> forgetFiles(engine, environment, earlier));
        keepWayBack(context, environment);
        context.step("upgrade", () -> bringOver(context, environment, upgrade));
    }

    private static BerthException refused(String problem, String remedy) {
        return new BerthException(ErrorCode.PREFLIGHT_FAILED, problem, remedy);
    }

    private static ClusterFiles only(List<ClusterFiles> unfit) {
        if (unfit.size() > 1) {
            throw refused(
                    "%d databases would change their major version at once: %s"
                            .formatted(
                                    unfit.size(),
                                    String.join(
                                            ", ",
                                            unfit.stream()
                                                    .map(ClusterFiles::service)
                                                    .toList())),
                    "Change one image, upgrade, and then the next.");
        }
        ClusterFiles files = unfit.getFirst();
        if (files.unfit().orElseThrow().version() >= files.program()) {
            files.refuseUnfit();
        }
        return files;
    }

    /** What was begun with one image must not be ended with another. */
    private static void refuseOther(Engine engine, Environment environment, UpgradePlan plan) {
        boolean same = ClusterFiles.of(engine, environment, plan.service())
                .filter(files -> files.program() == plan.to()
                        && (files.place().isEmpty() || files.place().equals(plan.next())))
                .isPresent();
        if (!same) {
            throw refused(
                    "the upgrade that was cut off was to PostgreSQL %d, and the image of %s is another one now"
                            .formatted(plan.to(), plan.service()),
                    "Define that image again, or put back what ran before: env switch %s --undo"
                            .formatted(environment.name()));
        }
    }

    /** What ran before stays known, and its images on the engine whatever is tidied up there. */
    private static void keepWayBack(RunContext context, Environment environment) {
        Committed.read(context.state()).ifPresent(committed -> {
            committed.write(context.state(), COMMITTED_BEFORE);
            committed.services().forEach((name, service) -> {
                if (context.engine().image(service.imageId()).isPresent()) {
                    context.engine().tag(service.imageId(), tag(environment, name));
                }
            });
        });
    }

    /** The name by which an image of before stays. */
    static String tag(Environment environment, String service) {
        return "berth/before-upgrade:%s-%s".formatted(environment.project(), service);
    }

    private String backUp(RunContext context, Environment environment) {
        Optional<String> obstacle = Backups.obstacle(environment);
        if (obstacle.isPresent()) {
            return "none: " + obstacle.get();
        }
        BackupSet set = creation.make(
                environment,
                context.engine(),
                new BackupCreation.Request(
                        Optional.of(BackupSet.Type.FULL), BackupSet.Occasion.BEFORE_UPGRADE, Optional.empty(), false),
                (name, work) -> context.progress().waiting(name + ": " + work.get(), List.of()),
                context.progress());
        return set.id() + " of what is there now";
    }

    private String bringOver(RunContext context, Environment environment, UpgradePlan begun) {
        Engine engine = context.engine();
        List<String> running = running(engine, environment, begun.service());
        context.state().write(DOCUMENT, begun.text());
        try {
            stop(environment, begun.service());
            try (ClusterUpgrade upgrade = ClusterUpgrade.begin(
                    engine,
                    environment.project(),
                    environment.composeService(begun.service()).image(),
                    begun)) {
                Instant stopped = begun.stoppedAt().orElseGet(upgrade::now);
                String proved = upgrade.isPrepared()
                        ? "PostgreSQL %d to %d: as it was proved before".formatted(begun.from(), begun.to())
                        : upgrade.prepare(what -> context.progress().waiting(what, List.of()));
                UpgradePlan plan = begun.with(stopped, upgrade.systems());
                context.state().write(DOCUMENT, plan.text());
                breakHistory(engine, environment, stopped);
                upgrade.exchange();
                // A restore's way back is no way any more.
                BackupRestore.forget(context.state());
                return proved;
            }
        } catch (BerthException e) {
            throw undone(context, environment, begun, running, e);
        }
    }

    /** Nobody has been served by the new version: the old one serves again, at once. */
    private BerthException undone(
            RunContext context,
            Environment environment,
            UpgradePlan plan,
            List<String> running,
            BerthException failure) {
        // What follows must not be cut short by the interrupt that has ended the step.
        boolean interrupted = Thread.interrupted();
        try {
            try (ClusterUpgrade upgrade = ClusterUpgrade.of(context.engine(), environment.project(), plan)) {
                upgrade.back();
            }
            context.state().write(DOCUMENT, "");
            running.forEach(context.engine()::start);
        } catch (BerthException e) {
            failure.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return failure;
    }

    /** Where backups lie, no set of before may be begun from to reach a moment of the new version. */
    void breakHistory(Engine engine, Environment environment, Instant at) {
        if (Backups.obstacle(environment).isEmpty()) {
            try (Backups backups = repositories.look(engine, environment)) {
                backups.breakHistory(at);
            }
        }
    }

    /** With what depends on it: that would only find it gone, and be taken for unwell when it is back. */
    private void stop(Environment environment, String service) {
        compose.get()
                .stop(
                        environment.compose(),
                        withDependents(environment, service),
                        environment.model().longestStop());
    }

    private static List<String> withDependents(Environment environment, String service) {
        List<String> services = new ArrayList<>(List.of(service));
        environment.model().services().forEach((name, defined) -> {
            // Dependencies come first in the model.
            if (defined.dependsOn().keySet().stream().anyMatch(services::contains)) {
                services.add(name);
            }
        });
        return services;
    }

    /** The containers that a stop will stop, in the order in which they can be started again. */
    private static List<String> running(Engine engine, Environment environment, String service) {
        Observation observation = Observation.of(engine, environment.project());
        return withDependents(environment, service).stream()
                .flatMap(name -> observation.of(name).stream())
                .filter(ServicePlanner::isRunning)
                .map(Container::id)
                .toList();
    }

    /** Removes what an earlier upgrade has put aside. */
    static void forgetFiles(Engine engine, Environment environment, UpgradePlan plan) {
        try (ClusterUpgrade upgrade = ClusterUpgrade.of(engine, environment.project(), plan)) {
            upgrade.forget();
        }
    }

    /** From now on others write to the new version: it is no longer put back by itself. */
    void serves(RunContext context) {
        last(context.state())
                .filter(plan -> plan.phase() == UpgradePlan.Phase.EXCHANGING)
                .ifPresent(plan -> write(context.state(), plan.with(UpgradePlan.Phase.SERVING)));
    }

    /** Whether the new version serves, or has been started: whoever reached it then may have written to it. */
    boolean hasServed(RunContext context, Environment environment) {
        Optional<UpgradePlan> exchanging =
                last(context.state()).filter(plan -> plan.phase() == UpgradePlan.Phase.EXCHANGING);
        if (exchanging.isPresent()) {
            try (ClusterUpgrade upgrade =
                    ClusterUpgrade.of(context.engine(), environment.project(), exchanging.get())) {
                if (upgrade.wasStarted()) {
                    serves(context);
                }
            }
        }
        return isIn(context.state(), UpgradePlan.Phase.SERVING);
    }

    /**
     * Puts the data of the old version back, where that was cut off before anybody could write to the new one.
     *
     * @throws BerthException where somebody could
     */
    void putBack(RunContext context, Environment environment) {
        if (hasServed(context, environment)) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "the new version of the database has been started, and may have been written to",
                    "Go on with: stack upgrade     or take it back, with what was written since put aside: stack upgrade --undo");
        }
        last(context.state())
                .filter(plan -> plan.phase() == UpgradePlan.Phase.EXCHANGING)
                .ifPresent(plan -> {
                    putFilesBack(context, environment, plan);
                    context.state().write(DOCUMENT, "");
                });
    }

    /** Puts the data of the old version back; no container of the service is left that would start on it. */
    void putFilesBack(RunContext context, Environment environment, UpgradePlan plan) {
        stop(environment, plan.service());
        for (Container container :
                Observation.of(context.engine(), environment.project()).of(plan.service())) {
            context.engine().stop(container.id());
            context.engine().remove(container.id(), true);
        }
        try (ClusterUpgrade upgrade = ClusterUpgrade.of(context.engine(), environment.project(), plan)) {
            upgrade.back();
        }
    }

    /** What follows once the new version serves: its own backups, and statistics for its queries. */
    void settle(RunContext context, Environment environment) {
        Optional<UpgradePlan> serving = last(context.state()).filter(plan -> plan.phase() == UpgradePlan.Phase.SERVING);
        if (serving.isPresent()) {
            context.step("first backup", () -> firstBackup(context, environment));
            context.step(
                    "statistics",
                    () -> analyze(context.engine(), environment, serving.get().service()));
            write(context.state(), serving.get().with(UpgradePlan.Phase.DONE));
        }
    }

    /** Nothing of before leads to a moment of another cluster: where there are backups, it gets its own. */
    private String firstBackup(RunContext context, Environment environment) {
        Optional<String> obstacle = Backups.obstacle(environment);
        return obstacle.isPresent() ? "none: " + obstacle.get() : backUp(context, environment);
    }

    private static String analyze(Engine engine, Environment environment, String service) {
        Container container = Observation.of(engine, environment.project()).of(service).stream()
                .filter(ServicePlanner::isRunning)
                .findFirst()
                .orElseThrow(() ->
                        new BerthException(ErrorCode.UNHEALTHY, service + " does not run", "stack logs shows why."));
        ServiceCommand.Result result = new ServiceCommand(engine, LONGEST_ANALYSIS)
                .run(container, List.of("vacuumdb", "-U", "postgres", "--all", "--analyze-in-stages", "--quiet"));
        return result.succeeded() ? "as new" : "not made: " + result.words();
    }

    /** What taking it back means, for whoever is asked. */
    static List<String> consequences(UpgradePlan plan) {
        return List.of(
                "the data of %s is as it was before the upgrade to PostgreSQL %d".formatted(plan.service(), plan.to()),
                "what was written since is put aside, in %s of its volume, until the next upgrade or --accept"
                        .formatted(plan.undone()));
    }

    static void write(EngineState state, UpgradePlan plan) {
        state.write(DOCUMENT, plan.text());
    }

    /** Remembers that what was upgraded is as before, and that this cannot be undone once more. */
    static void undone(EngineState state, Optional<UpgradePlan> plan) {
        plan.filter(upgrade -> upgrade.phase() != UpgradePlan.Phase.ACCEPTED)
                .ifPresent(upgrade -> write(state, upgrade.with(UpgradePlan.Phase.UNDONE)));
        forgetBefore(state);
    }

    /** Remembers that there is no way back any more; what lay beside may be removed after it. */
    static void accepted(EngineState state) {
        last(state).ifPresent(plan -> write(state, plan.with(UpgradePlan.Phase.ACCEPTED)));
        forgetBefore(state);
    }
}
