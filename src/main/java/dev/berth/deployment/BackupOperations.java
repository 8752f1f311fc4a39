package dev.berth.deployment;

import dev.berth.backup.BackupSet;
import dev.berth.backup.Backups;
import dev.berth.backup.Drilled;
import dev.berth.backup.Inspection;
import dev.berth.backup.Keeping;
import dev.berth.backup.KnownSet;
import dev.berth.backup.SetState;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Environments;
import dev.berth.environment.Journal;
import dev.berth.environment.Operator;
import dev.berth.environment.Run;
import dev.berth.environment.SeenBackups;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.health.Surroundings;
import dev.berth.secret.RecoverySheet;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** An environment's sets: made, listed, proved and let go. */
public final class BackupOperations {
    private final Environments environments;
    private final LockedRun runs;
    private final SecretWork secrets;
    private final BackupCreation creation;
    private final RepositoryAccess repositories;
    private final Clock clock;

    BackupOperations(
            Environments environments,
            LockedRun runs,
            SecretWork secrets,
            BackupCreation creation,
            RepositoryAccess repositories,
            Clock clock) {
        this.environments = environments;
        this.runs = runs;
        this.secrets = secrets;
        this.creation = creation;
        this.repositories = repositories;
        this.clock = clock;
    }

    /**
     * Makes a set. Nothing of the environment is changed by it, so that nobody is asked, not even where it is protected.
     *
     * @param type empty for what comes next: a full one once a week, else what changed
     */
    public KnownSet create(
            RunRequest request,
            Optional<BackupSet.Type> type,
            Optional<String> note,
            boolean pinned,
            Progress progress) {
        List<KnownSet> made = new ArrayList<>();
        runs.run(request, Approval.GIVEN, progress, List.of("a backup is made"), (context, environment) -> {
            BackupSet set = creation.make(
                    environment,
                    context.engine(),
                    new BackupCreation.Request(type, BackupSet.Occasion.ASKED, note, pinned),
                    context::step,
                    progress);
            made.add(KnownSet.fresh(set, pinned));
        });
        return made.getFirst();
    }

    /** Every set, oldest first; of those that cannot be read a notice is given. */
    public List<KnownSet> sets(String name, Progress progress) {
        return looking(name, backups -> {
            List<KnownSet> sets = backups.sets(unreadable -> unreadable.forEach(id -> progress.notice(
                    "the manifest of %s is damaged, or what is known of it: nothing can be told of it".formatted(id))));
            new SeenBackups(environments.workspace())
                    .write(
                            name,
                            sets.reversed().stream()
                                    .map(known -> known.set().id())
                                    .toList());
            return sets;
        });
    }

