package dev.berth.metrics;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.ContainerState;
import dev.berth.docker.EngineEvent;
import dev.berth.docker.PublishedPort;
import dev.berth.health.HttpHealth;
import dev.berth.health.LiveStack;
import dev.berth.health.PgBouncerHealth;
import dev.berth.health.PostgresHealth;
import dev.berth.health.RedisHealth;
import dev.berth.health.ServiceHealth;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.ServiceState;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StackState;
import dev.berth.health.StoreHealth;
import dev.berth.health.Surroundings;
import dev.berth.health.VolumeUse;
import dev.berth.logs.LogLevel;
import dev.berth.monitor.LogCounts;
import dev.berth.monitor.Sight;
import dev.berth.monitor.Standing;
import dev.berth.testing.Setups;
import dev.berth.workspace.Definition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** What a watch may have seen. */
final class Sights {
    static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

    /** Stands wherever services may say what they like. */
    static final String SAID = "canary said this";

    private Sights() {}

    /** One of which every number there is is known. */
    static Sight full() {
        List<ServiceSnapshot> services = List.of(
                service("postgres", Optional.of(postgres(false))),
                service("copy", Optional.of(postgres(true))),
                service("pgbouncer", Optional.of(pooler(2))),
                service("redis", Optional.of(redis())),
                service("rest", Optional.of(http(OptionalInt.of(200)))),
                service("mute", Optional.of(new StoreHealth.NoData(NOW, SAID))));
        return sight(services, Optional.of(surroundings()), Optional.empty());
    }

    /** The same when the engine has not answered for a minute. */
    static Sight outage() {
        return sight(
                full().live().snapshot().services(),
                Optional.of(surroundings()),
                Optional.of(new LiveStack.Outage(NOW.minusSeconds(60), SAID)));
    }

    /** One of which only is known what the engine lists. */
    static Sight bare() {
        return new Sight(
                NOW,
                LiveStack.of(new StackSnapshot(
                        "dev",
                        false,
                        StackState.HEALTHY,
                        NOW,
                        List.of(new ServiceSnapshot(
                                "web",
                                ServiceState.RUNNING,
                                ServiceHealth.NONE,
                                true,
                                1,
                                1,
                                1,
                                0,
                                Optional.empty(),
                                "",
                                List.of(),
                                "",
                                ServiceSnapshot.Measurements.NONE,
                                Optional.empty())),
                        Optional.empty())),
                true,
                List.of(),
                OptionalDouble.empty(),
                Map.of(),
                new LogCounts(false, Map.of(), 0));
    }

    static Sight sight(
            List<ServiceSnapshot> services, Optional<Surroundings> surroundings, Optional<LiveStack.Outage> outage) {
        StackSnapshot snapshot = new StackSnapshot("dev", true, StackState.DEGRADED, NOW, services, surroundings);
        Map<String, List<ContainerDetails>> containers =
                Map.of("rest", List.of(container("a", 0.5), container("b", 1)), "redis", List.of(container("c", 2)));
        return sight(NOW, new LiveStack(snapshot, containers, Map.of(), List.of(), outage));
    }

    static Sight sight(Instant at, LiveStack live) {
        return new Sight(
                at,
                live,
                true,
                List.of(standing("service-down", "rest", Standing.State.FIRING)),
                OptionalDouble.of(0.75),
                Map.of("rest", 3),
                new LogCounts(true, Map.of("rest", Map.of(LogLevel.INFO, 7L, LogLevel.ERROR, 2L)), 3));
    }

    static Standing standing(String rule, String target, Standing.State state) {
        return new Standing(
                rule,
                target,
                Definition.Severity.CRITICAL,
                state,
                NOW.minusSeconds(30),
                OptionalDouble.of(1),
                SAID,
                Optional.empty(),
                Optional.of(new Standing.Hush(SAID, SAID, NOW)));
    }

    static ServiceSnapshot service(String name, Optional<StoreHealth> store) {
        return service(name, 1000, store);
    }

