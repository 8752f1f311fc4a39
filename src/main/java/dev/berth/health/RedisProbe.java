package dev.berth.health;

import dev.berth.datastore.Reach;
import dev.berth.datastore.RedisSession;
import dev.berth.datastore.ServiceLogin;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Asks a Redis for INFO. */
final class RedisProbe implements StoreProbe {
    private final Reach reach;
    private final ServiceLogin login;
    private final Optional<String> role;
    private final Clock clock;
    private @Nullable RedisSession session;
    private Counters before = Counters.NONE;

    RedisProbe(Reach reach, ServiceLogin login, Optional<String> role, Clock clock) {
        this.reach = reach;
        this.login = login;
        this.role = role;
        this.clock = clock;
    }

    @Override
    public StoreHealth ask() throws IOException {
        try {
            RedisSession open = session;
            if (open == null) {
                open = RedisSession.open(reach, login, StoreProbes.LONGEST_ANSWER);
                session = open;
            }
            Map<String, String> info = open.info();
            Counters now = counters(info, clock.instant());
            RedisHealth health = read(info, role, before, now);
            before = now;
            return health;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    static Counters counters(Map<String, String> info, Instant now) {
        Map<String, Long> values = new HashMap<>();
        for (String name : new String[] {
            "keyspace_hits", "keyspace_misses", "evicted_keys", "rejected_connections", "total_commands_processed"
        }) {
            Counters.number(info.getOrDefault(name, "")).ifPresent(value -> values.put(name, value));
        }
        return new Counters(now, info.getOrDefault("run_id", ""), values);
    }

    static RedisHealth read(Map<String, String> info, Optional<String> role, Counters before, Counters now) {
        OptionalLong maximum = number(info, "maxmemory");
        return new RedisHealth(
                now.takenAt(),
                info.getOrDefault("redis_version", info.getOrDefault("valkey_version", "")),
                role,
                new RedisHealth.Memory(
                        number(info, "used_memory"),
                        maximum.orElse(0) > 0 ? maximum : OptionalLong.empty(),
                        decimal(info, "mem_fragmentation_ratio")),
                info.getOrDefault("maxmemory_policy", ""),
                now.share(before, "keyspace_hits", "keyspace_misses"),
                now.perSecond(before, "total_commands_processed"),
                new RedisHealth.Evictions(now.value("evicted_keys"), now.perSecond(before, "evicted_keys")),
                new RedisHealth.Clients(
                        number(info, "connected_clients"),
                        number(info, "maxclients"),
                        number(info, "blocked_clients"),
                        now.value("rejected_connections"),
                        now.growth(before, "rejected_connections")),
                new RedisHealth.Persistence(
                        "1".equals(info.get("aof_enabled")),
                        failed(info, "aof_last_write_status"),
                        failed(info, "aof_last_bgrewrite_status"),
                        failed(info, "rdb_last_bgsave_status"),
                        number(info, "rdb_last_save_time").stream()
                                .filter(second -> second > 0 && second < Instant.MAX.getEpochSecond())
                                .mapToObj(Instant::ofEpochSecond)
                                .findFirst(),
                        number(info, "rdb_changes_since_last_save"),
                        number(info, "aof_current_size")),
                keys(info),
                "1".equals(info.get("loading")),
                "slave".equals(info.get("role"))
                        ? number(info, "master_last_io_seconds_ago").stream()
                                .filter(seconds -> seconds >= 0)
                                .mapToObj(Duration::ofSeconds)
                                .findFirst()
                        : Optional.empty());
    }

    private static boolean failed(Map<String, String> info, String name) {
        return "err".equals(info.get(name));
    }

    /** {@code db0:keys=12,expires=3,…}, a line for each database that holds any. */
    private static OptionalLong keys(Map<String, String> info) {
        if (!info.containsKey("redis_version") && !info.containsKey("valkey_version")) {
            return OptionalLong.empty();
        }
        long keys = 0;
        for (Map.Entry<String, String> line : info.entrySet()) {
            if (line.getKey().matches("db[0-9]+") && line.getValue().startsWith("keys=")) {
                keys += Counters.number(line.getValue().substring(5).split(",", 2)[0])
                        .orElse(0L);
            }
        }
        return OptionalLong.of(keys);
    }

    private static OptionalLong number(Map<String, String> info, String name) {
        return Counters.number(info.getOrDefault(name, ""))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private static OptionalDouble decimal(Map<String, String> info, String name) {
        try {
            return OptionalDouble.of(Double.parseDouble(info.getOrDefault(name, "")));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    @Override
    public void close() {
        RedisSession open = session;
        session = null;
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
