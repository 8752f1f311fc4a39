package dev.berth.metrics;

import static dev.berth.metrics.Sights.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.EngineEvent;
import dev.berth.health.LiveStack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StackState;
import dev.berth.health.StoreHealth;
import dev.berth.health.Surroundings;
import dev.berth.health.VolumeUse;
import dev.berth.monitor.Sight;
import dev.berth.monitor.Standing;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PageTests {
    private static final Wish OPEN = new Wish(Format.OPEN_METRICS, false);

    private Instant now = NOW;
    private final Page page = new Page("dev", "acme-dev", new Build("0.1.0", "4f5e6d"), () -> now);

    @ParameterizedTest
    @EnumSource
    void bytesWhenAllIsKnownHaveEveryMetric(Format format) {
        page.take(Sights.full());

        assertThat(read(format).names())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Metric.values()).map(Metric::sampleName).toList());
    }

    @Test
    void bytesWhenWrittenInEitherFormatSayTheSame() {
        page.take(Sights.full());

        assertThat(read(Format.OPEN_METRICS).samples())
                .isEqualTo(read(Format.PROMETHEUS_TEXT).samples());
        assertThat(text(Format.OPEN_METRICS))
                .contains("""
                        # TYPE berth_service_network_received_bytes counter
                        # UNIT berth_service_network_received_bytes bytes
                        """, "# TYPE berth_build info\n")
                .endsWith("# EOF\n");
        assertThat(text(Format.PROMETHEUS_TEXT))
                .contains(
                        "# TYPE berth_service_network_received_bytes_total counter\n",
                        "# TYPE berth_build_info gauge\n");
    }

    @Test
    void bytesWhenAllIsKnownHaveItInBaseUnits() {
        page.take(Sights.full());

        assertThat(read(Format.OPEN_METRICS).samples())
                .contains(
                        entry("berth_build_info[commit=4f5e6d, version=0.1.0]", 1.0),
                        entry("berth_engine_up", 1.0),
                        entry("berth_watch_look_timestamp_seconds", (double) NOW.getEpochSecond()),
                        entry("berth_engine_disk_usage_ratio", 0.75),
                        entry(
                                "berth_alert[explained=no, rule=service-down, severity=critical, state=firing, target=rest]",
                                1.0),
                        entry("berth_log_entries_total[level=error, service=rest]", 2.0),
                        entry("berth_log_entries_dropped_total", 3.0),
                        entry("berth_stack_state[state=degraded]", 1.0),
                        entry("berth_stack_state[state=healthy]", 0.0),
                        entry("berth_service_health[health=unhealthy, service=rest]", 1.0),
                        entry("berth_service_cpu_ratio[service=rest]", 1.5),
                        entry("berth_service_cpu_limit_ratio[service=rest]", 1.5),
                        entry("berth_service_memory_bytes[service=rest]", (double) (96L << 20)),
                        entry("berth_watch_repairs[service=rest]", 3.0),
                        entry("berth_service_drift[aspect=limits, service=rest]", 1.0),
                        entry("berth_service_drift[aspect=secrets, service=rest]", 0.0),
                        entry("berth_store_info[kind=postgres, service=postgres, version=17.6]", 1.0),
                        entry("berth_store_info[kind=pgbouncer, service=pgbouncer, version=1.24.1]", 1.0),
                        entry("berth_postgres_oldest_transaction_seconds[service=postgres]", 1.5),
                        entry("berth_postgres_longest_lock_wait_seconds[service=postgres]", 0.0),
                        entry("berth_postgres_replica_lag_seconds[service=postgres]", 9.0),
                        entry("berth_postgres_replica_lag_bytes[service=postgres]", 99.0),
                        entry("berth_postgres_standby_lag_seconds[service=copy]", 7.0),
                        entry("berth_pgbouncer_wait_seconds[database=app, service=pgbouncer, user=user001]", 0.25),
                        entry("berth_redis_info[policy=noeviction, role=session, service=redis]", 1.0),
                        entry("berth_redis_rewrite_failed[service=redis]", 1.0),
                        entry("berth_http_latency_p95_seconds[service=rest]", 0.04),
                        entry("berth_volume_usage_ratio[volume=acme_data]", 0.9),
                        entry("berth_volume_growth_bytes_per_second[volume=acme_data]", 1.0),
                        entry("berth_volume_full_seconds[volume=acme_data]", 172_800.0),
                        entry("berth_volume_state[state=warning, volume=acme_data]", 1.0),
                        entry("berth_secrets_lease_end_timestamp_seconds", (double) NOW.getEpochSecond() + 3590),
                        entry("berth_backup_complete_timestamp_seconds", (double) NOW.getEpochSecond() - 8 * 3600),
                        entry("berth_backup_failed", 1.0));
    }

    @Test
    void bytesWhenServicesSayAnythingPassNothingOfItOn() {
        page.take(Sights.full());

        assertThat(text(Format.OPEN_METRICS)).doesNotContain("canary");
    }

    @Test
    void bytesWhenNamesHaveAnyCharactersAreReadAsTheyAre() {
        Sight full = Sights.full();
        page.take(new Sight(
                NOW,
                full.live(),
                true,
                List.of(Sights.standing("a\"b\\c\nd", "é", Standing.State.NODATA)),
                full.engineDiskUsage(),
                Map.of(),
                full.logs()));

        assertThat(read(Format.OPEN_METRICS).samples())
                .containsEntry(
                        "berth_alert[explained=no, rule=a\\\"b\\\\c\\nd, severity=critical, state=nodata, target=é]",
                        1.0);
    }

    @Test
    void bytesWhenLittleIsKnownLeaveTheRestOut() {
        page.take(Sights.bare());

        assertThat(read(Format.OPEN_METRICS).names())
                .containsExactlyInAnyOrder(
                        "berth_build_info",
                        "berth_watch_start_timestamp_seconds",
                        "berth_watch_look_timestamp_seconds",
                        "berth_watch_judges",
                        "berth_watch_repairs",
                        "berth_engine_up",
                        "berth_engine_seen_timestamp_seconds",
                        "berth_log_reading",
                        "berth_log_entries_dropped_total",
                        "berth_stack_state",
                        "berth_stack_protected",
                        "berth_service_state",
                        "berth_service_health",
                        "berth_service_well",
                        "berth_service_required",
                        "berth_service_replicas_running",
                        "berth_service_replicas_serving",
                        "berth_service_replicas_desired",
                        "berth_service_restarts",
                        "berth_service_starts_total",
                        "berth_service_oom_kills_total");
    }

    @Test
    void bytesWhenTheEngineIsAwaySayNothingOfWhatItRuns() {
        page.take(Sights.full());
        page.take(Sights.outage());

        ReadPage read = read(Format.OPEN_METRICS);

        assertThat(read.samples())
                .containsEntry("berth_engine_up", 0.0)
                .containsEntry("berth_engine_seen_timestamp_seconds", (double) NOW.getEpochSecond() - 60)
                .containsEntry(
                        "berth_alert[explained=no, rule=service-down, severity=critical, state=firing, target=rest]",
                        1.0);
        assertThat(read.names())
                .noneMatch(
                        name -> name.matches(
                                "berth_(stack|service|store|postgres|pgbouncer|redis|http|volume|secrets|backup|migrations)_.*"));
    }

    @Test
    void bytesWhenTheWatchLooksNoMoreSayOnlyWhenItLookedLast() {
        page.take(Sights.full());
        assertThat(text(Format.OPEN_METRICS)).contains("berth_engine_up");

        now = NOW.plusSeconds(31);

        assertThat(read(Format.OPEN_METRICS).names())
                .containsExactlyInAnyOrder(
                        "berth_build_info",
                        "berth_watch_start_timestamp_seconds",
                        "berth_watch_look_timestamp_seconds");
        // A clock that was put back makes nothing new.
        now = NOW.minusSeconds(3600);
        assertThat(text(Format.OPEN_METRICS)).doesNotContain("berth_engine_up");
        now = NOW.plusSeconds(29);
        assertThat(text(Format.OPEN_METRICS)).contains("berth_engine_up");
    }

    @Test
    void bytesWhenNothingWasSeenYetSayWhoWatches() {
        assertThat(read(Format.OPEN_METRICS).names())
                .containsExactlyInAnyOrder("berth_build_info", "berth_watch_start_timestamp_seconds");
    }

    @Test
    void bytesWhenAVolumeWasSeenLongAgoDoNotTellIt() {
        page.take(around(Sights.volume(NOW.minus(Duration.ofMinutes(30)), NOW.minus(Duration.ofMinutes(11)))));

        assertThat(read(Format.OPEN_METRICS).samples())
                .containsKeys("berth_volume_bytes[volume=acme_data]")
                .containsEntry("berth_volume_state[state=unknown, volume=acme_data]", 1.0)
                .doesNotContainKeys(
                        "berth_volume_usage_ratio[volume=acme_data]", "berth_volume_full_seconds[volume=acme_data]");

        page.take(around(Sights.volume(NOW.minus(Duration.ofHours(3)), NOW)));

        assertThat(read(Format.OPEN_METRICS).samples())
                .containsKeys("berth_volume_usage_ratio[volume=acme_data]")
                .doesNotContainKeys("berth_volume_bytes[volume=acme_data]");
    }

    @Test
    void bytesWhenBackupsOrTheSecretsServerWereNotLookedAtForLongDoNotTellThem() {
        Sight full = Sights.full();
        now = NOW.plus(Duration.ofHours(1));
        page.take(Sights.sight(now, full.live()));

        assertThat(read(Format.OPEN_METRICS).names())
                .noneMatch(name -> name.startsWith("berth_backup") || name.startsWith("berth_secrets"));
    }

    @Test
    void bytesWhenTheRepositoryDoesNotAnswerTellOnlyWhetherTheLastAttemptFailed() {
        Surroundings.Backups unread = Surroundings.Backups.unread(NOW, true, "the bucket does not answer");
        page.take(Sights.sight(
                List.of(),
                Optional.of(
                        new Surroundings(List.of(), Optional.empty(), Optional.of(unread), Optional.empty(), Map.of())),
                Optional.empty()));

        assertThat(read(Format.OPEN_METRICS).names())
                .filteredOn(name -> name.startsWith("berth_backup"))
                .containsExactly("berth_backup_failed");
    }

    @Test
    void bytesWhenAStoreDoesNotAnswerHaveNoNumbersOfIt() {
        page.take(Sights.sight(
                List.of(
                        Sights.service("mute", Optional.of(new StoreHealth.NoData(NOW, "silent"))),
                        Sights.service("rest", Optional.of(Sights.http(OptionalInt.empty())))),
                Optional.empty(),
                Optional.empty()));

        ReadPage read = read(Format.OPEN_METRICS);

        assertThat(read.samples())
                .containsEntry("berth_store_up[service=mute]", 0.0)
                .containsEntry("berth_store_up[service=rest]", 0.0)
                .containsEntry("berth_store_degraded[service=rest]", 1.0)
                .doesNotContainKeys("berth_store_degraded[service=mute]");
        assertThat(read.names()).noneMatch(name -> name.startsWith("berth_http"));
    }

    @Test
    void bytesWhenThereArePoolsWithoutEndTellOfAHundred() {
        page.take(Sights.sight(
                List.of(Sights.service("pgbouncer", Optional.of(Sights.pooler(150)))),
                Optional.empty(),
                Optional.empty()));

        Map<String, Double> samples = read(Format.OPEN_METRICS).samples();

        assertThat(samples).containsEntry("berth_pgbouncer_pools[service=pgbouncer]", 150.0);
        assertThat(samples.keySet())
                .filteredOn(name -> name.startsWith("berth_pgbouncer_clients_active"))
                .hasSize(100);
    }

    @Test
    void bytesWhenAReplicaIsReplacedAddUpWhatGrewOnly() {
        List<ContainerDetails> both = List.of(Sights.container("a", 1), Sights.container("b", 1));
        received(5000, both);
        assertThat(received()).isZero();
        received(5300, both);
        assertThat(received()).isEqualTo(300);

        // The sum falls by what the one that is gone had received, and that is no traffic.
        received(2600, List.of(Sights.container("a", 1), Sights.container("c", 1)));
        assertThat(received()).isEqualTo(300);
        received(2700, List.of(Sights.container("a", 1), Sights.container("c", 1)));
        assertThat(received()).isEqualTo(400);
        // One more brings what it has received before it was seen.
        received(9000, List.of(Sights.container("a", 1), Sights.container("c", 1), Sights.container("d", 1)));
        assertThat(received()).isEqualTo(400);
    }

    @Test
    void bytesWhenContainersStartAndAreKilledCountEachOnce() {
        List<EngineEvent> events = new ArrayList<>(List.of(
                Sights.event("rest", "start", NOW.minusSeconds(5)), Sights.event("rest", "start", NOW.plusSeconds(1))));
        happened(events);
        events.add(Sights.event("rest", "oom", NOW.plusSeconds(2)));
        events.add(Sights.event("other", "oom", NOW.plusSeconds(3)));
        events.add(Sights.event("rest", "die", NOW.plusSeconds(4)));
        happened(events);
        happened(events);

        assertThat(read(Format.OPEN_METRICS).samples())
                .containsEntry("berth_service_starts_total[service=rest]", 1.0)
                .containsEntry("berth_service_oom_kills_total[service=rest]", 1.0)
                .doesNotContainKeys("berth_service_oom_kills_total[service=other]");
    }

    @Test
    void bytesWhenZippedAreTheSameText() throws Exception {
        page.take(Sights.full());

        byte[] zipped = page.bytes(new Wish(Format.OPEN_METRICS, true));

        assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes())
                .isEqualTo(page.bytes(OPEN));
        assertThat(zipped.length).isLessThan(page.bytes(OPEN).length / 3);
    }

    @Test
    void nameOfAMetricSaysWhatItCounts() {
        for (Metric metric : Metric.values()) {
            String name = metric.sampleName().replaceFirst("_total$", "");
            Set<String> suffixes = switch (metric.measure()) {
                case BYTES -> Set.of("_bytes");
                case SECONDS -> Set.of("_seconds");
                case TIME -> Set.of("_timestamp_seconds");
                case RATIO -> Set.of("_ratio");
                case BYTES_PER_SECOND -> Set.of("_bytes_per_second");
                case PER_SECOND -> Set.of("s_per_second");
                case FLAG, ONE, NUMBER -> Set.of("");
            };
            assertThat(suffixes).as(name).anyMatch(name::endsWith);
            boolean plain = suffixes.contains("");
            assertThat(plain && name.matches(".*_(bytes|seconds|ratio|second)"))
                    .as(name)
                    .isFalse();
            assertThat(metric.labels())
                    .as(name)
                    .doesNotHaveDuplicates()
                    .doesNotContainAnyElementsOf(Metric.COMMON_LABELS);
        }
    }

    private Sight around(VolumeUse volume) {
        return Sights.sight(
                List.of(),
                Optional.of(new Surroundings(
                        List.of(volume), Optional.empty(), Optional.empty(), Optional.empty(), Map.of())),
                Optional.empty());
    }

    private void received(long bytes, List<ContainerDetails> containers) {
        look(List.of(Sights.service("rest", bytes, Optional.empty())), Map.of("rest", containers), List.of());
    }

    private double received() {
        return read(Format.OPEN_METRICS)
                .samples()
                .getOrDefault("berth_service_network_received_bytes_total[service=rest]", Double.NaN);
    }

    private void happened(List<EngineEvent> events) {
        look(List.of(Sights.service("rest", Optional.empty())), Map.of(), events);
    }

    private void look(
            List<ServiceSnapshot> services, Map<String, List<ContainerDetails>> containers, List<EngineEvent> events) {
        StackSnapshot snapshot = new StackSnapshot("dev", false, StackState.HEALTHY, NOW, services, Optional.empty());
        page.take(Sights.sight(
                NOW, new LiveStack(snapshot, containers, Map.of(), List.copyOf(events), Optional.empty())));
    }

    private ReadPage read(Format format) {
        return ReadPage.of(text(format));
    }

    private String text(Format format) {
        return new String(page.bytes(new Wish(format, false)), StandardCharsets.UTF_8);
    }
}
