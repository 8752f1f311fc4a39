package dev.berth.backup;

import dev.berth.datastore.Reach;
import dev.berth.datastore.RedisSession;
import dev.berth.datastore.RefusedException;
import dev.berth.datastore.ServiceLogin;
import dev.berth.docker.Engine;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One moment for all stores: Redis takes no writes while PostgreSQL names the place in its log and Redis forks to write its
 * keys. What was written to one and then to the other is in both or, if that was the last, in the first alone.
 */
final class Moment {
    /** Redis lets writes go on by itself after this, were Berth killed in between. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration LONGEST_SNAPSHOT = Duration.ofHours(2);

    private final Engine engine;
    private final Clock clock;

    Moment(Engine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    /**
     * What the moment was.
     *
     * @param place in PostgreSQL's log, such as 0/5000370; empty where there is no PostgreSQL
     * @param unfit why what a Redis keeps is not in the set, by its service
     * @param tables of all its databases with their rows
     * @param exact whether nobody wrote to PostgreSQL between naming the place and the view in which rows were counted
     * @param keys of each Redis by database, by its service
     */
    record Taken(
            Instant at,
            Duration pause,
            Optional<String> place,
            Map<String, String> unfit,
            List<BackupSet.Table> tables,
            boolean exact,
            Map<String, Map<String, Long>> keys) {}

