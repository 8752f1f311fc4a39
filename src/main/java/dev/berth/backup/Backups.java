package dev.berth.backup;

import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Nearest;
import dev.berth.failure.Quoted;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sets of one environment, and what can be done with them; holds a container of Berth's own until it is closed. */
public final class Backups implements AutoCloseable {
    /** The image in which repositories are read and written. */
    public static final String IMAGE = "berth/backup:1";

    /** The purpose, in its label, of a volume with what a restore has put aside. */
    public static final String KEPT = "kept";

    /** The purposes, in their labels, of volumes with an environment's data besides its own. */
    public static final Set<String> PURPOSES = Set.of(KEPT, Drill.PURPOSE, TableCopy.PURPOSE, ClusterUpgrade.PURPOSE);

    private final Engine engine;
    private final Scope scope;
    private final Clock clock;
    private final Workbench workbench;
    private final Repository repository;
    private final Runnable release;

    private Backups(Engine engine, Scope scope, Clock clock, Workbench workbench, Runnable release) {
        this.release = release;
        this.engine = engine;
        this.scope = scope;
        this.clock = clock;
        this.workbench = workbench;
        this.repository = new Repository(workbench);
    }

    /**
     * Settings of a repository that nobody else is given.
     *
     * @param folder of the engine's host
     * @param release removes it, when nobody needs it any more
     */
    public record Settings(String folder, Runnable release) {}

    /** The service whose settings say where backups lie; where there is none, whoever opens them brings such settings. */
    public static Optional<String> informed(Environment environment) {
        return Scope.archiving(environment);
    }

    /**
     * Opens them, and what they are made of.
     *
     * @param settings in place of the database's own; they are released in any case
     */
    public static Backups open(Engine engine, Environment environment, Optional<Settings> settings, Clock clock) {
        return open(engine, environment, settings, clock, scope -> {
            List<String> binds = new ArrayList<>();
            scope.postgres().ifPresent(service -> binds.add(readOnly(service.volume())));
            scope.redis().forEach(redis -> binds.add(readOnly(redis.volume())));
            scope.volumes().forEach(volume -> binds.add(readOnly(volume.volume())));
            return binds;
        });
    }

    /** Opens them to be looked at: an engine would make what a container is given of an environment that is not there. */
    public static Backups look(Engine engine, Environment environment, Optional<Settings> settings, Clock clock) {
        return open(engine, environment, settings, clock, scope -> List.of());
    }

    private static Backups open(
            Engine engine,
            Environment environment,
            Optional<Settings> settings,
            Clock clock,
            Function<Scope, List<String>> sources) {
        return RepositoryWorkbench.releasing(settings, release -> {
            Scope scope = RepositoryWorkbench.scope(engine, environment, Optional.empty(), settings);
            if (!scope.isArchiving()) {
                // Compose makes the other ones, and knows nothing of this.
                engine.createVolume(
                        repositoryVolume(environment.project()),
                        Map.of("dev.berth.project", environment.project(), "dev.berth.purpose", "repository"));
            }
            Workbench workbench =
                    RepositoryWorkbench.open(engine, scope, sources.apply(scope), RepositoryWorkbench.TO_READ);
            try {
                Backups opened = new Backups(engine, scope, clock, workbench, release);
                opened.repository.requireServer(
                        environment.definition().backup().repository(), clock, BucketServer.USUAL_PATIENCE);
                return opened;
            } catch (RuntimeException e) {
                workbench.close();
                throw e;
            }
        });
    }

    private static String readOnly(String volume) {
        return volume + ":" + Sources.of(volume) + ":ro";
    }

    /**
     * In what a set and the environment as it is defined now do not match, a sentence each: what is not brought back would be of
     * another moment than the rest.
     */
    public List<String> mismatches(BackupSet set) {
        return new RestorePlanner(scope, workbench).mismatches(set);
    }

    /**
     * What a restore would put in the place of what.
     *
     * @param until to bring PostgreSQL alone to a moment after the set's; empty for everything as the set has it
     */
    public RestorePlan plan(BackupSet set, Optional<RestorePlan.Until> until) {
        return new RestorePlanner(scope, workbench).plan(SetId.of(clock.instant()), set, until);
    }

    /** The engine's name of the volume with a project's repository. */
    public static String repositoryVolume(String project) {
        return project + "_backup";
    }

    /** Why no backups are made by themselves of an environment as it is defined; empty where they are. Asks nobody. */
    public static Optional<String> obstacle(Environment environment) {
        return Scope.obstacle(environment);
    }

    /** The services whose writes are held at a set's moment. */
    public static List<String> held(Environment environment) {
        return Scope.kept(environment);
    }

    /** Bytes of all databases now; zero where no server runs. */
    public long bytes() {
        return Running.cluster(engine, scope)
                .map(server -> Long.parseLong(
                        server.value("postgres", "SELECT coalesce(sum(pg_database_size(oid)), 0) FROM pg_database")))
                .orElse(0L);
    }

    /** Every set that is complete, oldest first. */
    public List<KnownSet> sets() {
        return sets(unreadable -> {});
    }

