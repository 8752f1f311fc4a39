package dev.berth.backup;

import dev.berth.docker.Engine;
import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/**
 * Brings a set back in two steps: {@link #prepare} makes and proves copies beside what serves, {@link #exchange} puts them in
 * its place while the stores are stopped, and {@link #back} exchanges them again. What was there before stays beside.
 */
public final class Restoration implements AutoCloseable {
    /** What a restored folder holds, and the one before it does not: by it a cut-off exchange is told from one not begun. */
    private static final String MARK = "berth.restored-";

    /** LIVE COPY MARK: puts a copy in the place of what serves, unless that was done already. */
    private static final String EXCHANGE = """
            set -eu
            if [ -e "$1/$3" ]; then exit 0; fi
            if [ ! -e "$2/$3" ]; then echo "there is no copy in $2" >&2; exit 1; fi
            if [ -e "$1" ]; then mv --exchange --no-target-directory "$1" "$2"; else mv --no-target-directory "$2" "$1"; fi
            sync --file-system "$1"
            """;

    /** LIVE COPY MARK: the way back, unless that was gone already. */
    private static final String EXCHANGE_BACK = """
            set -eu
            if [ ! -e "$1/$3" ]; then exit 0; fi
            if [ -e "$2" ]; then mv --exchange --no-target-directory "$1" "$2"; else mv --no-target-directory "$1" "$2"; fi
            sync --file-system "${1%/*}"
            """;

    /** LIVE KEPT: copies a folder's content, whole or not at all. */
    private static final String KEEP = """
            set -eu
            if [ -e "$2.complete" ]; then exit 0; fi
            rm -rf "$2"
            mkdir -p "$2"
            cp --archive "$1/." "$2"
            sync --file-system "$2"
            touch "$2.complete"
            """;

    /** LIVE KEPT: makes a folder's content what was brought back beside it, unless that was done already. */
    private static final String GIVE = """
            set -eu
            if [ ! -e "$2.restored" ]; then exit 0; fi
            find "$1" -mindepth 1 -delete
            cp --archive "$2.restored/." "$1"
            sync --file-system "$1"
            mv --no-target-directory "$2.restored" "$2.given"
            rm -rf "$2.given"
            """;

    /** LIVE KEPT: makes a folder's content what was kept of it, and keeps what it was until now. */
    private static final String GIVE_BACK = """
            set -eu
            if [ ! -e "$2.complete" ]; then exit 0; fi
            if [ ! -e "$2.since.complete" ]; then
              rm -rf "$2.since"
              mkdir -p "$2.since"
              cp --archive "$1/." "$2.since"
              sync --file-system "$2.since"
              touch "$2.since.complete"
            fi
            find "$1" -mindepth 1 -delete
            cp --archive "$2/." "$1"
            sync --file-system "$1"
            """;

    /** So many segments of the log may lie beside a copy that reads it. */
    private static final int SEGMENTS = 4;

    private static final String STATE = "SELECT r, CASE WHEN r THEN pg_get_wal_replay_pause_state() END,"
            + " CASE WHEN r THEN pg_last_wal_replay_lsn() END FROM pg_is_in_recovery() AS r";

    /** FOLDER KEPT: removes copies, all but one. */
    private static final String SWEEP = """
            set -eu
            for copy in "$1"/beside-*; do
              if [ -e "$copy" ] && [ "${copy##*/}" != "$2" ]; then rm -rf "$copy"; fi
            done
            """;

    private final Engine engine;
    private final Scope scope;
    private final Clock clock;
    private final Workbench workbench;
    private final Supplier<Backups> backups;
    private final RestorePlan plan;
    private Optional<Instant> reached = Optional.empty();

