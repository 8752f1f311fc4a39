package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.health.StackSnapshot;
import dev.berth.health.StackState;
import dev.berth.health.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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

    private static StatusReport report(Surroundings.ServerState state) {
        return report(new Surroundings(
                List.of(),
                Optional.of(new Surroundings.SecretServer(
                        NOW, NOW, "https://vault.acme:8200", state, Optional.of(Duration.ofHours(2)))),
                Optional.empty(),
                Optional.empty(),
                Map.of()));
    }

    private static StatusReport report(Surroundings around) {
        return new StatusReport(
                new StackSnapshot("prod", true, StackState.HEALTHY, NOW, List.of(), Optional.of(around)), true);
    }
}
