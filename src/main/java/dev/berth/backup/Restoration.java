package dev.berth.backup;

import dev.berth.docker.Engine;
import dev.berth.docker.ExecResult;
import dev.berth.environment.Environment;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Brings a set back in two steps: {@link #prepare} makes and proves copies beside what serves, {@link #exchange} puts them in
 * its place while the stores are stopped, and {@link #back} exchanges them again. What was there before stays beside.
 */
public final class Restoration implements AutoCloseable {
    /** So many segments of the log may lie beside a copy that reads it. */
    private static final int SEGMENTS = 4;

    private static final String STATE = "SELECT r, CASE WHEN r THEN pg_get_wal_replay_pause_state() END,"
            + " CASE WHEN r THEN pg_last_wal_replay_lsn() END FROM pg_is_in_recovery() AS r";

    private final Engine engine;
    private final Scope scope;
    private final Clock clock;
    private final Workbench workbench;
    private final Supplier<Backups> backups;
    private final RestorePlan plan;
    private final Exchange exchange;
    private final Runnable release;
    private Optional<Instant> reached = Optional.empty();
    private boolean given;

    /**
     * @param workbench with what serves in it; it reaches a bucket for as long only as the database runs in whose network it is
     * @param backups of the same environment, opened anew
     * @param release what is done when it is closed
     */
    Restoration(
            Engine engine,
            Scope scope,
            Clock clock,
            Workbench workbench,
            Supplier<Backups> backups,
            RestorePlan plan,
            Runnable release) {
        this.exchange = new Exchange(workbench, plan.id());
        this.release = release;
        this.engine = engine;
        this.scope = scope;
        this.clock = clock;
        this.workbench = workbench;
        this.backups = backups;
        this.plan = plan;
    }

    /**
     * Makes ready to carry out, or to take back, a restore.
     *
     * @param settings in place of the database's own; they are released in any case
     * @param again opens the environment's backups
     */
    public static Restoration open(
            Engine engine,
            Environment environment,
            RestorePlan plan,
            Optional<Backups.Settings> settings,
            Supplier<Backups> again,
            Clock clock) {
        return RepositoryWorkbench.releasing(settings, release -> {
            Scope scope = RepositoryWorkbench.scope(
                    engine, environment, plan.postgres().map(RestorePlan.Postgres::live), settings);
            List<String> binds = new ArrayList<>();
            scope.postgres().ifPresent(service -> binds.add(service.volume() + ":" + Sources.of(service.volume())));
            scope.redis().forEach(redis -> binds.add(redis.volume() + ":" + Sources.of(redis.volume())));
            scope.volumes().forEach(volume -> binds.add(volume.volume() + ":" + Sources.of(volume.volume())));
            if (!plan.volumes().isEmpty()) {
                String kept = RestorePlanner.keptVolume(scope, plan.id());
                engine.createVolume(
                        kept, Map.of("dev.berth.project", environment.project(), "dev.berth.purpose", Backups.KEPT));
                binds.add(kept + ":" + Sources.of(kept));
            }
            Workbench workbench = RepositoryWorkbench.open(engine, scope, binds, RepositoryWorkbench.TO_WRITE);
            return new Restoration(engine, scope, clock, workbench, again, plan, release);
        });
    }

    /**
     * Removes the volumes of earlier restores which came to nothing.
     *
     * @param kept the restore whose put-aside state stays
     */
    public static void sweepVolumes(
            Engine engine, Environment environment, Optional<RestorePlan> kept, RestorePlan current) {
        Scope scope = Scope.of(engine, environment);
        List<String> staying = new ArrayList<>(List.of(RestorePlanner.keptVolume(scope, current.id())));
        kept.ifPresent(plan -> staying.add(RestorePlanner.keptVolume(scope, plan.id())));
        engine.volumes(Map.of("dev.berth.project", environment.project(), "dev.berth.purpose", Backups.KEPT)).stream()
                .filter(volume -> !staying.contains(volume.name()))
                .forEach(volume -> engine.removeVolume(volume.name()));
    }

    /** Removes the volume with what a restore had put aside of other volumes. */
    public static void forgetVolumes(Engine engine, Environment environment, RestorePlan plan) {
        if (!plan.volumes().isEmpty()) {
            engine.removeVolume(RestorePlanner.keptVolume(Scope.of(engine, environment), plan.id()));
        }
    }

    /** When the last transaction was committed that the copy has, where it was read as far as its log goes. */
    public Optional<Instant> reached() {
        return reached;
    }

    /** Services that must not run while copies are exchanged. */
    public List<String> services() {
        return plan.services();
    }

    /**
     * Makes the copies, and looks whether they are what the set says; nothing that serves is touched.
     *
     * @param doing takes what is done now
     * @param percent takes how much of PostgreSQL's files is back, 0 to 100
     * @return what was proved, a sentence each
     * @throws BerthException BACKUP_DAMAGED where a copy is not what it must be
     */
    public List<String> prepare(BackupSet set, Consumer<String> doing, DoubleConsumer percent) {
        List<String> proved = new ArrayList<>();
        plan.postgres().ifPresent(move -> proved.add(postgres(set, move, doing, percent)));
        for (Map.Entry<String, List<RestorePlan.Move>> service : redis().entrySet()) {
            doing.accept("bringing back " + service.getKey());
            proved.add(redis(set, service.getKey(), service.getValue()));
        }
        List<BackupSet.Volume> volumes = volumes(set);
        if (!volumes.isEmpty()) {
            doing.accept("reading what volumes held");
            new Repository(workbench)
                    .check(volumes.stream().map(BackupSet.Volume::part).toList())
                    .forEach((path, problem) -> {
                        throw damaged("%s: %s".formatted(path, problem));
                    });
            // While stores are stopped nothing may depend on what cannot be reached then.
            for (BackupSet.Volume volume : volumes) {
                doing.accept("bringing back " + volume.name());
                VolumeContents.replace(workbench, volume, kept(volume).kept() + ".restored");
            }
            proved.add("%d volumes are what was stored".formatted(volumes.size()));
        }
        return proved;
    }

    private Map<String, List<RestorePlan.Move>> redis() {
        return plan.redis().stream()
                .collect(Collectors.groupingBy(RestorePlan.Move::service, LinkedHashMap::new, Collectors.toList()));
    }

    private List<BackupSet.Volume> volumes(BackupSet set) {
        return set.volumes().stream()
                .filter(volume ->
                        plan.volumes().stream().anyMatch(kept -> kept.name().equals(volume.name())))
                .toList();
    }

    private RestorePlan.Kept kept(BackupSet.Volume volume) {
        return plan.volumes().stream()
                .filter(kept -> kept.name().equals(volume.name()))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Looks for room: what serves and its copy lie beside each other for a while.
     *
     * @throws BerthException RESTORE_REFUSED where there is not enough
     */
    public void requireRoom(BackupSet set) {
        Room room = new Room(workbench);
        plan.postgres()
                .ifPresent(move -> set.postgres().ifPresent(postgres -> {
                    // The log up to the moment comes on top: some segments of it at a time, or all of it.
                    long log = postgres.segmentBytes() * SEGMENTS
                            + (postgres.files() instanceof BackupSet.Files.Base base
                                    ? base.log().bytes()
                                    : 0);
                    room.need(
                            "the database",
                            Sources.of(scope.postgres().orElseThrow().volume()),
                            postgres.bytes() + postgres.bytes() / 10 + log);
                }));
        for (BackupSet.Redis redis : set.redis()) {
            plan.redis().stream()
                    .filter(move -> move.service().equals(redis.service()))
                    .limit(1)
                    .forEach(move -> room.need(
                            redis.service(), parent(move.live()), redis.part().bytes()));
        }
        for (BackupSet.Volume volume : volumes(set)) {
            RestorePlan.Kept kept = kept(volume);
            room.need(volume.name(), parent(kept.kept()), volume.part().bytes() + room.held(kept.live()));
        }
        room.missing().ifPresent(words -> {
            throw new BerthException(
                    ErrorCode.RESTORE_REFUSED,
                    "there is not enough room for a copy beside what serves: " + words,
                    "Make room where the engine keeps its volumes. Nothing was changed.");
        });
    }

    private String postgres(BackupSet set, RestorePlan.Postgres move, Consumer<String> doing, DoubleConsumer percent) {
        BackupSet.Postgres postgres = set.postgres().orElseThrow();
        Scope.PostgresService service = scope.postgres().orElseThrow();
        try (SideCluster copy =
                SideCluster.open(engine, scope, clock, postgres, service.volume(), move.copy(), "restore")) {
            doing.accept("bringing back the files of " + service.name());
            copy.restore(move.target(), percent);
            doing.accept("reading the log of " + service.name());
            copy.recover(move.target());
            reached = copy.lastTransaction();
            doing.accept("counting rows");
            String rows = move.target() instanceof Target.Named
                    ? RestoredRows.of(postgres, copy.cluster()).words()
                    : "";
            long tables = copy.cluster().databases().stream()
                    .mapToLong(
                            database -> RowCount.names(copy.cluster(), database).size())
                    .sum();
            copy.stop();
            doing.accept("reading every page of the copy");
            Optional<SideCluster.Checksums> pages = copy.checksums();
            if (pages.filter(found -> found.bad() > 0).isPresent()) {
                throw damaged("%d pages of the copy fail their checksums"
                        .formatted(pages.get().bad()));
            }
            copy.readyToServe(service.data());
            exchange.mark(copy, move.copy());
            return "%s: %d tables%s%s"
                    .formatted(
                            service.name(),
                            tables,
                            rows.isEmpty() ? "" : " (" + rows + ")",
                            pages.map(found -> ", %d files without a bad page".formatted(found.files()))
                                    .orElse(""));
        }
    }

    private String redis(BackupSet set, String name, List<RestorePlan.Move> moves) {
        BackupSet.Redis wanted = set.redis().stream()
                .filter(each -> each.service().equals(name))
                .findFirst()
                .orElseThrow();
        Scope.RedisService service = scope.redis().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        String folder = parent(moves.getFirst().copy());
        String owner = SideRedis.place(workbench, wanted, folder);
        long keys = new SideRedis(engine, scope)
                .load(service, service.volume(), folder.substring(folder.lastIndexOf('/') + 1), owner);
        if (keys != wanted.allKeys()) {
            throw damaged("%s has %d keys, %d were counted".formatted(name, keys, wanted.allKeys()));
        }
        moves.forEach(exchange::mark);
        return "%s: %d keys".formatted(name, keys);
    }

    private static BerthException damaged(String problem) {
        return new BerthException(
                ErrorCode.BACKUP_DAMAGED,
                "the backup is not what was stored: " + problem,
                "What serves was not touched. backup list shows earlier ones.");
    }

    /** Puts the copies in the place of what serves; the stores must be stopped. May be repeated. */
    public void exchange() {
        given = true;
        moves().forEach(exchange::give);
        plan.volumes().forEach(exchange::give);
    }

    /** Puts back what served before; the stores must be stopped. May be repeated. */
    public void back() {
        given = false;
        moves().forEach(exchange::giveBack);
        plan.volumes().forEach(exchange::giveBack);
    }

    private List<RestorePlan.Move> moves() {
        List<RestorePlan.Move> moves = new ArrayList<>();
        plan.postgres()
                .ifPresent(postgres -> moves.add(new RestorePlan.Move(
                        postgres.service(), inSource(postgres.live()), inSource(postgres.copy()))));
        moves.addAll(plan.redis());
        return moves;
    }

    /** A folder of the database's container as the workbench sees it. */
    private String inSource(String path) {
        Scope.PostgresService service = scope.postgres().orElseThrow();
        return Sources.of(service.volume()) + path.substring(service.mount().length());
    }

    /**
     * Waits until the database that was put in place, where one was, has read its log and takes writes.
     *
     * @param doing takes how far it is
     */
    public void awaitServing(Instant end, Consumer<String> doing) {
        while (plan.postgres().isPresent()) {
            List<String> state = Running.cluster(engine, scope)
                    .map(server -> server.ask("postgres", STATE))
                    .filter(ExecResult::succeeded)
                    .map(result -> List.of(result.output().strip().split("\u001f", -1)))
                    .orElse(List.of());
            if (!state.isEmpty() && state.getFirst().equals("f")) {
                forgetTarget();
                return;
            }
            if (state.size() > 2 && state.get(1).equals("paused")) {
                throw new BerthException(
                        ErrorCode.BACKUP_FAILED, "the restored database holds and does not take writes", null);
            }
            if (clock.instant().isAfter(end)) {
                throw new BerthException(
                        ErrorCode.TIMED_OUT, "the restored database does not take writes yet", "stack logs shows why.");
            }
            doing.accept(state.size() > 2 ? "it reads its log: " + state.get(2) : "it does not answer yet");
            Pause.during(Duration.ofMillis(200), "the restored database reads its log");
        }
    }

    /** What told a base backup how far to read would be in the way of whoever recovers it by other means, or copies it. */
    private void forgetTarget() {
        if (given && !scope.isArchiving()) {
            Running.cluster(engine, scope)
                    .ifPresent(server -> BaseRestore.SETTINGS.forEach(setting -> Workbench.succeeded(
                            "let go of " + setting, server.ask("postgres", "ALTER SYSTEM RESET " + setting))));
        }
    }

    /** What time it is for the database, by the clock of its engine's host. */
    public Instant now() {
        return now(workbench);
    }

    static Instant now(Workbench workbench) {
        String seconds = workbench.require("read the clock", "date", "+%s.%N");
        int point = seconds.indexOf('.');
        return Instant.ofEpochSecond(
                Long.parseLong(seconds.substring(0, point)), Long.parseLong(seconds.substring(point + 1)));
    }

    /**
     * Remembers that the database goes on from another state of it than it had.
     *
     * @param at when that began
     * @param origin the moment of that state
     */
    public void branched(Instant at, Instant origin) {
        try (Backups opened = backups.get()) {
            opened.remember(new Timelines.Branch(at, origin, timeline()));
        } catch (BerthException e) {
            throw new BerthException(
                    e.code(),
                    "what was brought back serves, but the repository could not be told: " + e.getMessage(),
                    "Make a set of it as soon as the repository answers: backup create --type full. Before that"
                            + " no moment from now on can be gone back to.",
                    e);
        }
    }

    /** Remembers that a restore has come to serve. */
    public void branched(RestorePlan begun) {
        branched(begun.branchedAt().orElseThrow(), begun.at());
    }

    /** A restore that was cut off has begun no history of its own, although that may have been written down. */
    public void forgetBranch(RestorePlan cutOff) {
        cutOff.branchedAt().ifPresent(at -> {
            try (Backups opened = backups.get()) {
                opened.forget(at);
            }
        });
    }

    /** When the last of them began; empty where there was none. */
    public Optional<Instant> lastBranch() {
        try (Backups opened = backups.get()) {
            return opened.timelines().branches().stream()
                    .map(Timelines.Branch::at)
                    .reduce((first, second) -> second);
        }
    }

    /** The timeline that the serving database writes its log on. */
    private String timeline() {
        return Running.cluster(engine, scope)
                .map(server -> server.value("postgres", "SELECT timeline_id FROM pg_control_checkpoint()"))
                .orElse("");
    }

    /**
     * Removes the copies that earlier restores have left which came to nothing.
     *
     * @param kept the restore whose put-aside state stays; empty for none
     */
    public void sweep(Optional<RestorePlan> kept) {
        String id = kept.map(RestorePlan::id).orElse("");
        scope.postgres()
                .ifPresent(service -> exchange.sweep(inSource(service.besideFolder()), service.besideName(), id));
        scope.redis().forEach(service -> exchange.sweep(Sources.of(service.volume()), Scope.RedisService.BESIDE, id));
    }

    /** Removes what was copied for a restore that comes to nothing. */
    public void abandon(Optional<RestorePlan> kept) {
        sweep(kept);
        plan.volumes().stream()
                .map(each -> parent(each.kept()))
                .distinct()
                .forEach(folder -> workbench.require(
                        "remove copies that came to nothing", "find", folder, "-mindepth", "1", "-delete"));
    }

    static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /** Removes what was put aside: nobody can go back after it. */
    public void forget() {
        moves().forEach(move -> workbench.require("remove what was put aside", "rm", "-rf", move.copy()));
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
