package dev.berth.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;

/** What a protected environment takes. */
class PromotionTests {
    private final MigrationFile file = new MigrationFile(
            Path.of("V1__one.sql"), "V1__one.sql", Optional.of(MigrationVersion.fromVersion("1")), "one", "SELECT 1;");

    @Test
    void checkWhenSucceededWithTheSameTextAllows() {
        assertThatCode(() -> promotion(SuccessRecord.Entry.of(file)).check("prod", List.of(file)))
                .doesNotThrowAnyException();
    }

    @Test
    void checkWhenSucceededWithAnotherTextRefuses() {
        assertThatThrownBy(() ->
                        promotion(new SuccessRecord.Entry("V1__one.sql", 4711)).check("prod", List.of(file)))
                .isInstanceOfSatisfying(BerthException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.PROTECTED);
                    assertThat(e)
                            .hasMessage(
                                    "prod takes no migration that has not succeeded in dev: V1__one.sql (with another text there) (as its database tells)");
                    assertThat(e.hint()).isEqualTo("Run it there first: berth db migrate --env dev");
                });
    }

    @Test
    void checkWhenNothingIsPendingAsksNobody() {
        Promotion promotion = new Promotion("dev", () -> {
            throw new AssertionError("asked");
        });

        assertThatCode(() -> promotion.check("prod", List.of())).doesNotThrowAnyException();
    }

    private static Promotion promotion(SuccessRecord.Entry entry) {
        return new Promotion("dev", () -> new Promotion.Succeeded(Set.of(entry), "its database"));
    }
}
