package dev.berth.deployment;

import dev.berth.backup.BackupSet;
import dev.berth.backup.Backups;
import dev.berth.backup.KnownSet;
import dev.berth.backup.Restoration;
import dev.berth.backup.RestorePlan;
import dev.berth.backup.Timelines;
import dev.berth.docker.Compose;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Brings an environment back to a set, or its database to a moment; what was there before stays beside, and comes back by one command. */
public final class BackupRestore {
    private static final String DOCUMENT = "restore";
    private static final Duration LONGEST_REPLAY = Duration.ofHours(12);

    private final Supplier<Compose> compose;
    private final LockedRun runs;
    private final HealthGate gate;
    private final BackupCreation creation;
    private final RepositoryAccess repositories;
    private final Clock clock;

    BackupRestore(
            Supplier<Compose> compose,
            LockedRun runs,
            HealthGate gate,
            BackupCreation creation,
            RepositoryAccess repositories,
            Clock clock) {
        this.compose = compose;
        this.runs = runs;
        this.gate = gate;
        this.creation = creation;
        this.repositories = repositories;
        this.clock = clock;
    }

    /** To what is to be gone back. */
    public sealed interface Wanted {
        /**
         * Everything as a set has it; {@code latest} for the newest that is free of damage.
         *
         * @param partial whether what has no counterpart may stay as it is
         */
        record Set(String id, boolean partial) implements Wanted {}

        /** PostgreSQL alone, to a moment. */
        record Moment(Instant at) implements Wanted {}

        /** PostgreSQL alone, as far as the log goes that was stored. */
        record End() implements Wanted {}
    }

    /**
     * What was done.
     *
     * @param set that was restored, or begun from
     * @param at the moment that was brought back
     * @param before the set that was made before, of what was there then; empty where none could be made
     * @param away how long the stores did not serve
     */
    public record Restored(BackupSet set, Instant at, Optional<String> before, Duration away) {}

    /** Brings it back. */
    public Restored restore(RunRequest request, Wanted wanted, Approval approval, Progress progress) {
        List<Restored> done = new ArrayList<>();
        runs.run(request, approval, progress, new LockedRun.Intent() {
            private Wanted named = wanted;

            @Override
            public LockedRun.Announcement announce(Environment environment, Engine engine, EngineState state) {
                String what = switch (wanted) {
                    case Wanted.Set(String id, boolean partial) -> {
                        BackupSet set = set(environment, engine, id);
                        // Whoever agrees does so to this set, whatever is the latest a minute later.
                        named = new Wanted.Set(set.id(), partial);
                        yield "everything that %s keeps is brought back to the backup %s, of %s%s"
                                .formatted(
                                        request.environment(),
                                        set.id(),
                                        set.moment().at().truncatedTo(ChronoUnit.SECONDS),
                                        set.note()
                                                .map(note -> " (" + note + ")")
                                                .orElse(""));
                    }
                    case Wanted.Moment(Instant at) ->
                        "the database of %s is brought back to %s; nothing else is"
                                .formatted(request.environment(), at);
                    case Wanted.End() ->
                        "the database of %s is brought back as far as its log was stored; nothing else is"
                                .formatted(request.environment());
                };
                if (!environment.definition().isProtected()) {
                    approval.agree(request.environment(), what);
                }
                return new LockedRun.Announcement(
                        List.of(what, "what was written since is put aside, and comes back by: backup restore --undo"),
                        false);
            }

            @Override
            public void carryOut(RunContext context, Environment environment) {
                boolean[] touched = {false};
                try {
                    done.add(restore(context, environment, named, () -> touched[0] = true));
                } catch (BerthException e) {
                    throw touched[0] ? e : untouched(environment.name(), e);
                }
            }
        });
        return done.getFirst();
    }

    private BackupSet set(Environment environment, Engine engine, String id) {
        try (Backups backups = repositories.look(engine, environment)) {
            return backups.set(id).set();
        }
    }