    /**
     * The same.
     *
     * @param unreadable takes the ids of sets of which nothing can be told, since a file that tells of them is damaged
     */
    public List<KnownSet> sets(Consumer<List<String>> unreadable) {
        Repository.Listed listed = repository.list(engine);
        unreadable.accept(listed.unreadable());
        return listed.sets();
    }

    /**
     * One set.
     *
     * @param id or {@code latest}: the newest that is free of damage, and not of what a restore has put aside
     * @throws BerthException BACKUP_MISSING where there is none
     */
    public KnownSet set(String id) {
        List<KnownSet> sets = sets();
        if (id.equals("latest")) {
            return sets.stream()
                    .filter(set -> set.worth() == KnownSet.Worth.COMPLETE)
                    .filter(set -> set.set().occasion() != BackupSet.Occasion.BEFORE_RESTORE)
                    .reduce((first, second) -> second)
                    .orElseThrow(() -> new BerthException(
                            ErrorCode.BACKUP_MISSING,
                            sets.isEmpty()
                                    ? "%s has no backup yet"
                                            .formatted(scope.environment().name())
                                    : "no backup of %s is free of damage"
                                            .formatted(scope.environment().name()),
                            "Make one: backup create"));
        }
        return sets.stream()
                .filter(set -> set.set().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new BerthException(
                        ErrorCode.BACKUP_MISSING,
                        "%s has no backup %s".formatted(scope.environment().name(), Quoted.word(id)),
                        Nearest.to(
                                        id,
                                        Stream.concat(
                                                        Stream.of("latest"),
                                                        sets.stream()
                                                                .map(each -> each.set()
                                                                        .id()))
                                                .toList())
                                .map(near -> "did you mean: " + near)
                                .orElse("backup list shows those there are.")));
    }

    /**
     * Brings tables back into a schema beside those that serve.
     *
     * @param until to the moment; empty for that of the set
     * @param tables each as {@code schema.table}, or {@code database:schema.table}
     * @param doing takes what is done now
     * @param percent takes how much of PostgreSQL's files is back, 0 to 100
     * @return the tables as they are now, with their rows
     */
    public List<BackupSet.Table> bringBack(
            BackupSet set,
            Optional<RestorePlan.Until> until,
            List<String> tables,
            String schema,
            Consumer<String> doing,
            DoubleConsumer percent) {
        BackupSet.Postgres postgres = set.postgres()
                .orElseThrow(() -> new BerthException(
                        ErrorCode.RESTORE_REFUSED,
                        "the backup %s holds no PostgreSQL".formatted(set.id()),
                        "Nothing was changed."));
        Target target = until.map(RestorePlan.Until::target)
                .orElseGet(() -> new Target.Named(set.moment().restorePoint().orElseThrow()));
        return new TableCopy(engine, scope, clock, cluster(), doing).run(postgres, target, tables, schema, percent);
    }

    /** When the database was exchanged for another state of it. */
    public Timelines timelines() {
        return repository.timelines();
    }

    /** Remembers that it was. */
    void remember(Timelines.Branch branch) {
        repository.write(repository.timelines().with(branch));
    }

    /** Forgets what was remembered of that moment. */
    void forget(Instant at) {
        repository.write(repository.timelines().without(at));
    }

    /**
     * What an upgrade of a database's data would put in the place of what.
     *
     * @param programs the id of the image that ran until now
     * @throws BerthException PREFLIGHT_FAILED where its folders do not allow for one
     */
    public static UpgradePlan upgrade(Environment environment, ClusterFiles files, String programs, Clock clock) {
        return UpgradePlan.of(environment, files, programs, SetId.of(clock.instant()));
    }

    /** Remembers that from this moment on another cluster serves: no set of before leads to a moment after it. */
    public void breakHistory(Instant at) {
        Timelines timelines = repository.timelines();
        if (timelines.branches().stream().noneMatch(branch -> branch.at().equals(at)) && !sets().isEmpty()) {
            remember(new Timelines.Branch(at, Instant.EPOCH, ""));
        }
    }

    /**
     * Has the repository take the log of the cluster that serves now, where that and the one it knows are the two of an upgrade.
     *
     * @param systems their system identifiers
     */
    public void adopt(List<String> systems) {
        if (!scope.isArchiving()) {
            return;
        }
        Cluster server = cluster();
        PgBackRest program =
                new PgBackRest(engine, server.container(), scope.environment().project(), List.of());
        PgBackRestInfo info = program.info();
        String systemId = server.value("postgres", "SELECT system_identifier FROM pg_control_system()");
        if (!info.isUnreadable()
                && !info.systemIds().isEmpty()
                && !info.systemIds().getLast().equals(systemId)
                && systems.containsAll(List.of(info.systemIds().getLast(), systemId))) {
            program.upgradeStanza();
        }
    }

