package dev.berth.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.health.Surroundings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StackSurveyTests {
    @Test
    void migrationsWhenPendingOnesAreKnownCountsThem() {
        assertThat(survey(
                        Optional.of(List.of(new Plan.PendingMigration("2", "orders"))),
                        Optional.of(new BerthException(ErrorCode.MIGRATION_FAILED, "V1 was edited", null))))
                .isEqualTo(new Surroundings.Migrations(OptionalInt.of(1), ""));
    }

    @Test
    void migrationsWhenTheHistoryIsElsewhereAreNotKnownForThatReason() {
        assertThat(survey(
                        Optional.empty(),
                        Optional.of(new BerthException(
                                ErrorCode.MIGRATION_FAILED, "the schema public has no history", null))))
                .isEqualTo(new Surroundings.Migrations(OptionalInt.empty(), "the schema public has no history"));
    }

    @Test
    void migrationsWhenTheDatabaseIsAwayAreNotKnownForThatReason() {
        assertThat(survey(Optional.empty(), Optional.empty()).problem()).isEqualTo("the database cannot be asked now");
    }

    private static Surroundings.Migrations survey(
            Optional<List<Plan.PendingMigration>> pending, Optional<BerthException> objection) {
        return StackSurvey.migrations(
                new Plan("dev", "acme-dev", false, List.of(), pending, List.of(), List.of(), List.of(), objection));
    }
}
