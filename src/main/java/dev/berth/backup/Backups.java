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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
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

    /** To read what belongs to services, and to act as the repository's owner. */
    private static final List<String> TO_READ = List.of("DAC_READ_SEARCH", "SETUID", "SETGID");

    /** To write what belongs to services, too. */
    static final List<String> TO_WRITE =
            List.of("DAC_READ_SEARCH", "DAC_OVERRIDE", "CHOWN", "FOWNER", "SETUID", "SETGID");

    private final Engine engine;
    private final Scope scope;
    private final Clock clock;
    private final Workbench workbench;
    private final Repository repository;

    private Backups(Engine engine, Scope scope, Clock clock, Workbench workbench) {
        this.engine = engine;
        this.scope = scope;
        this.clock = clock;
        this.workbench = workbench;
        this.repository = new Repository(workbench);
    }

    /** Opens them to be looked at, and added to. */
    public static Backups open(Engine engine, Environment environment, Clock clock) {
        return open(engine, Scope.of(engine, environment), clock);
    }

    /**
     * Opens them by other settings than the database's own, such as those that a printed sheet keeps.
     *
     * @param folder of the engine's host with these settings
     */
    public static Backups openBy(String folder, Engine engine, Environment environment, Clock clock) {
        return open(engine, Scope.of(engine, environment).withSettings(folder), clock);
    }

    private static Backups open(Engine engine, Scope scope, Clock clock) {
        List<String> binds = binds(scope);
        scope.redis().forEach(redis -> binds.add(redis.volume() + ":" + Sources.of(redis.volume()) + ":ro"));
        scope.volumes().forEach(volume -> binds.add(volume.volume() + ":" + Sources.of(volume.volume()) + ":ro"));
        Workbench workbench = workbench(engine, scope, binds, TO_READ);
        try {
            Backups opened = new Backups(engine, scope, clock, workbench);
            opened.repository.requireServer(
                    scope.environment().definition().backup().repository(), clock, BucketServer.USUAL_PATIENCE);
            return opened;
        } catch (RuntimeException e) {
            workbench.close();
            throw e;
        }
    }

    private static List<String> binds(Scope scope) {
        return new ArrayList<>(List.of(
                Backups.repositoryVolume(scope.environment().project()) + ":/var/lib/pgbackrest",
                scope.postgres()
                                .orElseThrow(() -> new BerthException(
                                        ErrorCode.BACKUP_FAILED,
                                        "%s has no PostgreSQL whose settings say where backups lie"
                                                .formatted(scope.environment().name()),
                                        "Give the database's service kind: postgres in the definition."))
                                .secrets()
                        + ":/run/berth:ro"));
    }

    private static Workbench workbench(Engine engine, Scope scope, List<String> binds, List<String> capabilities) {
        return Workbench.open(
                engine,
                new Workbench.Equipment(
                        scope.environment().project(),
                        "backup",
                        IMAGE,
                        Optional.of("0:0"),
                        binds,
                        scope.network(engine),
                        capabilities));
    }

    /**
     * In what a set and the environment as it is defined now do not match, a sentence each: what is not brought back would be of
     * another moment than the rest.
     */
    public List<String> mismatches(BackupSet set) {
        List<String> mismatches = new ArrayList<>();
        List<String> services =
                scope.redis().stream().map(Scope.RedisService::name).toList();
        List<String> volumes =
                scope.volumes().stream().map(Scope.VolumeContent::name).toList();
        if (set.postgres().isPresent() != scope.postgres().isPresent()) {
            mismatches.add("PostgreSQL is only in one of them");
        }
        set.redis().stream()
                .map(BackupSet.Redis::service)
                .filter(name -> !services.contains(name))
                .forEach(name -> mismatches.add("the environment has no Redis %s any more".formatted(name)));
        set.volumes().stream()
                .map(BackupSet.Volume::name)
                .filter(name -> !volumes.contains(name))
                .forEach(name -> mismatches.add("the environment has no volume %s any more".formatted(name)));
        services.stream()
                .filter(name ->
                        set.redis().stream().noneMatch(each -> each.service().equals(name)))
                .forEach(name -> mismatches.add("the set holds nothing of %s".formatted(name)));
        volumes.stream()
                .filter(name ->
                        set.volumes().stream().noneMatch(each -> each.name().equals(name)))
                .forEach(name -> mismatches.add("the set holds nothing of the volume %s".formatted(name)));
        return mismatches;
    }

    /**
     * What a restore would put in the place of what.
     *
     * @param until to bring PostgreSQL alone to a moment after the set's; empty for everything as the set has it
     */
    public RestorePlan plan(BackupSet set, Optional<RestorePlan.Until> until) {
        String id = SetId.of(clock.instant());
        Optional<RestorePlan.Postgres> postgres = set.postgres()
                .flatMap(part -> scope.postgres()
                        .map(service -> new RestorePlan.Postgres(
                                service.name(),
                                service.data(),
                                service.beside(id),
                                until,
                                set.moment().restorePoint().orElseThrow())));
        List<RestorePlan.Move> redis = new ArrayList<>();
        List<RestorePlan.Kept> volumes = new ArrayList<>();
        if (until.isEmpty()) {
            for (Scope.RedisService service : scope.redis()) {
                if (set.redis().stream().anyMatch(each -> each.service().equals(service.name()))) {
                    String folder = Sources.of(service.volume());
                    redis.add(new RestorePlan.Move(
                            service.name(),
                            folder + "/" + SideRedis.LOG_FOLDER,
                            folder + "/beside-" + id + "/" + SideRedis.LOG_FOLDER));
                }
            }
            for (Scope.VolumeContent volume : scope.volumes()) {
                if (set.volumes().stream().anyMatch(each -> each.name().equals(volume.name()))) {
                    volumes.add(new RestorePlan.Kept(
                            volume.name(),
                            volume.services(),
                            Sources.of(volume.volume()),
                            Sources.of(keptVolume(scope, id)) + "/" + volume.name()));
                }
            }
        }
        return new RestorePlan(
                id,
                set.id(),
                until.map(RestorePlan.Until::at).orElse(set.moment().at()),
                RestorePlan.Phase.EXCHANGING,
                Optional.empty(),
                postgres,
                redis,
                volumes);
    }

    /** Makes ready to carry out, or to take back, a restore. */
    public static Restoration restoration(Engine engine, Environment environment, RestorePlan plan, Clock clock) {
        Scope scope = Scope.of(engine, environment, plan.postgres().map(RestorePlan.Postgres::live));
        List<String> binds = binds(scope);
        scope.postgres().ifPresent(service -> binds.add(service.volume() + ":" + Sources.of(service.volume())));
        scope.redis().forEach(redis -> binds.add(redis.volume() + ":" + Sources.of(redis.volume())));
        scope.volumes().forEach(volume -> binds.add(volume.volume() + ":" + Sources.of(volume.volume())));
        if (!plan.volumes().isEmpty()) {
            String kept = keptVolume(scope, plan.id());
            engine.createVolume(kept, Map.of("dev.berth.project", environment.project(), "dev.berth.purpose", KEPT));
            binds.add(kept + ":" + Sources.of(kept));
        }
        Workbench workbench = workbench(engine, scope, binds, TO_WRITE);
        return new Restoration(engine, scope, clock, workbench, () -> open(engine, environment, clock), plan);
    }

    /**
     * Removes the volumes of earlier restores which came to nothing.
     *
     * @param kept the restore whose put-aside state stays
     */
    public static void sweep(Engine engine, Environment environment, Optional<RestorePlan> kept, RestorePlan current) {
        Scope scope = Scope.of(engine, environment);
        List<String> staying = new ArrayList<>(List.of(keptVolume(scope, current.id())));
        kept.ifPresent(plan -> staying.add(keptVolume(scope, plan.id())));
        engine.volumes(Map.of("dev.berth.project", environment.project(), "dev.berth.purpose", KEPT)).stream()
                .filter(volume -> !staying.contains(volume.name()))
                .forEach(volume -> engine.removeVolume(volume.name()));
    }

    /** Removes the volume with what a restore had put aside of other volumes. */
    public static void forget(Engine engine, Environment environment, RestorePlan plan) {
        if (!plan.volumes().isEmpty()) {
            engine.removeVolume(keptVolume(Scope.of(engine, environment), plan.id()));
        }
    }

    private static String keptVolume(Scope scope, String id) {
        return "%s_before-%s".formatted(scope.environment().project(), id.toLowerCase(Locale.ROOT));
    }

    /** The engine's name of the volume with a project's repository. */
    public static String repositoryVolume(String project) {
        return project + "_backup";
    }

    /** Why no backups can be made of an environment as it is defined; empty where they can. Asks nobody. */
    public static Optional<String> obstacle(Environment environment) {
        return Scope.obstacle(environment);
    }

    /** The service whose settings say where backups lie. */
    public static String database(Environment environment) {
        return Scope.database(environment)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.BACKUP_FAILED,
                        "%s has no PostgreSQL whose settings say where backups lie".formatted(environment.name()),
                        "Give the database's service kind: postgres in the definition."));
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
        Instant now = clock.instant();
        String id = SetId.of(now);
        List<KnownSet> sets = sets();
        List<String> taken = sets.stream().map(each -> each.set().id()).toList();
        for (int later = 1; taken.contains(id); later++) {
            id = SetId.of(now.plusSeconds(later));
        }
        return new SetWriter(engine, scope, repository, Optional.of(cluster()), id, damaged(sets), clock);
    }

    /** Labels that nothing new may rest on: damaged ones, and those of a state that was put aside. */
    private static Set<String> damaged(List<KnownSet> sets) {
        return sets.stream()
                .filter(known -> known.worth() == KnownSet.Worth.DAMAGED
                        || known.set().occasion() == BackupSet.Occasion.BEFORE_RESTORE)
                .flatMap(known -> known.set().postgres().stream())
                .map(BackupSet.Postgres::label)
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
        workbench.close();
    }
}