    /**
     * What there is to go back to, for whoever only looks: builds no image and makes no volume. Empty where nothing can be
     * told.
     */
    Optional<Surroundings.Backups> standing(String name) {
        Definition definition = environments.definition(name);
        Engine engine = environments.engine(environments.address(definition));
        boolean inVolume = !(definition.backup().repository() instanceof Definition.BackupRepository.S3);
        String volume = Backups.repositoryVolume(definition.project());
        boolean failed = lastAttemptFailed(engine, definition.project());
        if (inVolume
                && engine.volumes(Map.of()).stream()
                        .noneMatch(each -> each.name().equals(volume))) {
            return Optional.of(new Surroundings.Backups(clock.instant(), Optional.empty(), failed, Optional.empty()));
        }
        if (engine.image(Backups.IMAGE).isEmpty()) {
            return Optional.empty();
        }
        List<KnownSet> sets;
        try {
            sets = looking(name, Backups::sets);
        } catch (BerthException e) {
            // That an attempt failed, which perhaps is why, is known all the same.
            return Optional.of(Surroundings.Backups.unread(
                    clock.instant(),
                    failed,
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
        }
        return Optional.of(new Surroundings.Backups(
                clock.instant(),
                sets.stream()
                        .filter(known -> known.worth() == KnownSet.Worth.COMPLETE)
                        .filter(known -> known.set().occasion() != BackupSet.Occasion.BEFORE_RESTORE)
                        .map(known -> known.set().moment().at())
                        .max(Comparator.naturalOrder()),
                failed,
                sets.stream()
                        .flatMap(known -> known.state().drill().stream())
                        .max(Comparator.comparing(SetState.Drill::at))
                        .map(drill -> new Surroundings.Drill(
                                drill.at(), drill.problems().isEmpty()))));
    }

    /** One that was killed is in no history; one that is at work has not failed yet. */
    private boolean lastAttemptFailed(Engine engine, String project) {
        Journal journal = new Journal(new EngineState(engine, project), clock);
        Optional<Run> killed = journal.last()
                .filter(run -> run.outcome() == Run.Outcome.OPEN && makesABackup(run))
                .filter(run -> new EnvironmentLock(engine, project, Operator.current(), clock)
                        .atWork()
                        .isEmpty());
        return killed.or(() -> journal.history().stream()
                        .filter(BackupOperations::makesABackup)
                        .reduce((first, second) -> second)
                        .filter(run -> run.outcome() != Run.Outcome.SUCCEEDED))
                .isPresent();
    }

    private static boolean makesABackup(Run run) {
        return run.command().contains("backup create");
    }

    /** Which of these sets stay by what the definition says, and why. */
    public Keeping keeping(String name, List<KnownSet> sets) {
        return Keeping.of(environments.definition(name).backup().keep(), sets, clock.instant(), ZoneId.systemDefault());
    }

    /** What a prune would let go, oldest first. Removes nothing. */
    public List<KnownSet> prunable(String name, Progress progress) {
        List<KnownSet> sets = sets(name, progress);
        Keeping keeping = keeping(name, sets);
        return sets.stream().filter(known -> !keeping.stays(known)).toList();
    }

    /** Lets go of every set that nothing says should stay; returns those, oldest first. */
    public List<KnownSet> prune(RunRequest request, Approval approval, Progress progress) {
        List<KnownSet> gone = new ArrayList<>();
        runs.run(
                request,
                approval,
                progress,
                List.of("backups that need not stay are removed"),
                (context, environment) -> context.step("prune", () -> {
                    try (Backups backups = repositories.look(context.engine(), environment)) {
                        List<KnownSet> sets = backups.sets(BackupOperations::refuse);
                        Keeping keeping = keeping(environment.name(), sets);
                        gone.addAll(sets.stream()
                                .filter(known -> !keeping.stays(known))
                                .toList());
                        backups.remove(
                                gone, sets.stream().filter(keeping::stays).toList());
                    }
                    return gone.isEmpty() ? "nothing to remove" : gone.size() + " removed";
                }));
        return List.copyOf(gone);
    }

    /** What cannot be read is not known to be needed by nobody. */
    private static void refuse(List<String> unreadable) {
        if (!unreadable.isEmpty()) {
            throw new BerthException(
                    ErrorCode.BACKUP_DAMAGED,
                    "what tells of %s cannot be read: nothing is removed beside it"
                            .formatted(String.join(", ", unreadable)),
                    "Where the repository is well again, run the command again.");
        }
    }

    /** One set by its id, or {@code latest}. */
    public KnownSet set(String name, String id) {
        return looking(name, backups -> backups.set(id));
    }

    /** Keeps a set whatever retention says, or no longer does. */
    public KnownSet pin(RunRequest request, String id, boolean pinned, Progress progress) {
        List<KnownSet> changed = new ArrayList<>();
        runs.run(
                request,
                Approval.GIVEN,
                progress,
                List.of(pinned ? "a backup is pinned" : "a backup is no longer pinned"),
                (context, environment) -> context.step("pin", () -> {
                    try (Backups backups = repositories.look(context.engine(), environment)) {
                        changed.add(backups.pin(id, pinned));
                    }
                    return changed.getFirst().set().id();
                }));
        return changed.getFirst();
    }

    /**
     * What was found of a set.
     *
     * @param parts what is wrong with each, by its name; an empty text where it is well
     */
    public record Verified(BackupSet set, Map<String, String> parts) {
        public boolean isWell() {
            return parts.values().stream().allMatch(String::isEmpty);
        }
    }

    /** Reads every byte that a set needs. */
    public Verified verify(RunRequest request, String id, Progress progress) {
        List<Verified> done = new ArrayList<>();
        runs.run(
                request,
                Approval.GIVEN,
                progress,
                List.of("a backup is verified"),
                (context, environment) -> context.step("verify", () -> {
                    try (Backups backups = repositories.look(context.engine(), environment)) {
                        KnownSet known = backups.set(id);
                        done.add(new Verified(
                                known.set(),
                                backups.verify(known, what -> progress.waiting("reading the " + what, List.of()))));
                    }
                    Verified verified = done.getFirst();
                    return verified.isWell()
                            ? verified.set().id() + " is what was stored"
                            : verified.set().id() + " is damaged";
                }));
        return done.getFirst();
    }

    /** Restores a set in isolation, beside what serves. */
    public Drilled drill(RunRequest request, String id, Progress progress) {
        return drill(request, progress, (context, environment) -> {
            try (Backups backups = repositories.look(context.engine(), environment)) {
                KnownSet known = backups.set(id);
                return backups.drill(known, what -> progress.waiting(what, List.of()), transfer(known, progress));
            }
        });
    }

    /** The same with the keys on a printed sheet alone, as on a machine that has no others. */
    public Drilled drillBySheet(RunRequest request, String id, RecoverySheet sheet, Progress progress) {
        Definition definition = environments.definition(request.environment());
        SecretOperations.refuseAnother(sheet, definition);
        Set<String> missing = new TreeSet<>(SecretOperations.ofBackups(definition));
        missing.removeAll(sheet.secrets().keySet());
        if (!missing.isEmpty()) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "the sheet does not keep %s, without which the backups cannot be read"
                            .formatted(String.join(", ", missing)),
                    "It is of before: print it anew by secrets key export --sheet.");
        }
        return drill(request, progress, (context, environment) -> {
            try (Backups backups = repositories.openBy(context.engine(), environment, sheet.secrets())) {
                KnownSet known = backups.set(id);
                return backups.drillBySheet(
                        known, what -> progress.waiting(what, List.of()), transfer(known, progress));
            } catch (BerthException e) {
                throw ofTheSheet(e);
            }
        });
    }