    /**
     * Makes it, waits until each Redis has its keys on disk, and has them fetched before it may write others there.
     *
     * @param name what PostgreSQL is to call it
     * @param redis how each is logged in to, by service
     * @param folders where each has its volume, by service
     * @param fetch takes the services whose keys are on disk
     */
    Taken take(
            String name,
            Optional<Cluster> cluster,
            Reach reach,
            Map<String, ServiceLogin> redis,
            Map<String, String> folders,
            Consumer<Set<String>> fetch) {
        Map<String, String> unfit = new LinkedHashMap<>();
        Map<String, RedisSession> sessions = new LinkedHashMap<>();
        Map<String, Conversation> databases = new LinkedHashMap<>();
        try {
            cluster.ifPresent(each ->
                    each.databases().forEach(database -> databases.put(database, begin(each, database))));
            for (Map.Entry<String, ServiceLogin> entry : redis.entrySet()) {
                RedisSession session = RedisSession.open(reach, entry.getValue(), ANSWER);
                String reason = unfit(session, folders.getOrDefault(entry.getKey(), ""));
                if (reason.isEmpty()) {
                    sessions.put(entry.getKey(), session);
                    awaitIdle(entry.getKey(), session);
                } else {
                    unfit.put(entry.getKey(), reason);
                    session.close();
                }
            }
            return take(name, databases, sessions, unfit, fetch);
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "Redis does not do what a backup needs: " + e.getMessage(),
                    "Its login for backups is services.NAME.backup of the definition; it may PAUSE clients and BGSAVE.",
                    e);
        } finally {
            databases.values().forEach(Conversation::close);
            sessions.values().forEach(Moment::close);
        }
    }

    /** Nothing that an application sets for its sessions may end this one in between, and no lock may hold it up. */
    private Conversation begin(Cluster cluster, String database) {
        Conversation session = Conversation.begin(engine, cluster, database);
        session.ask("SET lock_timeout = '5s'; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0");
        return session;
    }

    private Taken take(
            String name,
            Map<String, Conversation> databases,
            Map<String, RedisSession> sessions,
            Map<String, String> unfit,
            Consumer<Set<String>> fetch)
            throws IOException {
        List<RedisSession> paused = new ArrayList<>();
        Map<String, Map<String, Long>> keys = new LinkedHashMap<>();
        Optional<String> place = Optional.empty();
        boolean exact = true;
        Instant at;
        long begin = System.nanoTime();
        Duration pause;
        try {
            for (RedisSession session : sessions.values()) {
                paused.add(session);
                session.pauseWrites(LONGEST_PAUSE);
            }
            at = clock.instant();
            if (!databases.isEmpty()) {
                Conversation first = databases.values().iterator().next();
                String[] answer = first.ask(naming(name)).getFirst().split("\u001f", 2);
                place = Optional.of(answer[0]);
                at = Instant.parse(answer[1]);
            }
            for (Map.Entry<String, RedisSession> entry : sessions.entrySet()) {
                entry.getValue().beginSnapshot();
                keys.put(entry.getKey(), keys(entry.getValue()));
            }
            if (place.isPresent()) {
                exact = lookAt(databases.values(), place.get());
            }
            pause = Duration.ofNanos(System.nanoTime() - begin);
        } finally {
            for (RedisSession session : paused) {
                session.resumeWrites();
            }
        }
        if (pause.compareTo(LONGEST_PAUSE) >= 0) {
            throw new BerthException(
                    ErrorCode.TIMED_OUT,
                    "the stores could not be held still together within %d s".formatted(LONGEST_PAUSE.toSeconds()),
                    "Try again when there is less load; nothing was changed.");
        }
        fetch(sessions, fetch);
        List<BackupSet.Table> tables = new ArrayList<>();
        databases.forEach((database, session) -> tables.addAll(RowCount.of(session, database)));
        return new Taken(at, pause, place, unfit, List.copyOf(tables), exact, keys);
    }

    /** A snapshot that takes the place of the moment's before that is fetched would be of a later one. */
    private static void fetch(Map<String, RedisSession> sessions, Consumer<Set<String>> fetch) throws IOException {
        Map<String, String> snapshots = new LinkedHashMap<>();
        for (Map.Entry<String, RedisSession> entry : sessions.entrySet()) {
            awaitSnapshot(entry.getKey(), entry.getValue());
            snapshots.put(entry.getKey(), snapshots(entry.getValue()));
        }
        fetch.accept(sessions.keySet());
        for (Map.Entry<String, RedisSession> entry : sessions.entrySet()) {
            if (!snapshots(entry.getValue()).equals(snapshots.get(entry.getKey()))) {
                throw new BerthException(
                        ErrorCode.BACKUP_FAILED,
                        "%s has written other keys over those of the moment before they were fetched"
                                .formatted(entry.getKey()),
                        "Its save settings make it write often: with an append-only log, save \"\" is enough.");
            }
        }
    }

    private static String snapshots(RedisSession session) throws IOException {
        Map<String, String> info = session.info();
        // Before Redis 7 only the second in which the last was written tells.
        return info.getOrDefault("rdb_saves", "") + "/" + info.getOrDefault("rdb_last_save_time", "");
    }

    /** What stands against bringing back what a Redis keeps; empty where nothing does. */
    private static String unfit(RedisSession session, String folder) throws IOException {
        try {
            if (session.setting("appendonly").equals(Optional.of("yes"))
                    && !session.setting("appenddirname").equals(Optional.of(SideRedis.LOG_FOLDER))) {
                return "it keeps no append-only log in " + SideRedis.LOG_FOLDER;
            }
            if (!session.setting("dir").equals(Optional.of(folder))
                    || !session.setting("dbfilename").equals(Optional.of(SideRedis.SNAPSHOT))) {
                return "it does not write %s into its volume at %s".formatted(SideRedis.SNAPSHOT, folder);
            }
            return "";
        } catch (RefusedException e) {
            return "its login for backups may not read its settings (CONFIG GET)";
        }
    }

    /**
     * Has every session see from now on what is there now.
     *
     * @return whether that is what was there at a place in the log: no transaction was at work, and none has written since
     */
    private static boolean lookAt(Iterable<Conversation> sessions, String place) {
        boolean exact = true;
        for (Conversation session : sessions) {
            exact &= session.ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
                            + " SELECT pg_snapshot_xmin(s) = pg_snapshot_xmax(s), pg_current_wal_insert_lsn() <= '%s'"
                                    .formatted(place)
                            + " FROM pg_current_snapshot() AS s")
                    .equals(List.of("t\u001ft"));
        }
        return exact;
    }

    /** The time is told by the database's own clock, as moments that it is restored to are. */
    private static String naming(String restorePoint) {
        return "SELECT pg_create_restore_point('%s'), to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                .formatted(restorePoint);
    }

    private static Map<String, Long> keys(RedisSession session) throws IOException {
        Map<String, Long> keys = new LinkedHashMap<>();
        session.info().forEach((name, value) -> {
            if (name.matches("db[0-9]+") && value.startsWith("keys=")) {
                keys.put(name, Long.parseLong(value.substring("keys=".length(), value.indexOf(','))));
            }
        });
        return keys;
    }

    /** It refuses to begin a snapshot while it writes one, or rewrites its log. */
    private static void awaitIdle(String service, RedisSession session) throws IOException {
        await(
                service,
                session,
                info -> is(info, "rdb_bgsave_in_progress", "0") && is(info, "aof_rewrite_in_progress", "0"));
    }

    private static void awaitSnapshot(String service, RedisSession session) throws IOException {
        Map<String, String> info = await(service, session, each -> is(each, "rdb_bgsave_in_progress", "0"));
        if (!is(info, "rdb_last_bgsave_status", "ok")) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "%s could not write its keys to its volume".formatted(service),
                    "Is the volume full? Its log says more: stack logs " + service);
        }
    }

    private interface Condition {
        boolean holds(Map<String, String> info);
    }

    private static Map<String, String> await(String service, RedisSession session, Condition condition)
            throws IOException {
        long end = System.nanoTime() + LONGEST_SNAPSHOT.toNanos();
        while (true) {
            Map<String, String> info = session.info();
            if (condition.holds(info)) {
                return info;
            }
            if (System.nanoTime() > end) {
                throw new BerthException(
                        ErrorCode.TIMED_OUT,
                        "%s writes its keys for more than %d h".formatted(service, LONGEST_SNAPSHOT.toHours()),
                        null);
            }
            Pause.during(Duration.ofMillis(20), "%s writes its keys".formatted(service));
        }
    }

    private static boolean is(Map<String, String> info, String name, String value) {
        return info.getOrDefault(name, value).equals(value);
    }

    private static void close(RedisSession session) {
        try {
            session.close();
        } catch (IOException e) {
            // Writes went on before; nothing else is open.
            return;
        }
    }
}