    /** Begins a new set. */
    public SetWriter begin() {
        if (scope.postgres().isEmpty()
                && scope.redis().isEmpty()
                && scope.volumes().isEmpty()) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "%s keeps nothing that could be backed up: no service of it writes to a volume"
                            .formatted(scope.environment().name()),
                    "Nothing was made.");
        }
        Instant now = clock.instant();
        String id = SetId.of(now);
        List<KnownSet> sets = sets();
        List<String> taken = sets.stream().map(each -> each.set().id()).toList();
        for (int later = 1; taken.contains(id); later++) {
            id = SetId.of(now.plusSeconds(later));
        }
        return new SetWriter(
                engine, scope, repository, scope.postgres().map(service -> cluster()), id, damaged(sets), clock);
    }

    /** Labels that nothing new may rest on: damaged ones, and those of a state that was put aside. */
    private static Set<String> damaged(List<KnownSet> sets) {
        return sets.stream()
                .filter(known -> known.worth() == KnownSet.Worth.DAMAGED
                        || known.set().occasion() == BackupSet.Occasion.BEFORE_RESTORE)
                .flatMap(known -> known.set().postgres().stream())
                .flatMap(postgres -> postgres.label().stream())
                .collect(Collectors.toSet());
    }

    /** Keeps a set whatever retention says, or no longer does. */
    public KnownSet pin(String id, boolean pinned) {
        KnownSet known = set(id);
        SetState state = known.state().withPinned(pinned);
        repository.write(known.set().id(), state);
        return new KnownSet(known.set(), state, known.isThere());
    }

    /**
     * Reads every byte that a set needs, and remembers what was found.
     *
     * @param looking takes what is looked at now
     * @return what is wrong with each of its parts, by the part's name; an empty text where it is well
     */
    public Map<String, String> verify(KnownSet known, Consumer<String> looking) {
        Map<String, String> parts = new SetVerifier(engine, repository, workbench).verify(known.set(), looking);
        List<String> problems = new ArrayList<>();
        parts.forEach((part, problem) -> {
            if (!problem.isEmpty()) {
                problems.add(part + ": " + problem);
            }
        });
        repository.write(known.set().id(), known.state().with(new SetState.Verification(clock.instant(), problems)));
        return parts;
    }

    /** Lets go of sets, the newest first; what those that stay rest on remains with PostgreSQL's backups. */
    public void remove(List<KnownSet> gone, List<KnownSet> staying) {
        gone.reversed().forEach(known -> repository.remove(known.set().id()));
        if (!gone.isEmpty()) {
            new LetGo(repository.program(engine)).backups(staying);
        }
    }

    /**
     * Restores a set in isolation, and remembers what was found.
     *
     * @param doing takes what is done now
     * @param percent takes how much of PostgreSQL's files is back, 0 to 100
     */
    public Drilled drill(KnownSet known, Consumer<String> doing, DoubleConsumer percent) {
        Drilled drilled = new Drill(engine, scope, clock, known.set(), doing).run(percent);
        remember(known, drilled, known.state().sheetOpenedAt());
        return drilled;
    }

    /** The same where these sets were opened by what a printed sheet keeps alone; that it was is remembered, too. */
    public Drilled drillBySheet(KnownSet known, Consumer<String> doing, DoubleConsumer percent) {
        Drilled drilled = new Drill(engine, scope, clock, known.set(), doing)
                .run(percent)
                .with(new Drilled.Check("sheet", true, "everything was read with the keys on the page, and no other"));
        remember(
                known,
                drilled,
                drilled.isWell() ? Optional.of(clock.instant()) : known.state().sheetOpenedAt());
        return drilled;
    }

    private void remember(KnownSet known, Drilled drilled, Optional<Instant> sheet) {
        List<String> problems = drilled.checks().stream()
                .filter(check -> !check.ok())
                .map(check -> check.name() + ": " + check.detail())
                .toList();
        repository.write(
                known.set().id(),
                known.state()
                        .with(new SetState.Drill(clock.instant(), problems, drilled.recoveryTime()))
                        .withSheetOpenedAt(sheet));
    }

    /**
     * Looks for damage in the database that serves.
     *
     * @param looking takes what is looked at now
     */
    public static Inspection inspect(Engine engine, Environment environment, Consumer<String> looking) {
        return Inspection.of(
                Running.cluster(engine, Scope.of(engine, environment))
                        .orElseThrow(() -> new BerthException(
                                ErrorCode.UNHEALTHY,
                                "the database of %s does not run".formatted(environment.name()),
                                wayToStart(engine, environment))),
                looking);
    }

    private Cluster cluster() {
        return Running.cluster(engine, scope)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.UNHEALTHY,
                        "the database of %s does not run"
                                .formatted(scope.environment().name()),
                        wayToStart(engine, scope.environment())));
    }

    private static String wayToStart(Engine engine, Environment environment) {
        Observation observation = Observation.of(engine, environment.project());
        return "Start it: "
                + environment.stack().services().stream()
                        .filter(service -> service.kind() == Definition.Kind.POSTGRES)
                        .findFirst()
                        .map(service -> observation.wayToStart(service.name()))
                        .orElse("stack up");
    }

    @Override
    public void close() {
        try {
            workbench.close();
        } finally {
            release.run();
        }
    }
}