    private static BerthException untouched(String environment, BerthException failure) {
        return switch (failure.code()) {
            case INTERRUPTED ->
                new BerthException(
                        ErrorCode.INTERRUPTED,
                        "interrupted before anything of %s was changed".formatted(environment),
                        "To restore, run it again. --undo would take back an earlier restore.",
                        failure);
            case BACKUP_FAILED ->
                new BerthException(
                        ErrorCode.BACKUP_FAILED,
                        "%s; what serves was not touched".formatted(failure.getMessage()),
                        failure.hint(),
                        failure);
            default -> failure;
        };
    }

    /** @param touching called before anything that serves is touched */
    private Restored restore(RunContext context, Environment environment, Wanted wanted, Runnable touching) {
        refuseUnfinished(context.state(), environment.name());
        StoreUpgrade.refuseUnfinished(context.state(), environment.name());
        List<Timelines.Choice> chosen = new ArrayList<>();
        List<KnownSet> sets = new ArrayList<>();
        List<RestorePlan> plans = new ArrayList<>();
        List<String> before = new ArrayList<>();
        // Before anything is made: a moment that cannot be reached is refused at once.
        context.step("choice", () -> {
            try (Backups backups = repositories.look(context.engine(), environment)) {
                switch (wanted) {
                    case Wanted.Set(String id, boolean partial) -> {
                        sets.add(backups.set(id));
                        if (!partial) {
                            refuseMismatch(backups.mismatches(sets.getFirst().set()));
                        }
                    }
                    case Wanted.Moment(Instant at) -> {
                        refuseFuture(clock, at);
                        chosen.add(backups.timelines().choose(backups.sets(), at));
                        sets.add(chosen.getFirst().set());
                    }
                    case Wanted.End() -> {
                        chosen.add(backups.timelines().choose(backups.sets(), clock.instant(), true));
                        sets.add(chosen.getFirst().set());
                    }
                }
                return sets.getFirst().set().id();
            }
        });
        BackupSet set = sets.getFirst().set();
        try (Backups backups = repositories.open(context.engine(), environment)) {
            plans.add(backups.plan(set, chosen.stream().findFirst().map(Timelines.Choice::until)));
        }
        RestorePlan plan = plans.getFirst();
        try (Restoration restoration = repositories.restoration(context.engine(), environment, plan)) {
            Optional<RestorePlan> earlier = last(context.state());
            restoration.sweep(earlier);
            Restoration.sweepVolumes(context.engine(), environment, earlier, plan);
            restoration.requireRoom(set);
            context.step("backup", () -> backUp(context, environment, before));
            try {
                restoration.requireRoom(set);
                context.step(
                        "copy",
                        () -> String.join(
                                "; ",
                                restoration.prepare(
                                        set,
                                        what -> context.progress().waiting(what, List.of()),
                                        new Transfer(
                                                context.progress(),
                                                set.postgres()
                                                        .map(BackupSet.Postgres::bytes)
                                                        .orElse(0L)))));
            } catch (BerthException e) {
                restoration.abandon(earlier);
                throw e;
            }
            Instant begin = clock.instant();
            RestorePlan begun = plan.branching(restoration.now());
            Move move = new Move(context, environment, restoration, begun);
            touching.run();
            try {
                move.stop();
                context.state().write(DOCUMENT, begun.text());
                context.step("exchange", () -> {
                    restoration.exchange();
                    return "%s in place of what served".formatted(String.join(", ", restoration.services()));
                });
                move.start();
            } catch (BerthException e) {
                BerthException failure = putBack(move, e);
                // The one before can still be taken back.
                earlier.filter(old -> isPutBack(context.state()))
                        .ifPresent(old -> context.state().write(DOCUMENT, old.text()));
                throw failure;
            }
            Duration away = Duration.between(begin, clock.instant());
            try {
                restoration.branched(begun);
            } finally {
                context.state()
                        .write(DOCUMENT, begun.with(RestorePlan.Phase.DONE).text());
            }
            earlier.ifPresent(old -> forget(context, environment, old));
            return new Restored(
                    set,
                    restoration.reached().orElse(plan.at()),
                    before.stream().findFirst(),
                    away);
        }
    }

    private static boolean isPutBack(EngineState state) {
        return last(state)
                .filter(plan -> plan.phase() == RestorePlan.Phase.UNDONE)
                .isPresent();
    }