    /**
     * @param workbench with what serves in it; it reaches a bucket for as long only as the database runs in whose network it is
     * @param backups of the same environment, opened anew
     */
    Restoration(
            Engine engine, Scope scope, Clock clock, Workbench workbench, Supplier<Backups> backups, RestorePlan plan) {
        this.engine = engine;
        this.scope = scope;
        this.clock = clock;
        this.workbench = workbench;
        this.backups = backups;
        this.plan = plan;
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
        for (RestorePlan.Move move : plan.redis()) {
            doing.accept("bringing back " + move.service());
            proved.add(redis(set, move));
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
                    // The log up to the moment comes on top, some segments of it at a time.
                    long log = postgres.segmentBytes() * SEGMENTS;
                    room.need(
                            "the database",
                            Sources.of(scope.postgres().orElseThrow().volume()),
                            postgres.bytes() + postgres.bytes() / 10 + log);
                }));
        for (BackupSet.Redis redis : set.redis()) {
            plan.redis().stream()
                    .filter(move -> move.service().equals(redis.service()))
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
            copy.run("sh", "-c", "rm -f \"$1\"/%s* && touch \"$1/%s\"".formatted(MARK, mark()), "berth", move.copy());
            return "%s: %d tables%s%s"
                    .formatted(
                            service.name(),
                            tables,
                            rows.isEmpty() ? "" : " (" + rows + ")",
                            pages.map(found -> ", %d files without a bad page".formatted(found.files()))
                                    .orElse(""));
        }
    }

    private String redis(BackupSet set, RestorePlan.Move move) {
        BackupSet.Redis wanted = set.redis().stream()
                .filter(each -> each.service().equals(move.service()))
                .findFirst()
                .orElseThrow();
        Scope.RedisService service = scope.redis().stream()
                .filter(each -> each.name().equals(move.service()))
                .findFirst()
                .orElseThrow();
        String folder = move.copy().substring(0, move.copy().lastIndexOf('/'));
        String owner = SideRedis.place(workbench, wanted, folder);
        long keys = new SideRedis(engine, scope)
                .load(service, service.volume(), folder.substring(folder.lastIndexOf('/') + 1), owner);
        if (keys != wanted.allKeys()) {
            throw damaged("%s has %d keys, %d were counted".formatted(move.service(), keys, wanted.allKeys()));
        }
        workbench.require("mark the copy", "touch", move.copy() + "/" + mark());
        return "%s: %d keys".formatted(move.service(), keys);
    }

    private static BerthException damaged(String problem) {
        return new BerthException(
                ErrorCode.BACKUP_DAMAGED,
                "the backup is not what was stored: " + problem,
                "What serves was not touched. backup list shows earlier ones.");
    }

    /** Puts the copies in the place of what serves; the stores must be stopped. May be repeated. */
    public void exchange() {
        moves().forEach(move -> script("put the copy in place", EXCHANGE, move.live(), move.copy(), mark()));
        for (RestorePlan.Kept kept : plan.volumes()) {
            script("keep what %s holds".formatted(kept.name()), KEEP, kept.live(), kept.kept());
            script("give %s what it held".formatted(kept.name()), GIVE, kept.live(), kept.kept());
        }
    }

    /** Puts back what served before; the stores must be stopped. May be repeated. */
    public void back() {
        moves().forEach(move -> script("put back what served", EXCHANGE_BACK, move.live(), move.copy(), mark()));
        plan.volumes()
                .forEach(kept ->
                        script("give back what %s held".formatted(kept.name()), GIVE_BACK, kept.live(), kept.kept()));
    }

    private String mark() {
        return MARK + plan.id();
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

    private void script(String what, String script, String... arguments) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", script, "berth"));
        words.addAll(List.of(arguments));
        workbench.require(what, words.toArray(String[]::new));
    }

    /**
     * Waits until the database that was put in place has read its log and takes writes.
     *
     * @param doing takes how far it is
     */
    public void awaitServing(Instant end, Consumer<String> doing) {
        while (true) {
            List<String> state = Running.cluster(engine, scope)
                    .map(server -> server.ask("postgres", STATE))
                    .filter(ExecResult::succeeded)
                    .map(result -> List.of(result.output().strip().split("\u001f", -1)))
                    .orElse(List.of());
            if (!state.isEmpty() && state.getFirst().equals("f")) {
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
        List<String> folders = new ArrayList<>();
        scope.postgres().ifPresent(service -> folders.add(parent(inSource(service.data()))));
        scope.redis().forEach(service -> folders.add(Sources.of(service.volume())));
        for (String folder : folders) {
            script(
                    "remove copies that came to nothing",
                    SWEEP,
                    folder,
                    kept.map(each -> "beside-" + each.id()).orElse(""));
        }
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

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /** Removes what was put aside: nobody can go back after it. */
    public void forget() {
        moves().forEach(move -> workbench.require("remove what was put aside", "rm", "-rf", move.copy()));
    }

    @Override
    public void close() {
        workbench.close();
    }
}
