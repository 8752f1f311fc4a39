package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.health.ServiceHealth;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.ServiceState;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StackState;
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
import org.junit.jupiter.api.Test;

class StatusReportTests {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:42Z");

    @Test
    void linesWhenTheServerOfSecretsIsSealedSaySo() {
        assertThat(report(Surroundings.ServerState.SEALED).lines(Theme.PLAIN).getLast())
                .endsWith("Vault at https://vault.acme:8200: sealed. What runs goes on running.");
        assertThat(String.join("\n", report(Surroundings.ServerState.OPEN).lines(Theme.PLAIN)))
                .doesNotContain("Vault");
    }

    @Test
    void documentWhenTheServerOfSecretsWasAskedTellsItsStateAndTheLogins() {
        assertThat(report(Surroundings.ServerState.OPEN).document().text())
                .contains(
                        "\"secretServer\":{\"address\":\"https://vault.acme:8200\",\"state\":\"open\",\"leaseSeconds\":7200}");
    }

    @Test
    void reportWhenPendingMigrationsAreNotKnownSaysWhy() {
        StatusReport report = report(new Surroundings(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Surroundings.Migrations(OptionalInt.empty(), "the schema public has no history")),
                Map.of()));

        assertThat(report.lines(Theme.PLAIN).getLast())
                .endsWith("Pending migrations are not known: the schema public has no history");
        assertThat(report.document().text())
                .contains("\"migrations\":{\"problem\":\"the schema public has no history\"}");
    }

    @Test
    void reportWhenAServiceWasNeverStartedSaysSoAndKeepsToTheContractsWords() {
        StatusReport report = new StatusReport(
                new StackSnapshot(
                        "prod",
                        true,
                        StackState.UNHEALTHY,
                        NOW,
                        List.of(service("redis-session-replica", ServiceState.CREATED)),
                        Optional.empty()),
                true);

        assertThat(report.lines(new Theme(false, true, 80)))
                .contains("prod  ✗ unhealthy: redis-session-replica was never started")
                .anySatisfy(line -> assertThat(line).contains("redis-session-replica  created"))
                .allSatisfy(line -> assertThat(DisplayWidth.of(line)).isLessThanOrEqualTo(80));
        assertThat(report.document().text()).contains("\"state\":\"exited\"").doesNotContain("created", "startedAt");
    }

    private static ServiceSnapshot service(String name, ServiceState state) {
        return new ServiceSnapshot(
                name,
                state,
                ServiceHealth.UNKNOWN,
                true,
                0,
                0,
                1,
                0,
                Optional.empty(),
                "registry.example.org/acme/redis-with-modules:8.0.2",
                List.of(),
                "",
                ServiceSnapshot.Measurements.NONE,
                Optional.empty());
    }

    @Test
    void reportWhenVolumesAreKnownShowsThemWithinEightyColumns() {
        StatusReport report = volumes(
                volume("acme-prod_postgres", 0.91, OptionalDouble.of(3.2), Optional.of(Definition.Severity.WARNING)),
                volume("acme-prod_backup", 0.91, OptionalDouble.empty(), Optional.of(Definition.Severity.WARNING)),
                volume("a".repeat(64), 0.2, OptionalDouble.of(900), Optional.empty()),
                UNKNOWN);

        assertThat(String.join("\n", report.lines(Theme.PLAIN))).isEqualTo("""
                prod  * healthy; ! acme-prod_postgres 91% full (and 1 other volume)

                SERVICE  STATE  HEALTH  CPU  MEMORY  RESTARTS  UP  IMAGE

                VOLUME                   SIZE    A DAY  USED      FREE    FULL IN     AGE
                ! acme-prod_postgres  812 MiB  +12 MiB   91%  92.2 GiB     3 days  12m 5s
                ! acme-prod_backup    812 MiB  +12 MiB   91%  92.2 GiB          -  12m 5s
                * aaaaaaaaaaaa        812 MiB  +12 MiB   20%   819 GiB  > 2 years  12m 5s
                . acme-prod_cold            -        -     -         -          -       -""");
        assertThat(report.lines(Theme.PLAIN)).allMatch(line -> line.length() <= 80);
    }

    @Test
    void documentWhenVolumesAreKnownTellsAllAndLeavesOutWhatIsNot() {
        assertThat(volumes(
                                volume("a", 0.91, OptionalDouble.of(3.2), Optional.of(Definition.Severity.CRITICAL)),
                                UNKNOWN)
                        .document()
                        .text())
                .contains("""
                        "volumes":[{"name":"a","state":"critical","message":"91% full","service":"db","services":["db","agent"],\
                        "target":"/data","bytes":851443712,"countedAt":"2026-11-23T10:03:37.000000000Z","basis":"counted",\
                        "capacityBytes":1099511627776,"freeBytes":98956046500,"freeAt":"2026-11-23T10:03:37.000000000Z",\
                        "growthBytesPerDay":1.2582912E7,"daysToFull":3.2},\
                        {"name":"acme-prod_cold","state":"unknown","service":"db","services":["db"],"target":"/data",\
                        "basis":"not counted yet"}]""");
    }

    private static final VolumeUse UNKNOWN = new VolumeUse(
            "acme-prod_cold",
            List.of("db"),
            "/data",
            OptionalLong.empty(),
            Optional.empty(),
            "not counted yet",
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty());

    private static VolumeUse volume(
            String name, double usage, OptionalDouble days, Optional<Definition.Severity> severity) {
        Instant seen = NOW.minusSeconds(725);
        return new VolumeUse(
                name,
                List.of("db", "agent"),
                "/data",
                OptionalLong.of(812L << 20),
                Optional.of(seen),
                "counted",
                Optional.of(new VolumeUse.Room(1L << 40, Math.round((1L << 40) * (1 - usage)), seen)),
                OptionalDouble.of(12 << 20),
                days,
                severity.map(each -> new VolumeUse.Concern(each, Math.round(usage * 100) + "% full")));
    }

    private static StatusReport volumes(VolumeUse... volumes) {
        return report(
                new Surroundings(List.of(volumes), Optional.empty(), Optional.empty(), Optional.empty(), Map.of()));
    }

    private static StatusReport report(Surroundings.ServerState state) {
        return report(new Surroundings(
                List.of(),
                Optional.of(new Surroundings.SecretServer(
                        NOW, NOW, "https://vault.acme:8200", state, Optional.of(Duration.ofHours(2)), true)),
                Optional.empty(),
                Optional.empty(),
                Map.of()));
    }

    private static StatusReport report(Surroundings around) {
        return new StatusReport(
                new StackSnapshot("prod", true, StackState.HEALTHY, NOW, List.of(), Optional.of(around)), true);
    }
}
