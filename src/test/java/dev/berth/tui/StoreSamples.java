package dev.berth.tui;

import dev.berth.health.HttpHealth;
import dev.berth.health.PgBouncerHealth;
import dev.berth.health.PostgresHealth;
import dev.berth.health.StoreHealth;
import dev.berth.health.Surroundings;
import dev.berth.health.VolumeUse;
import dev.berth.workspace.Definition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the stores of the samples say of themselves. */
final class StoreSamples {
    private static final Instant NOW = BoardSamples.NOW;
    private static final long MEBIBYTE = 1 << 20;

    private StoreSamples() {}

    static @Nullable StoreHealth of(String service) {
        return switch (service) {
            case "postgres" -> postgres();
            case "pgbouncer" -> pgBouncer();
            case "gateway" ->
                new HttpHealth(
                        NOW,
                        "GET /",
                        true,
                        OptionalInt.of(200),
                        Optional.of(Duration.ofMillis(9)),
                        Optional.of(Duration.ofMillis(12)),
                        "");
            case "redis-cache" -> new StoreHealth.NoData(NOW, "the helper image is not there");
            default -> null;
        };
    }

    static Surroundings surroundings() {
        return new Surroundings(
                List.of(
                        new VolumeUse(
                                "acme-dev_redis-session",
                                List.of("redis-session"),
                                "/data",
                                OptionalLong.of(700 * MEBIBYTE),
                                Optional.of(NOW.minusSeconds(600)),
                                "counted",
                                Optional.of(new VolumeUse.Room(10_000 * MEBIBYTE, 900 * MEBIBYTE, NOW)),
                                OptionalDouble.of(130 * MEBIBYTE),
                                OptionalDouble.of(900 / 130.0),
                                Optional.of(new VolumeUse.Concern(
                                        Definition.Severity.WARNING, "91% full, no room left in 6 days"))),
                        new VolumeUse(
                                "acme-dev_postgres",
                                List.of("postgres"),
                                "/var/lib/postgresql",
                                OptionalLong.of(812 * MEBIBYTE),
                                Optional.of(NOW.minusSeconds(3)),
                                "databases and WAL",
                                Optional.of(new VolumeUse.Room(68_000 * MEBIBYTE, 41_000 * MEBIBYTE, NOW)),
                                OptionalDouble.of(12 * MEBIBYTE),
                                OptionalDouble.of(41_000 / 12.0),
                                Optional.empty()),
                        new VolumeUse(
                                "acme-dev_backup",
                                List.of("postgres", "storage"),
                                "/var/lib/pgbackrest",
                                OptionalLong.empty(),
                                Optional.empty(),
                                "not counted yet",
                                Optional.empty(),
                                OptionalDouble.empty(),
                                OptionalDouble.empty(),
                                Optional.empty())),
                Optional.of(new Surroundings.SecretServer(
                        NOW,
                        NOW.minusSeconds(95),
                        "https://vault.acme:8200",
                        Surroundings.ServerState.OPEN,
                        Optional.of(Duration.ofHours(23)),
                        true)),
                Optional.of(new Surroundings.Backups(
                        NOW,
                        Optional.of(NOW.minusSeconds(10_900)),
                        false,
                        Optional.of(new Surroundings.Drill(NOW.minusSeconds(180_000), true)))),
                Optional.of(new Surroundings.Migrations(OptionalInt.of(1), "")),
                Map.of(
                        "rest",
                        new Surroundings.Upkeep(
                                List.of(new Surroundings.Drift(
                                        Surroundings.Aspect.LIMITS, "memory limit is 256 MiB, defined are 512 MiB")),
                                Optional.of("v7"))));
    }

    private static PgBouncerHealth pgBouncer() {
        return new PgBouncerHealth(
                NOW,
                "1.24.1",
                List.of(new PgBouncerHealth.Pool(
                        "app",
                        "app",
                        OptionalLong.of(8),
                        OptionalLong.of(0),
                        OptionalLong.of(3),
                        OptionalLong.of(2),
                        OptionalLong.of(0),
                        Optional.of(Duration.ZERO),
                        "transaction")),
                List.of(),
                OptionalLong.of(200),
                OptionalDouble.of(210),
                OptionalDouble.of(80),
                Optional.of(Duration.ZERO));
    }

    private static PostgresHealth postgres() {
        PostgresHealth.Session waiting = new PostgresHealth.Session(
                431,
                "migrator",
                "flyway",
                "172.20.0.9",
                "active",
                Optional.of(Duration.ofSeconds(4)),
                Optional.of(Duration.ofSeconds(4)),
                "ALTER TABLE notes ADD COLUMN title text");
        PostgresHealth.Session holding = new PostgresHealth.Session(
                420,
                "app",
                "",
                "172.20.0.4",
                "idle in transaction",
                Optional.of(Duration.ofSeconds(95)),
                Optional.of(Duration.ofSeconds(91)),
                "UPDATE notes SET body = $1 WHERE id = $2");
        return new PostgresHealth(
                NOW,
                "17.6",
                new PostgresHealth.Sessions(
                        OptionalInt.of(41),
                        OptionalInt.of(100),
                        OptionalInt.of(3),
                        OptionalInt.of(1),
                        Optional.of(Duration.ofSeconds(95)),
                        OptionalInt.of(1),
                        Optional.of(Duration.ofSeconds(4))),
                new PostgresHealth.Throughput(
                        OptionalDouble.of(0.992),
                        OptionalDouble.of(80),
                        OptionalDouble.of(0),
                        OptionalDouble.of(0),
                        OptionalLong.of(0),
                        OptionalLong.of(0),
                        Optional.empty()),
                new PostgresHealth.Safety(OptionalLong.of(0), Optional.empty(), OptionalLong.of(1000)),
                new PostgresHealth.Archiver(
                        false,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new PostgresHealth.Replication(false, false, Optional.empty(), List.of()),
                new PostgresHealth.Size(
                        OptionalLong.of(600 * MEBIBYTE),
                        OptionalLong.of(640 * MEBIBYTE),
                        OptionalLong.of(172 * MEBIBYTE)),
                Optional.of(new PostgresHealth.Queries(
                        Optional.of(NOW.minusSeconds(10)),
                        Optional.empty(),
                        List.of(
                                statement("SELECT id, name FROM profiles\n WHERE id = $1", 4210, 1263, 4210, 0.998),
                                statement("UPDATE notes SET body = $1 WHERE id = $2", 118, 902, 118, 0.91),
                                statement("SELECT count(*) FROM notes", 2, 640, 2, 0.52)))),
                List.of(new PostgresHealth.LockWait(
                        waiting, "AccessExclusiveLock on notes", Optional.of(Duration.ofSeconds(4)), List.of(holding))),
                Optional.empty());
    }

    private static PostgresHealth.Statement statement(String text, long calls, long millis, long rows, double hit) {
        return new PostgresHealth.Statement(
                text, "app", text, calls, Duration.ofMillis(millis), rows, OptionalDouble.of(hit));
    }
}
