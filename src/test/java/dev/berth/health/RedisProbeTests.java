package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedisProbeTests {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:42Z");
    private static final Map<String, String> INFO = Map.ofEntries(
            Map.entry("redis_version", "8.0.2"),
            Map.entry("run_id", "one"),
            Map.entry("used_memory", "1000"),
            Map.entry("maxmemory", "4000"),
            Map.entry("maxmemory_policy", "allkeys-lru"),
            Map.entry("mem_fragmentation_ratio", "1.25"),
            Map.entry("keyspace_hits", "90"),
            Map.entry("keyspace_misses", "10"),
            Map.entry("evicted_keys", "5"),
            Map.entry("connected_clients", "3"),
            Map.entry("maxclients", "2000"),
            Map.entry("rejected_connections", "0"),
            Map.entry("aof_enabled", "1"),
            Map.entry("aof_last_write_status", "err"),
            Map.entry("rdb_last_bgsave_status", "ok"),
            Map.entry("rdb_last_save_time", "1795428000"),
            Map.entry("loading", "0"),
            Map.entry("db0", "keys=12,expires=3,avg_ttl=0"),
            Map.entry("db3", "keys=1,expires=0,avg_ttl=0"));

    @Test
    void readWhenFirstGivesTotalsAndNoRates() {
        RedisHealth health = RedisProbe.read(INFO, Optional.of("cache"), Counters.NONE, RedisProbe.counters(INFO, NOW));

        assertThat(health.memory().maximumBytes()).hasValue(4000);
        assertThat(health.hitRatio()).hasValue(0.9);
        assertThat(health.evictions().total()).hasValue(5);
        assertThat(health.evictions().perSecond()).isEmpty();
        assertThat(health.keys()).hasValue(13);
        assertThat(health.persistence().lastWriteFailed()).isTrue();
        assertThat(health.persistence().lastSaveFailed()).isFalse();
        assertThat(health.persistence().lastSavedAt()).contains(Instant.ofEpochSecond(1_795_428_000));
    }

    @Test
    void readWhenCountedBeforeGivesWhatHappenedSince() {
        Counters before = RedisProbe.counters(INFO, NOW);
        Map<String, String> later = with(Map.of("keyspace_hits", "91", "keyspace_misses", "13", "evicted_keys", "25"));

        RedisHealth health =
                RedisProbe.read(later, Optional.of("cache"), before, RedisProbe.counters(later, NOW.plusSeconds(10)));

        assertThat(health.hitRatio()).hasValue(0.25);
        assertThat(health.evictions().perSecond()).hasValue(2);
    }

    @Test
    void readWhenRestartedOrResetShowsNoPeak() {
        Counters before = RedisProbe.counters(INFO, NOW);
        for (Map<String, String> later :
                List.of(with(Map.of("run_id", "two", "evicted_keys", "9000")), with(Map.of("evicted_keys", "0")))) {
            RedisHealth health =
                    RedisProbe.read(later, Optional.empty(), before, RedisProbe.counters(later, NOW.plusSeconds(1)));

            assertThat(health.evictions().perSecond()).isEmpty();
        }
    }

    @Test
    void readWhenItSaysNothingIsAbsentNotZero() {
        RedisHealth health =
                RedisProbe.read(Map.of(), Optional.empty(), Counters.NONE, RedisProbe.counters(Map.of(), NOW));

        assertThat(health.memory().usedBytes()).isEmpty();
        assertThat(health.hitRatio()).isEmpty();
        assertThat(health.keys()).isEmpty();
        assertThat(health.verdict()).isEqualTo(new Verdict(Severity.WELL, "answers"));
    }

    private static Map<String, String> with(Map<String, String> changed) {
        Map<String, String> info = new HashMap<>(INFO);
        info.putAll(changed);
        return info;
    }
}
