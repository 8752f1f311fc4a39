package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PgBouncerProbeTests {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:42Z");

    @Test
    void readTakesPoolsButNotTheConsoleItself() {
        PgBouncerProbe.Answers answers = new PgBouncerProbe.Answers(
                List.of(
                        Map.of(
                                "database",
                                "app",
                                "user",
                                "app",
                                "cl_active",
                                "3",
                                "cl_waiting",
                                "2",
                                "sv_active",
                                "1",
                                "maxwait",
                                "4",
                                "maxwait_us",
                                "500000",
                                "pool_mode",
                                "transaction"),
                        Map.of("database", "pgbouncer", "user", "monitor", "cl_active", "1")),
                List.of(Map.of("name", "app", "paused", "1"), Map.of("name", "health", "paused", "0")),
                List.of(),
                List.of(Map.of("key", "max_client_conn", "value", "1000")),
                List.of(Map.of("version", "PgBouncer 1.24.1")));

        PgBouncerHealth health = PgBouncerProbe.read(answers, Counters.NONE, PgBouncerProbe.counters(List.of(), NOW));

        assertThat(health.version()).isEqualTo("1.24.1");
        assertThat(health.maxClients()).hasValue(1000);
        assertThat(health.paused()).containsExactly("app");
        assertThat(health.pools()).singleElement().satisfies(pool -> {
            assertThat(pool.clientsWaiting()).hasValue(2);
            assertThat(pool.maximumWait()).contains(Duration.ofMillis(4500));
            assertThat(pool.serversIdle()).isEmpty();
        });
    }

    @Test
    void readWhenCountedBeforeGivesRatesAndTheMeanWait() {
        Counters before = PgBouncerProbe.counters(stats("100", "50", "0"), NOW);
        Counters now = PgBouncerProbe.counters(stats("300", "60", "20000"), NOW.plusSeconds(10));

        PgBouncerHealth health = PgBouncerProbe.read(
                new PgBouncerProbe.Answers(List.of(), List.of(), List.of(), List.of(), List.of()), before, now);

        assertThat(health.queriesPerSecond()).hasValue(20);
        assertThat(health.transactionsPerSecond()).hasValue(1);
        assertThat(health.averageWait()).contains(Duration.ofMillis(2));
    }

    private static List<Map<String, String>> stats(String queries, String transactions, String waited) {
        return List.of(
                Map.of(
                        "database",
                        "app",
                        "total_query_count",
                        queries,
                        "total_xact_count",
                        transactions,
                        "total_wait_time",
                        waited),
                Map.of("database", "pgbouncer", "total_query_count", "999999"));
    }
}
