package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.deployment.Approval;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleApprovalTests {
    private static final List<String> LOSS = List.of("its volumes are removed");

    @Test
    void removeWhenBothWordsAreGivenIsApproved() {
        assertThatCode(() -> remove(approval(true, "acme-prod", "prod"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"true, prod", "true, acme-prod", "true, other", "false, prod+acme-prod"})
    void removeWhenAWordOrYesIsMissingIsRefused(boolean yes, String words) {
        assertRefused(approval(yes, words.split("\\+", -1)));
    }

    @Test
    void removeWhenTheSecondWordIsMissingNamesBoth() {
        assertThatThrownBy(() -> remove(approval(true, "prod")))
                .isInstanceOfSatisfying(
                        BerthException.class,
                        e -> assertThat(e.hint()).isEqualTo("Next: add --yes --confirm prod --confirm acme-prod"));
    }

    @Test
    void removeWhenEnvironmentAndProjectAreNamedAlikeTakesOneWordForBoth() {
        Approval approval = approval(true, "prod");
        approval.confirm("prod", true, List.of());
        assertThatCode(() -> approval.confirmLoss("prod", LOSS)).doesNotThrowAnyException();
    }

    private static void assertRefused(Approval approval) {
        assertThatThrownBy(() -> remove(approval))
                .isInstanceOfSatisfying(
                        BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTECTED));
    }

    /** As the volumes of a protected environment are removed: its name for the protection, its project's for the data. */
    private static void remove(Approval approval) {
        approval.require("prod", true);
        approval.confirm("prod", true, LOSS);
        approval.confirmLoss("acme-prod", LOSS);
    }

    private static Approval approval(boolean yes, String... confirmed) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return new ConsoleApproval(
                new Console(
                        nowhere,
                        nowhere,
                        Capabilities.of(Capabilities.Terminals.NONE, Map.of()),
                        Format.TABLE,
                        false,
                        Questions.NOBODY,
                        UnaryOperator.identity()),
                yes,
                List.of(confirmed));
    }
}