    private static void refuseMismatch(List<String> mismatches) {
        if (!mismatches.isEmpty()) {
            throw new BerthException(
                    ErrorCode.RESTORE_REFUSED,
                    "the backup and the environment as it is defined now do not match: "
                            + String.join("; ", mismatches),
                    "Nothing was changed. With --partial the rest is brought back, and is of another moment than what stays.");
        }
    }

    static void refuseFuture(Clock clock, Instant at) {
        if (at.isAfter(clock.instant())) {
            throw new BerthException(
                    ErrorCode.RESTORE_REFUSED, "%s is yet to come".formatted(at), "Nothing was changed.");
        }
    }

    /** What is there now is kept in a set of its own, where that can still be made. */
    private String backUp(RunContext context, Environment environment, List<String> before) {
        try {
            BackupSet set = creation.make(
                    environment,
                    context.engine(),
                    BackupCreation.Request.of(BackupSet.Occasion.BEFORE_RESTORE),
                    (name, work) -> context.progress().waiting(name + ": " + work.get(), List.of()),
                    context.progress());
            before.add(set.id());
            return set.id() + " of what is there now";
        } catch (BerthException e) {
            if (e.code() == ErrorCode.INTERRUPTED) {
                throw e;
            }
            context.progress()
                    .notice("what is there now could not be backed up, and is only put aside: " + e.getMessage());
            return "none could be made";
        }
    }

    private void forget(RunContext context, Environment environment, RestorePlan old) {
        try (Restoration before = repositories.restoration(context.engine(), environment, old)) {
            before.forget();
        }
        Restoration.forgetVolumes(context.engine(), environment, old);
    }

    private BerthException putBack(Move move, BerthException failure) {
        boolean interrupted = Thread.interrupted();
        String reason = failure.code() == ErrorCode.INTERRUPTED
                ? "interrupted while stores changed places"
                : String.valueOf(failure.getMessage());
        try {
            move.back();
            return new BerthException(
                    failure.code(), reason + "; what was there before serves again", failure.hint(), failure);
        } catch (BerthException e) {
            failure.addSuppressed(e);
            return new BerthException(
                    failure.code(),
                    "%s; and what was there before could not be put back: %s".formatted(reason, e.getMessage()),
                    "Nothing is lost, both lie in the volume. Try: backup restore --undo",
                    failure);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Puts back what was there before the last restore. */
    public RestorePlan undo(RunRequest request, Approval approval, Progress progress) {
        List<RestorePlan> done = new ArrayList<>();
        runs.run(request, approval, progress, new LockedRun.Intent() {
            @Override
            public LockedRun.Announcement announce(Environment environment, Engine engine, EngineState state) {
                RestorePlan plan = undoable(state, request.environment());
                String what =
                        "what %s kept before the restore %s is put back".formatted(request.environment(), plan.id());
                if (!environment.definition().isProtected()) {
                    approval.agree(request.environment(), what);
                }
                return new LockedRun.Announcement(
                        List.of(
                                what,
                                "what was written since is not there any more: a backup of it is made before, where that can be"),
                        false);
            }

            @Override
            public void carryOut(RunContext context, Environment environment) {
                RestorePlan plan = undoable(context.state(), request.environment());
                StoreUpgrade.refuseUnfinished(context.state(), environment.name());
                if (plan.phase() == RestorePlan.Phase.DONE) {
                    context.step("backup", () -> backUp(context, environment, new ArrayList<>()));
                }
                try (Restoration restoration = repositories.restoration(context.engine(), environment, plan)) {
                    Move move = new Move(context, environment, restoration, plan);
                    Instant branched = restoration.now();
                    move.back();
                    // A restore that was cut off has begun no history of its own.
                    if (plan.phase() == RestorePlan.Phase.DONE) {
                        restoration.branched(branched, restoration.lastBranch().orElse(branched));
                    } else {
                        restoration.forgetBranch(plan);
                    }
                }
                done.add(plan.with(RestorePlan.Phase.UNDONE));
            }
        });
        return done.getFirst();
    }

    private static RestorePlan undoable(EngineState state, String environment) {
        return last(state)
                .filter(plan -> plan.phase() != RestorePlan.Phase.UNDONE)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.RESTORE_REFUSED,
                        "%s has no restore to take back".formatted(environment),
                        "env history lists what was done."));
    }

