package dev.berth.backup;

import dev.berth.datastore.Reach;
import dev.berth.datastore.RedisSession;
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
     * @param tables of all its databases with their rows
     * @param exact whether nobody wrote to PostgreSQL between naming the place and the view in which rows were counted
     * @param keys of each Redis by database, by its service
     */
    record Taken(
            Instant at,
            Duration pause,
            Optional<String> place,
            List<BackupSet.Table> tables,
            boolean exact,
            Map<String, Map<String, Long>> keys) {}

    /**
     * Makes it, and waits until each Redis has its keys on disk.
     *
     * @param name what PostgreSQL is to call it
     * @param redis how each is logged in to, by service
     */
    Taken take(String name, Optional<Cluster> cluster, Reach reach, Map<String, ServiceLogin> redis) {
        Map<String, RedisSession> sessions = new LinkedHashMap<>();
        Map<String, Conversation> databases = new LinkedHashMap<>();
        try {
            cluster.ifPresent(each -> each.databases()
                    .forEach(database -> databases.put(database, Conversation.begin(engine, each, database))));
            for (Map.Entry<String, ServiceLogin> entry : redis.entrySet()) {
                RedisSession session = RedisSession.open(reach, entry.getValue(), ANSWER);
                sessions.put(entry.getKey(), session);
                awaitIdle(entry.getKey(), session);
            }
            Taken taken = take(name, databases, sessions);
            for (Map.Entry<String, RedisSession> entry : sessions.entrySet()) {
                awaitSnapshot(entry.getKey(), entry.getValue());
            }
            return taken;
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

    private Taken take(String name, Map<String, Conversation> databases, Map<String, RedisSession> sessions)
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
                place = Optional.of(first.ask("SELECT pg_create_restore_point('%s')".formatted(name))
                        .getFirst());
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
        List<BackupSet.Table> tables = new ArrayList<>();
        databases.forEach((database, session) -> tables.addAll(RowCount.of(session, database)));
        return new Taken(at, pause, place, List.copyOf(tables), exact, keys);
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
            try {
                Thread.sleep(Duration.ofMillis(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BerthException(
                        ErrorCode.INTERRUPTED, "interrupted while %s writes its keys".formatted(service), null, e);
            }
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
