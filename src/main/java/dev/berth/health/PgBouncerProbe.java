package dev.berth.health;

import dev.berth.datastore.PgBouncerConsole;
import dev.berth.datastore.Reach;
import dev.berth.datastore.RefusedException;
import dev.berth.datastore.ServiceLogin;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Asks PgBouncer's console for its pools, its counters and what it holds back. */
final class PgBouncerProbe implements StoreProbe {
    /** The console itself is listed as a pool. */
    private static final String CONSOLE = "pgbouncer";

    private final Reach reach;
    private final ServiceLogin login;
    private final Clock clock;
    private @Nullable PgBouncerConsole console;
    private Counters before = Counters.NONE;

    PgBouncerProbe(Reach reach, ServiceLogin login, Clock clock) {
        this.reach = reach;
        this.login = login;
        this.clock = clock;
    }

    /** What its SHOW commands answered; empty for one that it refuses. */
    record Answers(
            List<Map<String, String>> pools,
            List<Map<String, String>> databases,
            List<Map<String, String>> stats,
            List<Map<String, String>> settings,
            List<Map<String, String>> version) {}

    @Override
    public StoreHealth ask() throws IOException {
        try {
            PgBouncerConsole open = console;
            if (open == null) {
                open = PgBouncerConsole.open(reach, login, StoreProbes.LONGEST_ANSWER);
                console = open;
            }
            Answers answers = new Answers(
                    open.show("POOLS"),
                    offered(open, "DATABASES"),
                    offered(open, "STATS"),
                    offered(open, "CONFIG"),
                    offered(open, "VERSION"));
            Counters now = counters(answers.stats(), clock.instant());
            PgBouncerHealth health = read(answers, before, now);
            before = now;
            return health;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Another version may not have it, or not for this login. */
    private static List<Map<String, String>> offered(PgBouncerConsole console, String what) throws IOException {
        try {
            return console.show(what);
        } catch (RefusedException e) {
            return List.of();
        }
    }

    static Counters counters(List<Map<String, String>> stats, Instant now) {
        Map<String, Long> sums = new HashMap<>();
        for (Map<String, String> row : stats) {
            if (!CONSOLE.equals(row.get("database"))) {
                for (String name : new String[] {"total_query_count", "total_xact_count", "total_wait_time"}) {
                    Counters.number(row.getOrDefault(name, "")).ifPresent(value -> sums.merge(name, value, Long::sum));
                }
            }
        }
        return new Counters(now, "", sums);
    }

    static PgBouncerHealth read(Answers answers, Counters before, Counters now) {
        List<PgBouncerHealth.Pool> pools = new ArrayList<>();
        for (Map<String, String> row : answers.pools()) {
            if (!CONSOLE.equals(row.get("database"))) {
                pools.add(pool(row));
            }
        }
        return new PgBouncerHealth(
                now.takenAt(),
                answers.version().stream()
                        .flatMap(row -> row.values().stream())
                        .map(text -> text.replaceFirst("(?i)^pgbouncer ", ""))
                        .findFirst()
                        .orElse(""),
                pools,
                answers.databases().stream()
                        .filter(row -> "1".equals(row.get("paused")))
                        .map(row -> row.getOrDefault("name", ""))
                        .toList(),
                answers.settings().stream()
                        .filter(row -> "max_client_conn".equals(row.get("key")))
                        .map(row -> number(row, "value"))
                        .findFirst()
                        .orElse(OptionalLong.empty()),
                now.perSecond(before, "total_query_count"),
                now.perSecond(before, "total_xact_count"),
                averageWait(before, now));
    }

    /** How long each transaction waited for a connection, since the sample before. */
    private static Optional<Duration> averageWait(Counters before, Counters now) {
        OptionalLong waited = now.growth(before, "total_wait_time");
        OptionalLong transactions = now.growth(before, "total_xact_count");
        return waited.isPresent() && transactions.orElse(0) > 0
                ? Optional.of(Duration.ofNanos(waited.getAsLong() * 1000 / transactions.getAsLong()))
                : Optional.empty();
    }

    private static PgBouncerHealth.Pool pool(Map<String, String> row) {
        OptionalLong seconds = number(row, "maxwait");
        OptionalLong micros = number(row, "maxwait_us");
        return new PgBouncerHealth.Pool(
                row.getOrDefault("database", ""),
                row.getOrDefault("user", ""),
                number(row, "cl_active"),
                number(row, "cl_waiting"),
                number(row, "sv_active"),
                number(row, "sv_idle"),
                number(row, "sv_used"),
                seconds.isPresent()
                        ? Optional.of(Duration.ofSeconds(seconds.getAsLong()).plusNanos(micros.orElse(0) * 1000))
                        : Optional.empty(),
                row.getOrDefault("pool_mode", ""));
    }

    private static OptionalLong number(Map<String, String> row, String name) {
        return Counters.number(row.getOrDefault(name, "")).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    @Override
    public void close() {
        PgBouncerConsole open = console;
        console = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is gone, which is what was wanted.
                return;
            }
        }
    }
}