    private static BerthException ofTheSheet(BerthException failure) {
        return failure.code() == ErrorCode.BACKUP_FAILED
                ? new BerthException(
                        failure.code(),
                        "with what the sheet keeps: " + failure.getMessage(),
                        "If the same drill is well without --sheet, the page is of before: print it anew by secrets key"
                                + " export --sheet.",
                        failure)
                : failure;
    }

    private static Transfer transfer(KnownSet known, Progress progress) {
        return new Transfer(
                progress, known.set().postgres().map(BackupSet.Postgres::bytes).orElse(0L));
    }

    /** How a set is restored in isolation. */
    private interface Trial {
        Drilled run(RunContext context, Environment environment);
    }

    private Drilled drill(RunRequest request, Progress progress, Trial trial) {
        List<Drilled> done = new ArrayList<>();
        runs.run(
                request,
                Approval.GIVEN,
                progress,
                List.of("a backup is restored for trial"),
                (context, environment) -> context.step("drill", () -> {
                    done.add(trial.run(context, environment));
                    Drilled drilled = done.getFirst();
                    return drilled.isWell()
                            ? drilled.set().id() + " restores"
                            : drilled.set().id() + " does not restore to what it was";
                }));
        return done.getFirst();
    }

    /**
     * What was found in the database that serves.
     *
     * @param lastClean the newest set of which a drill has looked into every relation and found nothing
     */
    public record Inspected(Inspection inspection, Optional<KnownSet> lastClean) {}

    /** Looks for damage in the database that serves; changes nothing. */
    public Inspected inspect(String name, Progress progress) {
        Definition definition = environments.definition(name);
        Engine engine = environments.engine(environments.address(definition));
        Optional<String> folder =
                secrets.knownFolder(definition, engine, new EngineState(engine, definition.project()));
        return environments.withTemporaryFile(name, folder, environment -> {
            Inspection found = Backups.inspect(engine, environment, what -> progress.waiting(what, List.of()));
            if (found.isWell() || Backups.obstacle(environment).isPresent()) {
                return new Inspected(found, Optional.empty());
            }
            try (Backups backups = repositories.look(engine, environment)) {
                return new Inspected(
                        found,
                        backups.sets().stream()
                                .filter(known -> known.worth() == KnownSet.Worth.COMPLETE
                                        && known.state().drill().isPresent())
                                .reduce((first, second) -> second));
            }
        });
    }

    private <T> T looking(String name, Function<Backups, T> look) {
        Definition definition = environments.definition(name);
        Engine engine = environments.engine(environments.address(definition));
        EngineState state = new EngineState(engine, definition.project());
        Optional<String> folder = secrets.knownFolder(definition, engine, state);
        return environments.withTemporaryFile(name, folder, environment -> {
            try (Backups backups = repositories.look(engine, environment)) {
                return look.apply(backups);
            }
        });
    }
}
