package dev.berth.health;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Who waits for a lock, and for whom. */
final class PostgresLocks {
    private PostgresLocks() {}

    /** A session that waits, and the processes that hold what it waits for. */
    private record Waiting(
            PostgresHealth.Session session, String lock, Optional<Duration> waited, List<Integer> blockers) {}

    /**
     * The sessions that wait now, the longest first.
     *
     * @param version the server's, as it numbers them
     */
    static List<PostgresHealth.LockWait> ask(PostgresQuestions questions, int version) throws SQLException {
        List<Waiting> waiting = questions.some(
                PostgresQueries.waits(version),
                row -> new Waiting(
                        session(row), row.text("lock"), row.seconds("waited"), processes(row.text("blockers"))));
        if (waiting.isEmpty()) {
            return List.of();
        }
        TreeSet<Integer> blockers = new TreeSet<>();
        waiting.forEach(each -> blockers.addAll(each.blockers()));
        Map<Integer, PostgresHealth.Session> known = new HashMap<>();
        questions
                .some(PostgresQueries.SESSIONS_BY_PROCESS, PostgresLocks::session, "int4", blockers.toArray())
                .forEach(session -> known.put(session.process(), session));
        return waiting.stream()
                .map(each -> new PostgresHealth.LockWait(
                        each.session(),
                        each.lock(),
                        each.waited(),
                        each.blockers().stream()
                                .flatMap(process -> Optional.ofNullable(known.get(process)).stream())
                                .toList()))
                .toList();
    }

    private static PostgresHealth.Session session(PostgresRow row) throws SQLException {
        return new PostgresHealth.Session(
                row.integer("pid").orElse(0),
                row.text("login"),
                row.text("application"),
                row.text("client"),
                row.text("state"),
                row.seconds("in_transaction"),
                row.seconds("in_state"),
                row.text("query"));
    }

    private static List<Integer> processes(String text) {
        List<Integer> processes = new ArrayList<>();
        for (String word : text.split(" ", -1)) {
            Counters.number(word).ifPresent(process -> processes.add(process.intValue()));
        }
        return processes;
    }
}