    /** One that has received so many bytes. */
    static ServiceSnapshot service(String name, long received, Optional<StoreHealth> store) {
        return new ServiceSnapshot(
                name,
                ServiceState.RUNNING,
                ServiceHealth.UNHEALTHY,
                true,
                2,
                1,
                2,
                3,
                Optional.of(NOW.minusSeconds(3600)),
                "registry.acme.example/rest:1.2",
                List.of(new PublishedPort("127.0.0.1", 8080, 80, "tcp")),
                SAID,
                new ServiceSnapshot.Measurements(
                        OptionalDouble.of(150),
                        OptionalLong.of(96L << 20),
                        OptionalLong.of(512L << 20),
                        OptionalLong.of(received),
                        OptionalLong.of(2000),
                        OptionalLong.of(3000),
                        OptionalLong.of(4000),
                        OptionalLong.of(12),
                        OptionalLong.of(5000)),
                store);
    }

    static ContainerDetails container(String id, double cpus) {
        return new ContainerDetails(
                id,
                "name-of-" + id,
                "image",
                ContainerState.RUNNING,
                ContainerHealth.HEALTHY,
                Map.of("note", SAID),
                Map.of("PASSWORD", SAID),
                new ContainerLimits(OptionalDouble.of(cpus), OptionalLong.empty(), OptionalLong.empty()),
                List.of(),
                Map.of(),
                3,
                Optional.of(NOW.minusSeconds(3600)),
                Optional.empty(),
                0,
                false,
                SAID,
                1,
                List.of(),
                Setups.USUAL);
    }

    static EngineEvent event(String service, String action, Instant at) {
        return new EngineEvent(at, action, "a", Map.of("com.docker.compose.service", service));
    }

