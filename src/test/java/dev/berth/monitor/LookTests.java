package dev.berth.monitor;

import static dev.berth.monitor.AlertSamples.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.ContainerState;
import dev.berth.docker.EngineEvent;
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
import dev.berth.testing.Setups;
import dev.berth.workspace.CronExpression;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LookTests {
    private static final Instant NOW = BEGIN;

    private final List<ServiceSnapshot> services = new ArrayList<>();
    private final Map<String, List<ContainerDetails>> containers = new HashMap<>();
    private final List<EngineEvent> events = new ArrayList<>();
    private Optional<Surroundings> surroundings = Optional.empty();
    private Optional<LiveStack.Outage> outage = Optional.empty();
    private Facts facts = facts("0 2 * * *");

    @Test
    void atWhenServicesRunOrDoNotSaysWhichAreDown() {
        services.add(service("well", ServiceState.RUNNING, ServiceHealth.HEALTHY, true, 1));
        services.add(service("ill", ServiceState.RUNNING, ServiceHealth.UNHEALTHY, true, 0));
        services.add(service("half", ServiceState.EXITED, ServiceHealth.NONE, true, 1));
        services.add(service("gone", ServiceState.MISSING, ServiceHealth.NONE, true, 0));
        services.add(service("spare", ServiceState.EXITED, ServiceHealth.NONE, false, 0));
        services.add(service("done", ServiceState.COMPLETED, ServiceHealth.NONE, true, 0));
        services.add(service("odd", ServiceState.UNKNOWN, ServiceHealth.UNKNOWN, true, 0));

        assertThat(values(Measurement.SERVICE_DOWN))
                .isEqualTo(Map.of("well", 0.0, "ill", 1.0, "half", 0.0, "gone", 1.0, "spare", 0.0, "done", 0.0));
        assertThat(values(Measurement.SERVICE_IMPAIRED))
                .isEqualTo(Map.of("well", 0.0, "ill", 0.0, "half", 1.0, "gone", 0.0, "spare", 1.0, "done", 0.0));
        assertThat(finding(Measurement.SERVICE_DOWN, "odd")).isInstanceOf(Finding.NoData.class);
        assertThat(finding(Measurement.SERVICE_DOWN, "ill")).isEqualTo(new Finding.Known(1, "its health check fails"));
        assertThat(finding(Measurement.SERVICE_DOWN, "gone")).isEqualTo(new Finding.Known(1, "it has no container"));
    }

    @Test
    void atWhenAContainerIsMeasuredTakesWhatItMayUse() {
        services.add(measured("rest", OptionalDouble.of(90), OptionalLong.of(96), OptionalLong.of(100)));
        services.add(measured("free", OptionalDouble.of(90), OptionalLong.of(96), OptionalLong.empty()));
        services.add(measured("new", OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty()));
        containers.put(
                "rest",
                List.of(
                        container(OptionalDouble.of(0.5), false),
                        container(OptionalDouble.of(0.5), false),
                        container(ContainerState.EXITED, OptionalDouble.of(1), false)));
        containers.put("free", List.of(container(OptionalDouble.empty(), false)));
        containers.put("new", List.of(container(OptionalDouble.of(1), false)));

        assertThat(values(Measurement.SERVICE_MEMORY_RATIO)).isEqualTo(Map.of("rest", 0.96));
        assertThat(values(Measurement.SERVICE_CPU_RATIO)).isEqualTo(Map.of("rest", 0.9));
        assertThat(finding(Measurement.SERVICE_MEMORY_RATIO, "free")).isInstanceOf(Finding.Gone.class);
        assertThat(finding(Measurement.SERVICE_MEMORY_RATIO, "new")).isInstanceOf(Finding.NoData.class);
        assertThat(finding(Measurement.SERVICE_CPU_RATIO, "new")).isInstanceOf(Finding.NoData.class);
    }

    @Test
    void atWhenAServiceDoesNotRunDoesNotCallItsMemoryWell() {
        services.add(service("rest", ServiceState.EXITED, ServiceHealth.NONE, true, 0));

        assertThat(finding(Measurement.SERVICE_MEMORY_RATIO, "rest")).isEqualTo(new Finding.NoData("it does not run"));
    }

    @Test
    void atWhenContainersStartAgainOrAreKilledCountsThoseOfTenMinutes() {
        services.add(service("rest", ServiceState.RUNNING, ServiceHealth.HEALTHY, true, 1));
        services.add(service("other", ServiceState.RUNNING, ServiceHealth.HEALTHY, true, 1));
        event("rest", "start", "a", 11);
        event("rest", "start", "a", 9);
        event("rest", "create", "b", 6);
        event("rest", "start", "a", 8);
        event("rest", "start", "a", 7);
        event("rest", "start", "b", 6);
        event("rest", "oom", "a", 5);
        event("rest", "oom", "a", 15);
        // Before the clock was put back.
        event("rest", "oom", "a", -60);
        containers.put("other", List.of(container(OptionalDouble.empty(), true)));

        assertThat(values(Measurement.SERVICE_STARTS)).isEqualTo(Map.of("rest", 3.0, "other", 0.0));
        assertThat(values(Measurement.SERVICE_OOM_KILLS)).isEqualTo(Map.of("rest", 1.0, "other", 1.0));
    }

    @Test
    void atWhenAStoreFallsSilentNobodyKnowsWhetherItIsStillImpaired() {
        services.add(store("mute", new StoreHealth.NoData(NOW, "it does not answer")));

        assertThat(finding(Measurement.SERVICE_IMPAIRED, "mute")).isEqualTo(new Finding.NoData("it does not answer"));
        assertThat(finding(Measurement.STORE_SILENT, "mute")).isEqualTo(new Finding.Known(1, "it does not answer"));
    }

    @Test
    void atWhenStoresSayHowTheyAreTakesTheirNumbers() {
        services.add(store("postgres", postgres(OptionalInt.of(3), Optional.of(Duration.ofMinutes(20)))));
        services.add(store("blind", postgres(OptionalInt.empty(), Optional.empty())));
        services.add(store("pooler", pooler()));
        services.add(store("sessions", redis("session", OptionalDouble.of(3))));
        services.add(store("cache", redis("cache", OptionalDouble.of(5))));
        services.add(store("fresh", redis("session", OptionalDouble.empty())));
        services.add(store("mute", new StoreHealth.NoData(NOW, "it does not answer")));

        assertThat(values(Measurement.POSTGRES_CONNECTIONS_RATIO)).isEqualTo(Map.of("postgres", 0.95, "blind", 0.95));
        assertThat(values(Measurement.POSTGRES_TRANSACTION_SECONDS)).isEqualTo(Map.of("postgres", 1200.0));
        assertThat(values(Measurement.POSTGRES_LOCK_WAIT_SECONDS)).isEqualTo(Map.of("postgres", 0.0));
        assertThat(finding(Measurement.POSTGRES_LOCK_WAIT_SECONDS, "blind")).isInstanceOf(Finding.NoData.class);
        assertThat(values(Measurement.POSTGRES_WRAPAROUND_RATIO).get("postgres"))
                .isEqualTo(0.5, within(0.001));
        assertThat(finding(Measurement.POSTGRES_ARCHIVING_FAILING, "postgres"))
                .isEqualTo(new Finding.Known(1, "the oldest piece waits for 2h 0m"));
        assertThat(values(Measurement.PGBOUNCER_CLIENTS_WAITING)).isEqualTo(Map.of("pooler", 4.0));
        assertThat(values(Measurement.PGBOUNCER_WAIT_SECONDS)).isEqualTo(Map.of("pooler", 2.5));
        assertThat(values(Measurement.REDIS_SESSION_EVICTIONS_RATE)).isEqualTo(Map.of("sessions", 3.0));
        assertThat(values(Measurement.REDIS_EVICTIONS_RATE)).isEqualTo(Map.of("sessions", 3.0, "cache", 5.0));
        assertThat(finding(Measurement.REDIS_SESSION_EVICTIONS_RATE, "fresh")).isInstanceOf(Finding.NoData.class);
        assertThat(finding(Measurement.REDIS_PERSISTENCE_FAILING, "sessions"))
                .isEqualTo(new Finding.Known(1, "its last save failed"));
        assertThat(values(Measurement.STORE_SILENT)).containsEntry("mute", 1.0).containsEntry("postgres", 0.0);
        assertThat(finding(Measurement.POSTGRES_CONNECTIONS_RATIO, "mute"))
                .isEqualTo(new Finding.NoData("it does not answer"));
    }

    @Test
    void atWhenNothingWasAskedYetCallsNothingWell() {
        services.add(service("postgres", ServiceState.RUNNING, ServiceHealth.HEALTHY, true, 1));

        for (Measurement measurement : Measurement.values()) {
            boolean isKnown = switch (measurement) {
                case ENGINE_UNREACHABLE,
                        SERVICE_DOWN,
                        SERVICE_IMPAIRED,
                        SERVICE_STARTS,
                        SERVICE_OOM_KILLS,
                        SERVICE_GIVEN_UP -> true;
                // Without limits there is nothing to be near.
                case SERVICE_CPU_RATIO -> true;
                default -> false;
            };
            if (!isKnown) {
                assertThat(finding(measurement, "postgres"))
                        .as(measurement.label())
                        .isInstanceOf(Finding.NoData.class);
            }
        }
    }

    @Test
    void atWhenTheEngineDoesNotAnswerKnowsNothingElse() {
        services.add(service("postgres", ServiceState.RUNNING, ServiceHealth.HEALTHY, true, 1));
        outage = Optional.of(new LiveStack.Outage(NOW, "connection refused"));

        assertThat(finding(Measurement.ENGINE_UNREACHABLE, Look.ENGINE))
                .isEqualTo(new Finding.Known(1, "connection refused"));
        assertThat(look().all()).hasSize(1);
        assertThat(finding(Measurement.SERVICE_DOWN, "postgres"))
                .isEqualTo(new Finding.NoData("the engine does not answer"));
    }

    @Test
    void atWhenVolumesAreKnownTakesTheNumbersThatTheBoardShows() {
        surroundings = Optional.of(around(
                List.of(volume("full", 90, 2.5, 10.0), volume("calm", 10, null, 0.0), volume("new", 10, null, null)),
                Optional.empty(),
                Optional.empty()));

        assertThat(values(Measurement.VOLUME_USAGE)).isEqualTo(Map.of("full", 0.9, "calm", 0.1, "new", 0.1));
        assertThat(values(Measurement.VOLUME_DAYS_TO_FULL)).isEqualTo(Map.of("full", 2.5));
        assertThat(finding(Measurement.VOLUME_DAYS_TO_FULL, "calm")).isInstanceOf(Finding.Gone.class);
        assertThat(finding(Measurement.VOLUME_DAYS_TO_FULL, "new")).isInstanceOf(Finding.NoData.class);
    }

    @Test
    void atWhenAVolumeWasLookedAtLongAgoKnowsNothingOfIt() {
        VolumeUse volume = volume("full", 90, 2.5, 10.0);
        surroundings = Optional.of(around(List.of(volume), Optional.empty(), Optional.empty()));

        Readings later = Look.at(live(), facts, NOW.plus(Duration.ofMinutes(11)));

        assertThat(later.of(Measurement.VOLUME_USAGE))
                .extracting(Reading::finding)
                .containsExactly(new Finding.NoData("it was last looked at 11m 0s ago"));
        assertThat(later.of(Measurement.VOLUME_DAYS_TO_FULL))
                .extracting(Reading::finding)
                .hasOnlyElementsOfType(Finding.NoData.class);
        assertThat(later.of(Measurement.VOLUME_BYTES))
                .extracting(Reading::finding)
                .containsExactly(new Finding.Known(1, ""));
    }

    @Test
    void atWhenServicesDriftedTellsInWhat() {
        surroundings = Optional.of(around(List.of(), Optional.empty(), Optional.empty()));

        assertThat(finding(Measurement.SERVICE_DRIFT_LIMITS, "rest"))
                .isEqualTo(new Finding.Known(1, "256 MiB of memory, defined: 512 MiB"));
        assertThat(values(Measurement.SERVICE_DRIFT_SECRETS)).isEqualTo(Map.of("rest", 0.0));
        assertThat(values(Measurement.SERVICE_DRIFT_CONFIGURATION)).isEqualTo(Map.of("rest", 0.0));
    }

    @Test
    void atWhenTheSecretsServerWasAskedAWhileAgoCountsWhatHasPassed() {
        surroundings = Optional.of(around(
                List.of(),
                Optional.of(server(Surroundings.ServerState.OPEN, Optional.of(Duration.ofHours(1)))),
                Optional.empty()));

        assertThat(values(Measurement.SECRETS_LEASE_SECONDS)).isEqualTo(Map.of(Look.SECRETS, 3540.0));
        assertThat(values(Measurement.SECRETS_SERVER_DOWN)).isEqualTo(Map.of(Look.SECRETS, 0.0));

        surroundings = Optional.of(around(
                List.of(),
                Optional.of(server(Surroundings.ServerState.OPEN, Optional.of(Duration.ofHours(1)), true)),
                Optional.empty()));
        assertThat(finding(Measurement.SECRETS_LEASE_SECONDS, Look.SECRETS))
                .as("Berth sees to it by itself")
                .isInstanceOf(Finding.Gone.class);

        surroundings = Optional.of(around(
                List.of(), Optional.of(server(Surroundings.ServerState.SEALED, Optional.empty())), Optional.empty()));
        assertThat(finding(Measurement.SECRETS_SERVER_DOWN, Look.SECRETS))
                .isEqualTo(new Finding.Known(1, "it is sealed"));
        assertThat(finding(Measurement.SECRETS_LEASE_SECONDS, Look.SECRETS)).isInstanceOf(Finding.NoData.class);
    }

    @Test
    void atWhenABackupIsLateCountsFromItsSchedule() {
        backups(Optional.of(NOW.minus(Duration.ofHours(32))), Optional.empty());
        // At ten o'clock, the run of two o'clock was eight hours ago.
        assertThat(values(Measurement.BACKUP_OVERDUE_SECONDS)).isEqualTo(Map.of(Look.BACKUPS, 8 * 3600.0));
        assertThat(finding(Measurement.BACKUP_DRILL_AGE_SECONDS, Look.BACKUPS)).isInstanceOf(Finding.NoData.class);

        facts = facts("0 2 * * *", true);
        assertThat(values(Measurement.BACKUP_OVERDUE_SECONDS)).isEqualTo(Map.of(Look.BACKUPS, 0.0));

        backups(
                Optional.of(NOW.minus(Duration.ofHours(8))),
                Optional.of(new Surroundings.Drill(NOW.minusSeconds(5), true)));
        assertThat(values(Measurement.BACKUP_OVERDUE_SECONDS)).isEqualTo(Map.of(Look.BACKUPS, 0.0));
        assertThat(values(Measurement.BACKUP_DRILL_AGE_SECONDS)).isEqualTo(Map.of(Look.BACKUPS, 5.0));
        assertThat(values(Measurement.BACKUP_DRILL_FAILED)).isEqualTo(Map.of(Look.BACKUPS, 0.0));
        assertThat(values(Measurement.BACKUP_MISSING)).isEqualTo(Map.of(Look.BACKUPS, 0.0));

        backups(Optional.empty(), Optional.empty());
        assertThat(values(Measurement.BACKUP_MISSING)).isEqualTo(Map.of(Look.BACKUPS, 1.0));
    }

    @Test
    void atWhenTheRepositoryDoesNotAnswerStillSaysThatTheLastAttemptFailed() {
        surroundings = Optional.of(around(
                List.of(),
                Optional.empty(),
                Optional.of(Surroundings.Backups.unread(NOW, true, "the bucket does not answer"))));

        assertThat(values(Measurement.BACKUP_FAILED)).isEqualTo(Map.of(Look.BACKUPS, 1.0));
        for (Measurement measurement : List.of(
                Measurement.BACKUP_OVERDUE_SECONDS,
                Measurement.BACKUP_MISSING,
                Measurement.BACKUP_DRILL_FAILED,
                Measurement.BACKUP_DRILL_AGE_SECONDS)) {
            assertThat(finding(measurement, Look.BACKUPS)).isEqualTo(new Finding.NoData("the bucket does not answer"));
        }
        assertThat(look().of(Measurement.BACKUP_OVERDUE_SECONDS))
                .as("whoever waits for a set sees that nobody knows")
                .isNotEmpty();
    }

    @Test
    void nextWhenAClockLeapsTakesTheZonesOwn() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        CronExpression schedule = CronExpression.of("30 2 * * *");

        assertThat(Schedules.next(schedule, Instant.parse("2026-03-28T12:00:00Z"), berlin))
                .contains(Instant.parse("2026-03-29T01:30:00Z"));
        assertThat(Schedules.next(
                        CronExpression.of("0 0 29 2 *"), Instant.parse("2096-03-01T00:00:00Z"), ZoneOffset.UTC))
                .contains(Instant.parse("2104-02-29T00:00:00Z"));
        assertThat(Schedules.next(schedule, Instant.parse("2026-01-05T01:30:00Z"), berlin))
                .contains(Instant.parse("2026-01-06T01:30:00Z"));
    }

    private Readings look() {
        return Look.at(live(), facts, NOW);
    }

    private LiveStack live() {
        StackSnapshot snapshot = new StackSnapshot("dev", false, StackState.HEALTHY, NOW, services, surroundings);
        return new LiveStack(snapshot, containers, Map.of(), events, outage);
    }

    private Map<String, Double> values(Measurement measurement) {
        Map<String, Double> values = new HashMap<>();
        for (Reading reading : look().of(measurement)) {
            if (reading.finding() instanceof Finding.Known known) {
                values.put(reading.target(), known.value());
            }
        }
        return values;
    }

    private Finding finding(Measurement measurement, String target) {
        Readings readings = look();
        return readings.of(measurement).stream()
                .filter(reading -> reading.target().equals(target))
                .map(Reading::finding)
                .findFirst()
                .orElseGet(() -> readings.missing(measurement, target));
    }

    private void event(String service, String action, String container, int minutesAgo) {
        events.add(new EngineEvent(
                NOW.minus(Duration.ofMinutes(minutesAgo)),
                action,
                container,
                Map.of("com.docker.compose.service", service)));
    }

    private void backups(Optional<Instant> last, Optional<Surroundings.Drill> drill) {
        surroundings = Optional.of(
                around(List.of(), Optional.empty(), Optional.of(new Surroundings.Backups(NOW, last, false, drill))));
    }

    private static Facts facts(String schedule) {
        return facts(schedule, false);
    }

    private static Facts facts(String schedule, boolean backsUp) {
        return new Facts(
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.of(CronExpression.of(schedule)),
                backsUp,
                ZoneOffset.UTC,
                Recoveries.NONE);
    }

    private static Surroundings around(
            List<VolumeUse> volumes,
            Optional<Surroundings.SecretServer> server,
            Optional<Surroundings.Backups> backups) {
        return new Surroundings(
                volumes,
                server,
                backups,
                Optional.empty(),
                Map.of(
                        "rest",
                        new Surroundings.Upkeep(
                                List.of(new Surroundings.Drift(
                                        Surroundings.Aspect.LIMITS, "256 MiB of memory, defined: 512 MiB")),
                                Optional.empty())));
    }

    private static Surroundings.SecretServer server(Surroundings.ServerState state, Optional<Duration> lease) {
        return server(state, lease, false);
    }

    private static Surroundings.SecretServer server(
            Surroundings.ServerState state, Optional<Duration> lease, boolean kept) {
        return new Surroundings.SecretServer(NOW.minusSeconds(60), NOW, "https://vault", state, lease, kept);
    }

    private static VolumeUse volume(String name, int percent, @Nullable Double days, @Nullable Double growth) {
        return new VolumeUse(
                name,
                List.of("postgres"),
                "/data",
                OptionalLong.of(1),
                Optional.of(NOW),
                "counted",
                Optional.of(new VolumeUse.Room(100, 100 - percent, NOW)),
                growth == null ? OptionalDouble.empty() : OptionalDouble.of(growth),
                days == null ? OptionalDouble.empty() : OptionalDouble.of(days),
                Optional.empty());
    }

    private static ServiceSnapshot service(
            String name, ServiceState state, ServiceHealth health, boolean required, int serving) {
        boolean runs = state == ServiceState.RUNNING || serving > 0;
        return new ServiceSnapshot(
                name,
                state,
                health,
                required,
                runs ? 1 : 0,
                serving,
                1,
                0,
                Optional.empty(),
                "image",
                List.of(),
                "what a probe printed",
                ServiceSnapshot.Measurements.NONE,
                Optional.empty());
    }

    private static ServiceSnapshot measured(String name, OptionalDouble cpu, OptionalLong memory, OptionalLong limit) {
        return with(
                name,
                new ServiceSnapshot.Measurements(
                        cpu,
                        memory,
                        limit,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty()),
                Optional.empty());
    }

    private static ServiceSnapshot store(String name, StoreHealth store) {
        return with(name, ServiceSnapshot.Measurements.NONE, Optional.of(store));
    }

    private static ServiceSnapshot with(
            String name, ServiceSnapshot.Measurements measurements, Optional<StoreHealth> store) {
        return new ServiceSnapshot(
                name,
                ServiceState.RUNNING,
                ServiceHealth.HEALTHY,
                true,
                1,
                1,
                1,
                0,
                Optional.empty(),
                "image",
                List.of(),
                "",
                measurements,
                store);
    }

    private static ContainerDetails container(OptionalDouble cpus, boolean outOfMemory) {
        return container(ContainerState.RUNNING, cpus, outOfMemory);
    }

    private static ContainerDetails container(ContainerState state, OptionalDouble cpus, boolean outOfMemory) {
        return new ContainerDetails(
                "id",
                "name",
                "image",
                state,
                ContainerHealth.HEALTHY,
                Map.of(),
                Map.of(),
                new ContainerLimits(cpus, OptionalLong.empty(), OptionalLong.empty()),
                List.of(),
                Map.of(),
                0,
                Optional.empty(),
                Optional.of(NOW.minusSeconds(60)),
                0,
                outOfMemory,
                "",
                1,
                List.of(),
                Setups.USUAL);
    }

    private static PostgresHealth postgres(OptionalInt active, Optional<Duration> oldest) {
        return new PostgresHealth(
                NOW,
                "17.6",
                new PostgresHealth.Sessions(
                        OptionalInt.of(95),
                        OptionalInt.of(100),
                        active,
                        OptionalInt.empty(),
                        oldest,
                        active,
                        Optional.empty()),
                new PostgresHealth.Throughput(
                        OptionalDouble.of(0.99),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty()),
                new PostgresHealth.Safety(OptionalLong.of(0), Optional.empty(), OptionalLong.of(1L << 30)),
                new PostgresHealth.Archiver(
                        true,
                        OptionalLong.of(1),
                        OptionalLong.of(1),
                        Optional.of(NOW),
                        Optional.empty(),
                        Optional.of(Duration.ofHours(2))),
                new PostgresHealth.Replication(false, false, Optional.empty(), List.of()),
                new PostgresHealth.Size(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static PgBouncerHealth pooler() {
        return new PgBouncerHealth(
                NOW,
                "1.24.1",
                List.of(pool(4, Duration.ofMillis(2_500)), pool(0, Duration.ofMinutes(9))),
                List.of(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    private static PgBouncerHealth.Pool pool(long waiting, Duration longest) {
        return new PgBouncerHealth.Pool(
                "app",
                "app",
                OptionalLong.of(1),
                OptionalLong.of(waiting),
                OptionalLong.of(1),
                OptionalLong.of(1),
                OptionalLong.of(1),
                Optional.of(longest),
                "transaction");
    }

    private static RedisHealth redis(String role, OptionalDouble evicted) {
        return new RedisHealth(
                NOW,
                "8.0",
                Optional.of(role),
                new RedisHealth.Memory(OptionalLong.of(90), OptionalLong.of(100), OptionalDouble.empty()),
                "noeviction",
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                new RedisHealth.Evictions(OptionalLong.of(1), evicted),
                new RedisHealth.Clients(
                        OptionalLong.of(1),
                        OptionalLong.of(1),
                        OptionalLong.of(1),
                        OptionalLong.of(1),
                        OptionalLong.of(0)),
                new RedisHealth.Persistence(
                        true, false, false, true, Optional.of(NOW), OptionalLong.of(0), OptionalLong.of(0)),
                OptionalLong.of(1),
                false,
                Optional.empty());
    }
}
