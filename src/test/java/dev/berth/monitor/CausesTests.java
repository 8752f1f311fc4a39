package dev.berth.monitor;

import static dev.berth.monitor.AlertSamples.BEGIN;
import static dev.berth.monitor.AlertSamples.known;
import static dev.berth.monitor.AlertSamples.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.workspace.Alerts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CausesTests {
    private static final Map<String, Set<String>> NEEDS = Map.of(
            "rest", Set.of("pooler"), "pooler", Set.of("postgres"), "gateway", Set.of("rest"), "mailer", Set.of());

    @Test
    void explainWhenADatabaseIsDownNamesItForAllThatNeedIt() {
        assertThat(explained(
                        NEEDS, down("postgres"), down("pooler"), down("rest"), impaired("gateway"), down("mailer")))
                .isEqualTo(Map.of(
                        "service-down of pooler",
                        "service-down of postgres",
                        "service-down of rest",
                        "service-down of postgres",
                        "service-impaired of gateway",
                        "service-down of postgres"));
    }

    @Test
    void explainWhenACauseIsOnlyPendingHoldsTheSymptomBack() {
        AlertBook first = look(AlertBook.EMPTY, NEEDS, BEGIN, down("postgres"), starts("rest"));

        assertThat(first.alerts())
                .extracting(alert -> alert.phase() instanceof Phase.Pending)
                .containsExactlyInAnyOrder(true, false);
        assertThat(explained(first)).isEqualTo(Map.of("service-flapping of rest", "service-down of postgres"));
    }

    @Test
    void explainWhenTheEngineDoesNotAnswerExplainsEverything() {
        AlertBook well = look(
                AlertBook.EMPTY,
                NEEDS,
                BEGIN,
                down("rest"),
                known(Measurement.VOLUME_USAGE, "data", 0.95),
                known(Measurement.BACKUP_FAILED, Look.BACKUPS, 1));
        AlertBook blind = look(
                well,
                NEEDS,
                BEGIN.plusSeconds(10),
                known(Measurement.ENGINE_UNREACHABLE, Look.ENGINE, 1),
                unknown(Measurement.SERVICE_DOWN, "rest"),
                unknown(Measurement.VOLUME_USAGE, "data"),
                unknown(Measurement.BACKUP_FAILED, Look.BACKUPS));

        assertThat(explained(blind).keySet())
                .containsExactlyInAnyOrder("service-down of rest", "volume-usage of data", "backup-failed of backups");
        assertThat(explained(blind).values()).containsOnly("engine-unreachable of engine");
    }

    @Test
    void explainWhenAServiceIsDownExplainsWhatItCannotSayAndNotWhatThreatensData() {
        assertThat(explained(
                        NEEDS,
                        down("postgres"),
                        known(Measurement.STORE_SILENT, "postgres", 1),
                        unknown(Measurement.POSTGRES_CONNECTIONS_RATIO, "postgres"),
                        known(Measurement.SERVICE_OOM_KILLS, "postgres", 1),
                        known(Measurement.POSTGRES_CHECKSUM_FAILURES, "postgres", 1)))
                .isEqualTo(Map.of(
                        "store-silent of postgres", "service-down of postgres",
                        "connections of postgres", "service-down of postgres"));
    }

    @Test
    void explainWhenAStoreComplainsNamesTheComplaint() {
        assertThat(explained(
                        NEEDS, impaired("postgres"), known(Measurement.POSTGRES_CONNECTIONS_RATIO, "postgres", 0.95)))
                .isEqualTo(Map.of("service-impaired of postgres", "connections of postgres"));
    }

    @Test
    void explainWhenTheSecretsServerIsSealedExplainsWhyNobodyCanAskAStore() {
        assertThat(explained(
                        NEEDS,
                        known(Measurement.SECRETS_SERVER_DOWN, Look.SECRETS, 1),
                        known(Measurement.STORE_SILENT, "rest", 1),
                        impaired("gateway")))
                .isEqualTo(Map.of("store-silent of rest", "secrets-server of secrets"));
    }

    @Test
    void explainWhenTheSecretsServerIsSealedExplainsTheLease() {
        assertThat(explained(
                        NEEDS,
                        known(Measurement.SECRETS_SERVER_DOWN, Look.SECRETS, 1),
                        known(Measurement.SECRETS_LEASE_SECONDS, Look.SECRETS, 10)))
                .isEqualTo(Map.of("secrets-lease of secrets", "secrets-server of secrets"));
    }

    @Test
    void explainWhenServicesNeedOneAnotherExplainsNeither() {
        Map<String, Set<String>> circle = Map.of("a", Set.of("b"), "b", Set.of("a"));

        assertThat(explained(circle, down("a"), down("b"))).isEmpty();
        assertThat(explained(Map.of("a", Set.of("a")), down("a"))).isEmpty();
    }

    @Test
    void explainWhenTheCauseIsOverExplainsNothingAnyMore() {
        AlertBook before = look(AlertBook.EMPTY, NEEDS, BEGIN, down("postgres"), down("rest"));
        AlertBook after = look(
                before, NEEDS, BEGIN.plusSeconds(10), known(Measurement.SERVICE_DOWN, "postgres", 0), down("rest"));

        assertThat(explained(before)).hasSize(1);
        assertThat(explained(after)).isEmpty();
    }

    private static Reading down(String service) {
        return known(Measurement.SERVICE_DOWN, service, 1);
    }

    private static Reading impaired(String service) {
        return known(Measurement.SERVICE_IMPAIRED, service, 1);
    }

    private static Reading starts(String service) {
        return known(Measurement.SERVICE_STARTS, service, 9);
    }

    private static Map<String, String> explained(Map<String, Set<String>> needs, Reading... readings) {
        return explained(look(AlertBook.EMPTY, needs, BEGIN, readings));
    }

    private static AlertBook look(AlertBook book, Map<String, Set<String>> needs, Instant now, Reading... readings) {
        return book.looked("dev", Rules.of(Alerts.NONE), AlertSamples.readings(readings), new Causes(needs), now);
    }

    private static Map<String, String> explained(AlertBook book) {
        Map<String, String> explained = new TreeMap<>();
        for (Standing standing : new WatchState(book, List.of(), Recoveries.NONE).standings(List.of(), BEGIN)) {
            Optional<String> cause = standing.explainedBy();
            cause.ifPresent(by -> explained.put("%s of %s".formatted(standing.rule(), standing.target()), by));
        }
        return explained;
    }
}
