package dev.berth.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a PostgreSQL server and one of its databases are.
 *
 * @param version such as {@code 17.6}
 * @param queries what ran since the sample before; empty where pg_stat_statements is not there
 * @param waits the sessions that wait for a lock now, the longest first
 * @param tables what its tables and indexes need; empty until it was looked at, which is more seldom
 */
public record PostgresHealth(
        Instant takenAt,
        String version,
        Sessions sessions,
        Throughput throughput,
        Safety safety,
        Archiver archiver,
        Replication replication,
        Size size,
        Optional<Queries> queries,
        List<LockWait> waits,
        Optional<Tables> tables)
        implements StoreHealth {
    /** How many transaction ids there are before the server stops taking writes. */
    private static final long LAST_TRANSACTION_ID = 2_146_483_647;

    private static final long MANY_TRANSACTION_IDS = 1_500_000_000;
    private static final double NEARLY_ALL = 0.9;
    private static final Duration LONG_TRANSACTION = Duration.ofMinutes(15);
    private static final Duration LONG_WAIT = Duration.ofSeconds(10);
    private static final Duration LATE_REPLICA = Duration.ofMinutes(1);
    private static final Duration LATE_ARCHIVE = Duration.ofMinutes(1);

    /**
     * Who is connected.
     *
     * @param connections of clients
     * @param oldestTransaction how long the oldest open transaction has been open
     * @param lockWaits how many wait for a lock
     */
    public record Sessions(
            OptionalInt connections,
            OptionalInt maxConnections,
            OptionalInt active,
            OptionalInt idleInTransaction,
            Optional<Duration> oldestTransaction,
            OptionalInt lockWaits,
            Optional<Duration> longestLockWait) {}

    /**
     * What it gets done.
     *
     * @param cacheHitRatio of the blocks read since the sample before; since the statistics began where there is none
     * @param transactionsPerSecond since the sample before, as the next three; absent at the first sample and after a reset
     * @param deadlocks since the statistics began
     */
    public record Throughput(
            OptionalDouble cacheHitRatio,
            OptionalDouble transactionsPerSecond,
            OptionalDouble rollbacksPerSecond,
            OptionalDouble temporaryBytesPerSecond,
            OptionalLong newDeadlocks,
            OptionalLong deadlocks,
            Optional<Instant> statisticsSince) {}

    /**
     * What threatens data.
     *
     * @param checksumFailures found so far; absent where checksums are off
     * @param wraparoundAge of the oldest transaction id that is not frozen, in transactions
     */
    public record Safety(
            OptionalLong checksumFailures, Optional<Instant> lastChecksumFailure, OptionalLong wraparoundAge) {

        /** Which part of all transaction ids that age is, from 0 to 1. */
        public OptionalDouble wraparoundUse() {
            return wraparoundAge.isPresent()
                    ? OptionalDouble.of((double) wraparoundAge.getAsLong() / LAST_TRANSACTION_ID)
                    : OptionalDouble.empty();
        }
    }

    /**
     * Whether its log is kept elsewhere.
     *
     * @param oldestWaiting how long the oldest piece of it has been ready to be archived; empty where none is
     */
    public record Archiver(
            boolean on,
            OptionalLong archived,
            OptionalLong failed,
            Optional<Instant> lastArchivedAt,
            Optional<Instant> lastFailedAt,
            Optional<Duration> oldestWaiting) {

        /** The last thing that it tried went wrong. */
        public boolean isFailing() {
            return on
                    && lastFailedAt.isPresent()
                    && (lastArchivedAt.isEmpty() || lastFailedAt.get().isAfter(lastArchivedAt.get()));
        }

        /** How late it is where it is: an attempt may take long before it is known to have gone wrong. */
        public Optional<Duration> late() {
            return oldestWaiting.filter(waited -> on && waited.compareTo(LATE_ARCHIVE) >= 0);
        }
    }

    /**
     * Who copies whom.
     *
     * @param standby whether this server is a copy itself
     * @param cutOff whether a standby does not receive what its primary writes
     * @param lag how old what a standby shows is; absent on a primary
     * @param replicas of a primary
     */
    public record Replication(boolean standby, boolean cutOff, Optional<Duration> lag, List<Replica> replicas) {}

    /** A standby, as its primary sees it. */
    public record Replica(String name, String state, OptionalLong lagBytes, Optional<Duration> lag) {}

    /** How much of its volume it takes. */
    public record Size(OptionalLong databaseBytes, OptionalLong allDatabasesBytes, OptionalLong walBytes) {}

    /**
     * What ran.
     *
     * @param since the sample before; empty when these are the sums since the statistics began
     * @param statements those that took longest together, first
     */
    public record Queries(Optional<Instant> since, Optional<Instant> statisticsSince, List<Statement> statements) {}

    /**
     * A statement, its constants left out.
     *
     * @param user whose it is; empty where the role is gone
     */
    public record Statement(
            String id, String user, String text, long calls, Duration total, long rows, OptionalDouble cacheHitRatio) {

        /** How long one took. */
        public Duration mean() {
            return calls == 0 ? Duration.ZERO : total.dividedBy(calls);
        }
    }

    /**
     * A session.
     *
     * @param state such as {@code idle in transaction}
     * @param inTransaction since when its transaction is open
     * @param inState since when it is in its state
     * @param query the last that it ran
     */
    public record Session(
            int process,
            String user,
            String application,
            String client,
            String state,
            Optional<Duration> inTransaction,
            Optional<Duration> inState,
            String query) {}

    /**
     * A session that waits for a lock.
     *
     * @param lock such as {@code AccessExclusiveLock on notes}
     * @param blockers who holds what it waits for
     */
    public record LockWait(Session session, String lock, Optional<Duration> waited, List<Session> blockers) {}

    /** What tables and indexes need, each list the worst first. */
    public record Tables(
            Instant takenAt, List<UnusedIndex> unusedIndexes, List<DeadRows> bloat, List<Overdue> overdue) {}

    /**
     * An index that no query used since the statistics began; those that hold a constraint are not counted.
     *
     * @param table with its schema
     */
    public record UnusedIndex(String name, String table, OptionalLong bytes) {}

    /**
     * Room in a table that rows take which nobody can see any more.
     *
     * @param wastedBytes estimated from the share of dead rows
     */
    public record DeadRows(String table, long deadRows, long liveRows, OptionalLong bytes, OptionalLong wastedBytes) {}

    /** A table with more dead rows than autovacuum is to let be, and when it was there last. */
    public record Overdue(String table, long deadRows, long threshold, Optional<Instant> lastVacuum) {}

    @Override
    public Verdict verdict() {
        List<String> complaints = complaints();
        return complaints.isEmpty() ? Verdict.well(numbers()) : Verdict.degraded(String.join(", ", complaints));
    }

    private String numbers() {
        List<String> parts = new ArrayList<>();
        if (sessions.connections().isPresent()) {
            parts.add(sessions.connections().getAsInt()
                    + (sessions.maxConnections().isPresent()
                            ? "/" + sessions.maxConnections().getAsInt()
                            : "")
                    + " conn");
        }
        if (throughput.cacheHitRatio().isPresent()) {
            parts.add("hit " + Figures.percent(throughput.cacheHitRatio().getAsDouble()));
        }
        if (throughput.transactionsPerSecond().isPresent()) {
            parts.add(Figures.rate(throughput.transactionsPerSecond().getAsDouble()) + " tps");
        }
        return parts.isEmpty() ? "answers" : String.join(" · ", parts);
    }

    /** What threatens data comes before what is slow. */
    private List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        long failures = safety.checksumFailures().orElse(0);
        if (failures > 0) {
            complaints.add(failures == 1 ? "1 checksum failure" : failures + " checksum failures");
        }
        long age = safety.wraparoundAge().orElse(0);
        if (age > MANY_TRANSACTION_IDS) {
            complaints.add("%s of its transaction ids used, vacuum is overdue"
                    .formatted(Figures.percent(safety.wraparoundUse().getAsDouble())));
        }
        if (archiver.isFailing()) {
            complaints.add("cannot archive its WAL");
        } else {
            archiver.late()
                    .ifPresent(late ->
                            complaints.add("its WAL waits for %s to be archived".formatted(Figures.duration(late))));
        }
        if (sessions.connections().isPresent() && sessions.maxConnections().isPresent()) {
            int used = sessions.connections().getAsInt();
            int all = sessions.maxConnections().getAsInt();
            if (used >= NEARLY_ALL * all) {
                complaints.add("%d of %d connections used".formatted(used, all));
            }
        }
        sessions.longestLockWait()
                .filter(wait -> wait.compareTo(LONG_WAIT) >= 0)
                .ifPresent(wait -> complaints.add("%s for a lock, the longest for %s"
                        .formatted(
                                sessions.lockWaits().orElse(1) == 1
                                        ? "1 session waits"
                                        : sessions.lockWaits().getAsInt() + " sessions wait",
                                Figures.duration(wait))));
        sessions.oldestTransaction()
                .filter(open -> open.compareTo(LONG_TRANSACTION) >= 0)
                .ifPresent(open -> complaints.add("a transaction is open for " + Figures.duration(open)));
        replication
                .replicas()
                .forEach(replica -> replica.lag()
                        .filter(lag -> lag.compareTo(LATE_REPLICA) >= 0)
                        .ifPresent(lag ->
                                complaints.add("%s is %s behind".formatted(replica.name(), Figures.duration(lag)))));
        if (replication.cutOff()) {
            complaints.add("receives nothing from its primary");
        }
        replication
                .lag()
                .filter(lag -> lag.compareTo(LATE_REPLICA) >= 0)
                .ifPresent(lag -> complaints.add("is %s behind its primary".formatted(Figures.duration(lag))));
        return complaints;
    }
}