    private static Optional<RestorePlan> last(EngineState state) {
        return state.read(DOCUMENT).filter(text -> !text.isEmpty()).map(RestorePlan::parse);
    }

    /** What was restored, and what is put aside, has gone with the volumes. */
    static void forget(EngineState state) {
        if (last(state).isPresent()) {
            state.write(DOCUMENT, "");
        }
    }

    /**
     * Refuses to start stores of which some were exchanged and others not.
     *
     * @throws BerthException RESTORE_REFUSED with what to do
     */
    static void refuseUnfinished(EngineState state, String environment) {
        if (last(state)
                .filter(plan -> plan.phase() == RestorePlan.Phase.EXCHANGING)
                .isPresent()) {
            throw new BerthException(
                    ErrorCode.RESTORE_REFUSED,
                    "a restore of %s was cut off while its stores were exchanged: some may be of another moment than others"
                            .formatted(environment),
                    "Next: backup restore --undo   puts back what was there before");
        }
    }

    /** One exchange of stores, forth or back. */
    private final class Move {
        private final RunContext context;
        private final Environment environment;
        private final Restoration restoration;
        private final RestorePlan plan;

        Move(RunContext context, Environment environment, Restoration restoration, RestorePlan plan) {
            this.context = context;
            this.environment = environment;
            this.restoration = restoration;
            this.plan = plan;
        }

        void stop() {
            context.step("stop", this::stopAll);
        }

        private String stopAll() {
            compose.get()
                    .stop(
                            environment.compose(),
                            restoration.services(),
                            environment.model().longestStop());
            return String.join(", ", restoration.services()) + " stopped";
        }

        void start() {
            Definition definition = environment.definition();
            List<String> services = restoration.services();
            context.step("start", () -> {
                begin(services);
                restoration.awaitServing(
                        clock.instant().plus(LONGEST_REPLAY),
                        what -> context.progress().waiting(what, List.of()));
                // Others may be unwell until the restored database knows the logins that there are now.
                List<String> stores = services.stream()
                        .filter(name -> environment.stack().service(name).isStore())
                        .toList();
                gate.await(environment, stores, definition.healthTimeout(), context.progress(), Optional::empty);
                return String.join(", ", stores) + " serve";
            });
            context.step("roles", () -> {
                List<String> defined = Converge.defined(environment, services);
                new Converge(context.engine()).run(environment, defined);
                return defined.isEmpty() ? "none to define" : "as defined";
            });
            context.step("health", () -> {
                // Clients of a database that was away for long knock at it in ever longer intervals.
                gate.awaitRecovery(
                        environment,
                        environment.stack().services().stream()
                                .map(each -> each.name())
                                .toList(),
                        definition.healthTimeout(),
                        context.progress());
                return "every service healthy";
            });
        }

        /** Containers are where they were, unless somebody has removed them meanwhile. */
        private void begin(List<String> services) {
            Observation observation = Observation.of(context.engine(), environment.project());
            if (services.stream().noneMatch(name -> observation.of(name).isEmpty())) {
                // Not by Compose, which would wait for others that have been unwell without these.
                services.stream()
                        .flatMap(name -> observation.of(name).stream())
                        .forEach(container -> context.engine().start(container.id()));
            } else {
                compose.get()
                        .up(
                                environment.compose(),
                                new Compose.UpRequest(services, Map.of(), false, false, false),
                                line -> {});
            }
        }

        void back() {
            context.step("put back", () -> {
                stopAll();
                context.state()
                        .write(DOCUMENT, plan.with(RestorePlan.Phase.EXCHANGING).text());
                restoration.back();
                return String.join(", ", restoration.services()) + " as before";
            });
            start();
            context.state().write(DOCUMENT, plan.with(RestorePlan.Phase.UNDONE).text());
        }
    }
}
