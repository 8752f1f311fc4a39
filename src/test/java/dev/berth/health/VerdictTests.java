package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class VerdictTests {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:42Z");
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void postgresWhenWellGivesItsVitalNumbers() {
        Verdict verdict =
                postgres(41, Duration.ofSeconds(2), Optional.empty(), 0).verdict();

        assertThat(verdict).isEqualTo(new Verdict(Severity.WELL, "41/100 conn · hit 99.2%"));
    }

    @Test
    void postgresWhenNothingIsKnownAnswers() {
        PostgresHealth silent = new PostgresHealth(
                NOW,
                "",
                new PostgresHealth.Sessions(
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty()),
                throughput(OptionalDouble.empty()),
                new PostgresHealth.Safety(OptionalLong.empty(), Optional.empty(), OptionalLong.empty()),
                archiver(Optional.empty(), Optional.empty()),
                new PostgresHealth.Replication(false, false, Optional.empty(), List.of()),
                new PostgresHealth.Size(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()),
                Optional.empty(),
                List.of(),
                Optional.empty());

        assertThat(silent.verdict()).isEqualTo(new Verdict(Severity.WELL, "answers"));
    }

    @Test
    void postgresWhenAStandbyReceivesNothingSaysSoAndHowOldItIs() {
        PostgresHealth well = postgres(4, Duration.ZERO, Optional.empty(), 0);
        PostgresHealth standby = new PostgresHealth(
                well.takenAt(),
                well.version(),
                well.sessions(),
                well.throughput(),
                well.safety(),
                well.archiver(),
                new PostgresHealth.Replication(true, true, Optional.of(Duration.ofMinutes(2)), List.of()),
                well.size(),
                well.queries(),
                well.waits(),
                well.tables());

        assertThat(standby.verdict())
                .isEqualTo(new Verdict(
                        Severity.DEGRADED, "receives nothing from its primary, is 2m 0s behind its primary"));
    }

    @Test
    void postgresWhenNearlyFullOrStuckSaysSo() {
        assertThat(postgres(95, Duration.ZERO, Optional.empty(), 0).verdict())
                .isEqualTo(new Verdict(Severity.DEGRADED, "95 of 100 connections used"));
        assertThat(postgres(4, Duration.ofMinutes(20), Optional.of(Duration.ofSeconds(41)), 0)
                        .verdict())
                .isEqualTo(new Verdict(
                        Severity.DEGRADED,
                        "2 sessions wait for a lock, the longest for 41 s, a transaction is open for 20m 0s"));
    }

    @Test
    void postgresWhenDataIsThreatenedSaysThatFirst() {
        assertThat(postgres(95, Duration.ZERO, Optional.empty(), 1).verdict().words())
                .isEqualTo("1 checksum failure, 95 of 100 connections used");
    }

    @Test
    void archiverIsFailingWhenTheLastAttemptFailed() {
        Instant before = NOW.minusSeconds(60);

        assertThat(archiver(Optional.of(before), Optional.of(NOW)).isFailing()).isTrue();
        assertThat(archiver(Optional.empty(), Optional.of(NOW)).isFailing()).isTrue();
        assertThat(archiver(Optional.of(NOW), Optional.of(before)).isFailing()).isFalse();
        assertThat(archiver(Optional.of(NOW), Optional.empty()).isFailing()).isFalse();
    }

    @Test
    void archiverIsLateWhenItsLogWaitsLong() {
        PostgresHealth.Archiver late =
                archiver(Optional.of(NOW), Optional.empty(), Optional.of(Duration.ofSeconds(75)));
        PostgresHealth.Archiver inTime =
                archiver(Optional.of(NOW), Optional.empty(), Optional.of(Duration.ofSeconds(59)));
        PostgresHealth.Archiver off = new PostgresHealth.Archiver(
                false,
                late.archived(),
                late.failed(),
                late.lastArchivedAt(),
                late.lastFailedAt(),
                late.oldestWaiting());

        assertThat(with(late).verdict()).isEqualTo(Verdict.degraded("its WAL waits for 1m 15s to be archived"));
        assertThat(with(inTime).verdict().severity()).isEqualTo(Severity.WELL);
        assertThat(off.late()).as("what nobody archives").isEmpty();
    }

    private static PostgresHealth with(PostgresHealth.Archiver archiver) {
        PostgresHealth well = postgres(4, Duration.ZERO, Optional.empty(), 0);
        return new PostgresHealth(
                well.takenAt(),
                well.version(),
                well.sessions(),
                well.throughput(),
                well.safety(),
                archiver,
                well.replication(),
                well.size(),
                well.queries(),
                well.waits(),
                well.tables());
    }

    @Test
    void pgBouncerWhenClientsWaitLongSaysSo() {
        assertThat(pgBouncer(0, Duration.ZERO, List.of()).verdict())
                .isEqualTo(new Verdict(Severity.WELL, "8 active · 0 waiting"));
        assertThat(pgBouncer(2, Duration.ofMillis(300), List.of()).verdict())
                .isEqualTo(new Verdict(Severity.WELL, "8 active · 2 waiting"));
        assertThat(pgBouncer(12, Duration.ofSeconds(4), List.of()).verdict())
                .isEqualTo(new Verdict(Severity.DEGRADED, "12 clients wait, the longest for 4.0 s"));
        assertThat(pgBouncer(0, Duration.ZERO, List.of("app")).verdict())
                .isEqualTo(new Verdict(Severity.DEGRADED, "app paused"));
    }

    @Test
    void redisWhenASessionStoreEvictsIsDegraded() {
        assertThat(redis("session", "allkeys-lru", 12, 251).verdict())
                .isEqualTo(new Verdict(Severity.DEGRADED, "evicts keys (noeviction expected)"));
        assertThat(redis("session", "allkeys-lru", 0, 12).verdict())
                .isEqualTo(new Verdict(
                        Severity.DEGRADED, "may evict keys: maxmemory-policy is allkeys-lru (noeviction expected)"));
        assertThat(redis("session", "noeviction", 0, 251).verdict())
                .isEqualTo(new Verdict(Severity.DEGRADED, "251 of 256 MiB used, then it takes no more writes"));
        assertThat(redis("session", "noeviction", 0, 12).verdict())
                .isEqualTo(new Verdict(Severity.WELL, "12 of 256 MiB used · 0 evicted/s"));
    }

    @Test
    void redisWhenACacheEvictsIsWell() {
        assertThat(redis("cache", "allkeys-lru", 12, 251).verdict())
                .isEqualTo(new Verdict(Severity.WELL, "hit 94.1% · 0 evicted/s"));
    }

    @Test
    void httpWhenItTakesNoValidCredentialIsDegraded() {
        assertThat(http(OptionalInt.of(200), true, "").verdict())
                .isEqualTo(new Verdict(Severity.WELL, "200 · p95 12 ms"));
        assertThat(http(OptionalInt.of(401), true, "").verdict())
                .isEqualTo(new Verdict(Severity.DEGRADED, "answers 401 to a valid credential"));
        assertThat(http(OptionalInt.of(401), false, "").verdict().severity()).isEqualTo(Severity.WELL);
        assertThat(http(OptionalInt.of(503), true, "").verdict())
                .isEqualTo(new Verdict(Severity.DEGRADED, "answers 503 to GET /"));
        assertThat(http(OptionalInt.empty(), true, "connection refused").verdict())
                .isEqualTo(new Verdict(Severity.DEGRADED, "does not answer GET /: connection refused"));
    }

    @Test
    void stackWhenAStoreIsDegradedIsDegradedAndWithoutDataIsNot() {
        StackSnapshot stack = stack(true);

        assertThat(stack.withStores(Map.of("redis-session", redis("session", "allkeys-lru", 1, 1)))
                        .state())
                .isEqualTo(StackState.DEGRADED);
        assertThat(stack.withStores(Map.of("redis-session", new StoreHealth.NoData(NOW, "no login")))
                        .state())
                .isEqualTo(StackState.HEALTHY);
    }

    @Test
    void stackWhenAStoreThatIsNotRequiredIsDegradedIsHealthy() {
        StackSnapshot informed =
                stack(false).withStores(Map.of("redis-session", redis("session", "allkeys-lru", 1, 1)));

        assertThat(informed.state()).isEqualTo(StackState.HEALTHY);
        assertThat(informed.services().getFirst().isDegraded()).isTrue();
    }

    private static StackSnapshot stack(boolean required) {
        ServiceSnapshot service = new ServiceSnapshot(
                "redis-session",
                ServiceState.RUNNING,
                ServiceHealth.HEALTHY,
                required,
                1,
                1,
                1,
                0,
                Optional.of(NOW),
                "redis",
                List.of(),
                "",
                ServiceSnapshot.Measurements.NONE,
                Optional.empty());
        return new StackSnapshot("dev", false, StackState.HEALTHY, NOW, List.of(service), Optional.empty());
    }

    private static PostgresHealth postgres(
            int connections, Duration oldest, Optional<Duration> longestWait, long failures) {
        return new PostgresHealth(
                NOW,
                "17.6",
                new PostgresHealth.Sessions(
                        OptionalInt.of(connections),
                        OptionalInt.of(100),
                        OptionalInt.of(3),
                        OptionalInt.of(0),
                        Optional.of(oldest),
                        OptionalInt.of(longestWait.isPresent() ? 2 : 0),
                        longestWait),
                throughput(OptionalDouble.of(0.992)),
                new PostgresHealth.Safety(OptionalLong.of(failures), Optional.empty(), OptionalLong.of(1_000_000)),
                archiver(Optional.empty(), Optional.empty()),
                new PostgresHealth.Replication(false, false, Optional.empty(), List.of()),
                new PostgresHealth.Size(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static PostgresHealth.Throughput throughput(OptionalDouble hits) {
        return new PostgresHealth.Throughput(
                hits,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    private static PostgresHealth.Archiver archiver(Optional<Instant> archived, Optional<Instant> failed) {
        return archiver(archived, failed, Optional.empty());
    }

    private static PostgresHealth.Archiver archiver(
            Optional<Instant> archived, Optional<Instant> failed, Optional<Duration> waiting) {
        return new PostgresHealth.Archiver(true, OptionalLong.empty(), OptionalLong.empty(), archived, failed, waiting);
    }

    private static PgBouncerHealth pgBouncer(long waiting, Duration longest, List<String> paused) {
        return new PgBouncerHealth(
                NOW,
                "1.24",
                List.of(new PgBouncerHealth.Pool(
                        "app",
                        "app",
                        OptionalLong.of(8),
                        OptionalLong.of(waiting),
                        OptionalLong.of(2),
                        OptionalLong.of(1),
                        OptionalLong.empty(),
                        Optional.of(longest),
                        "transaction")),
                paused,
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    private static RedisHealth redis(String role, String policy, long evicted, long mebibytes) {
        return new RedisHealth(
                NOW,
                "8.0.2",
                Optional.of(role),
                new RedisHealth.Memory(
                        OptionalLong.of(mebibytes * MEBIBYTE), OptionalLong.of(256 * MEBIBYTE), OptionalDouble.empty()),
                policy,
                OptionalDouble.of(0.941),
                OptionalDouble.empty(),
                new RedisHealth.Evictions(OptionalLong.of(evicted), OptionalDouble.of(0)),
                new RedisHealth.Clients(
                        OptionalLong.of(3),
                        OptionalLong.of(2000),
                        OptionalLong.empty(),
                        OptionalLong.of(0),
                        OptionalLong.of(0)),
                new RedisHealth.Persistence(
                        true, false, false, false, Optional.empty(), OptionalLong.empty(), OptionalLong.empty()),
                OptionalLong.empty(),
                false,
                Optional.empty());
    }

    private static HttpHealth http(OptionalInt status, boolean credential, String problem) {
        return new HttpHealth(
                NOW,
                "GET /",
                credential,
                status,
                Optional.of(Duration.ofMillis(9)),
                Optional.of(Duration.ofMillis(12)),
                problem);
    }
}