    static PostgresHealth postgres(boolean standby) {
        PostgresHealth.Session session =
                new PostgresHealth.Session(1, SAID, SAID, SAID, SAID, Optional.empty(), Optional.empty(), SAID);
        return new PostgresHealth(
                NOW,
                "17.6 (Debian 17.6-0+deb13u1)",
                new PostgresHealth.Sessions(
                        OptionalInt.of(41),
                        OptionalInt.of(100),
                        OptionalInt.of(3),
                        OptionalInt.of(2),
                        Optional.of(Duration.ofMillis(1500)),
                        OptionalInt.of(1),
                        Optional.empty()),
                new PostgresHealth.Throughput(
                        OptionalDouble.of(0.992),
                        OptionalDouble.of(210),
                        OptionalDouble.of(0.5),
                        OptionalDouble.of(1024),
                        OptionalLong.of(1),
                        OptionalLong.of(4),
                        Optional.of(NOW.minusSeconds(86_400))),
                new PostgresHealth.Safety(OptionalLong.of(2), Optional.of(NOW), OptionalLong.of(1_073_741_823)),
                new PostgresHealth.Archiver(
                        true,
                        OptionalLong.of(900),
                        OptionalLong.of(5),
                        Optional.of(NOW.minusSeconds(20)),
                        Optional.of(NOW.minusSeconds(90)),
                        Optional.of(Duration.ofSeconds(12))),
                standby
                        ? new PostgresHealth.Replication(true, false, Optional.of(Duration.ofSeconds(7)), List.of())
                        : new PostgresHealth.Replication(
                                false,
                                false,
                                Optional.empty(),
                                List.of(
                                        new PostgresHealth.Replica(
                                                SAID, SAID, OptionalLong.of(10), Optional.of(Duration.ofSeconds(1))),
                                        new PostgresHealth.Replica(
                                                SAID, SAID, OptionalLong.of(99), Optional.of(Duration.ofSeconds(9))))),
                new PostgresHealth.Size(
                        OptionalLong.of(1L << 30), OptionalLong.of(3L << 29), OptionalLong.of(1L << 26)),
                Optional.of(new PostgresHealth.Queries(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new PostgresHealth.Statement(
                                SAID, SAID, SAID, 1, Duration.ofSeconds(1), 1, OptionalDouble.empty())))),
                List.of(new PostgresHealth.LockWait(session, SAID, Optional.empty(), List.of(session))),
                Optional.of(new PostgresHealth.Tables(
                        NOW,
                        List.of(new PostgresHealth.UnusedIndex(SAID, SAID, OptionalLong.of(8192))),
                        List.of(new PostgresHealth.DeadRows(SAID, 100, 900, OptionalLong.of(1), OptionalLong.of(700))),
                        List.of(new PostgresHealth.Overdue(SAID, 100, 50, Optional.empty())))));
    }

    static PgBouncerHealth pooler(int pools) {
        return new PgBouncerHealth(
                NOW,
                "PgBouncer 1.24.1",
                IntStream.range(0, pools)
                        .mapToObj(number -> new PgBouncerHealth.Pool(
                                "app",
                                "user%03d".formatted(number),
                                OptionalLong.of(5),
                                OptionalLong.of(1),
                                OptionalLong.of(4),
                                OptionalLong.of(3),
                                OptionalLong.of(2),
                                Optional.of(Duration.ofMillis(250)),
                                "transaction"))
                        .toList(),
                List.of(),
                OptionalLong.of(500),
                OptionalDouble.of(80),
                OptionalDouble.of(40),
                Optional.of(Duration.ofMillis(2)));
    }

    static RedisHealth redis() {
        return new RedisHealth(
                NOW,
                "8.0.2",
                Optional.of("session"),
                new RedisHealth.Memory(
                        OptionalLong.of(251L << 20), OptionalLong.of(256L << 20), OptionalDouble.of(1.1)),
                "noeviction",
                OptionalDouble.of(0.97),
                OptionalDouble.of(300),
                new RedisHealth.Evictions(OptionalLong.of(6), OptionalDouble.of(0)),
                new RedisHealth.Clients(
                        OptionalLong.of(9),
                        OptionalLong.of(10_000),
                        OptionalLong.of(1),
                        OptionalLong.of(2),
                        OptionalLong.of(0)),
                new RedisHealth.Persistence(
                        true,
                        false,
                        true,
                        false,
                        Optional.of(NOW.minusSeconds(400)),
                        OptionalLong.of(17),
                        OptionalLong.of(1L << 20)),
                OptionalLong.of(1234),
                false,
                Optional.of(Duration.ofSeconds(1)));
    }

    static HttpHealth http(OptionalInt status) {
        return new HttpHealth(
                NOW,
                "GET /" + SAID,
                false,
                status,
                Optional.of(Duration.ofMillis(12)),
                Optional.of(Duration.ofMillis(40)),
                SAID);
    }

    static Surroundings surroundings() {
        return new Surroundings(
                List.of(volume(NOW, NOW)),
                Optional.of(new Surroundings.SecretServer(
                        NOW.minusSeconds(10),
                        NOW.minusSeconds(600),
                        "https://vault/" + SAID,
                        Surroundings.ServerState.OPEN,
                        Optional.of(Duration.ofHours(1)),
                        false)),
                Optional.of(new Surroundings.Backups(
                        NOW,
                        Optional.of(NOW.minusSeconds(8 * 3600)),
                        true,
                        Optional.of(new Surroundings.Drill(NOW.minusSeconds(86_400), true)))),
                Optional.of(new Surroundings.Migrations(OptionalInt.of(2), SAID)),
                Map.of(
                        "rest",
                        new Surroundings.Upkeep(
                                List.of(new Surroundings.Drift(Surroundings.Aspect.LIMITS, SAID)), Optional.of(SAID))));
    }

    /** One that was counted, and whose room was seen, at these moments. */
    static VolumeUse volume(Instant counted, Instant seen) {
        return new VolumeUse(
                "acme_data",
                List.of("postgres", "copy"),
                "/" + SAID,
                OptionalLong.of(5L << 30),
                Optional.of(counted),
                SAID,
                Optional.of(new VolumeUse.Room(10L << 30, 1L << 30, seen)),
                OptionalDouble.of(86_400),
                OptionalDouble.of(2),
                Optional.of(new VolumeUse.Concern(Definition.Severity.WARNING, SAID)));
    }
}
