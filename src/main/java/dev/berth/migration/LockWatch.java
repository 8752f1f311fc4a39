package dev.berth.migration;

import dev.berth.datastore.Postgres;
import dev.berth.datastore.PostgresSession;
import dev.berth.failure.BerthException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks, from a session of its own, who holds the locks that a running migration waits for; quick ones never cost it. */
final class LockWatch implements AutoCloseable {
    private static final Duration LONGEST_INTERVAL = Duration.ofMillis(500);
    private static final String BLOCKERS = """
            SELECT pid, coalesce(usename::text, 'nobody'), coalesce(application_name, ''), state
            FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids(?)) ORDER BY pid""";

    private final Postgres postgres;
    private final Consumer<List<Blocker>> changes;
    private final Duration interval;
    private final Thread thread;
    private volatile int process;
    private volatile List<Blocker> last = List.of();

    /**
     * @param patience how long a lock is waited for at most: it is looked at several times within that
     * @param changes is told when other sessions hold the lock than before
     */
    LockWatch(Postgres postgres, Duration patience, Consumer<List<Blocker>> changes) {
        this.postgres = postgres;
        this.changes = changes;
        Duration part = patience.dividedBy(4).plusMillis(1);
        this.interval = part.compareTo(LONGEST_INTERVAL) < 0 ? part : LONGEST_INTERVAL;
        this.thread = Thread.ofVirtual().name("lock watch").start(this::watch);
    }

    /** From now on the locks of this server process are meant. */
    void watch(int serverProcess) {
        last = List.of();
        process = serverProcess;
    }

    /** Those that held the lock when it was looked at last. */
    List<Blocker> last() {
        return last;
    }

    private void watch() {
        try {
            Thread.sleep(interval);
            try (PostgresSession session = postgres.open("berth lock watch", true);
                    PreparedStatement query = session.connection().prepareStatement(BLOCKERS)) {
                while (true) {
                    look(query);
                    Thread.sleep(interval);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | BerthException e) {
            // Nobody depends on it: the migration itself says that the server is gone.
            return;
        }
    }

    private void look(PreparedStatement query) throws SQLException {
        int watched = process;
        if (watched == 0) {
            return;
        }
        query.setInt(1, watched);
        List<Blocker> found = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                found.add(new Blocker(
                        rows.getInt(1), rows.getString(2), rows.getString(3), Optional.ofNullable(rows.getString(4))));
            }
        }
        if (!found.isEmpty() && watched == process && !found.equals(last)) {
            last = List.copyOf(found);
            changes.accept(last);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
