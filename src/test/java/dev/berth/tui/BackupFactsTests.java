package dev.berth.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.health.Surroundings;
import dev.berth.view.Sign;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackupFactsTests {
    private final BoardView view = BoardSamples.view(BoardState.FIRST);
    private final Optional<Instant> anHourAgo = Optional.of(view.now().minusSeconds(3_600));

    @Test
    void briefSaysTheWorstElseHowOldTheLastSetIs() {
        assertThat(facts(anHourAgo, false, true).brief()).isEqualTo("1h 0m ago");
        assertThat(facts(anHourAgo, false, false).brief()).isEqualTo("drill found damage");
        assertThat(facts(Optional.empty(), false, true).brief()).isEqualTo("none");
        assertThat(facts(anHourAgo, true, true).brief()).isEqualTo("failed");
    }

    @Test
    void signWhenAnythingIsWrongIsNoTick() {
        assertThat(facts(anHourAgo, false, true).sign()).isEqualTo(Sign.HEALTHY);
        assertThat(facts(anHourAgo, false, false).sign()).isEqualTo(Sign.DEGRADED);
        assertThat(facts(Optional.empty(), false, true).sign()).isEqualTo(Sign.DEGRADED);
        assertThat(facts(anHourAgo, true, true).sign()).isEqualTo(Sign.DEGRADED);
    }

    @Test
    void briefWhenTheRepositoryDoesNotAnswerIsNotThatThereIsNone() {
        BackupFacts facts =
                new BackupFacts(view, Surroundings.Backups.unread(view.now(), false, "the bucket does not answer"));

        assertThat(facts.brief()).isEqualTo("unknown");
        assertThat(facts.sign()).isEqualTo(Sign.DEGRADED);
        assertThat(facts.line().toString())
                .contains("the bucket does not answer")
                .doesNotContain("drill");
    }

    private BackupFacts facts(Optional<Instant> last, boolean failed, boolean well) {
        return new BackupFacts(
                view,
                new Surroundings.Backups(
                        view.now(),
                        last,
                        failed,
                        Optional.of(new Surroundings.Drill(view.now().minusSeconds(60), well))));
    }
}
