package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelinesTests {
    private static final Timelines NONE = Timelines.parse(Optional.empty());

    private final KnownSet first = at("2026-11-01T02:00:00Z", "A");
    private final KnownSet second = at("2026-11-02T02:00:00Z", "B");

    @Test
    void chooseWhenNothingWasEverRestoredIsTheNewestBefore() {
        Timelines.Choice choice = NONE.choose(List.of(first, second), Instant.parse("2026-11-02T12:00:00Z"));

        assertThat(choice.set()).isEqualTo(second);
        assertThat(choice.until().timeline()).isEqualTo("current");
    }

    @Test
    void chooseWhenTheMomentLiesBeforeEveryBackupIsRefused() {
        assertThatThrownBy(() -> NONE.choose(List.of(first), Instant.parse("2026-10-31T00:00:00Z")))
                .isInstanceOf(BerthException.class)
                .hasMessageContaining("lies before every backup")
                .hasMessageContaining("2026-11-01T02:00:00Z");
    }

    @Test
    void chooseWhenTheNewestIsDamagedTakesTheOneBefore() {
        KnownSet damaged = SampleSets.verified(second.set(), List.of("a segment is missing"));

        assertThat(NONE.choose(List.of(first, damaged), Instant.parse("2026-11-03T00:00:00Z"))
                        .set())
                .isEqualTo(first);
    }

    @Test
    void chooseWhenTheMomentLiesAfterARestoreFollowsWhatWasRestored() {
        // Back to the first at noon of the third day: the second lies on the history that was left.
        Timelines restored = NONE.with(new Timelines.Branch(
                Instant.parse("2026-11-03T12:00:00Z"), first.set().moment().at(), "2"));

        Timelines.Choice after = restored.choose(List.of(first, second), Instant.parse("2026-11-03T18:00:00Z"));
        Timelines.Choice before = restored.choose(List.of(first, second), Instant.parse("2026-11-03T06:00:00Z"));

        assertThat(after.set()).isEqualTo(first);
        assertThat(after.until().timeline()).isEqualTo("2");
        assertThat(before.set()).isEqualTo(second);
        assertThat(before.until().timeline()).isEqualTo("current");
    }

    @Test
    void chooseWhenNothingBeforeLeadsOnNeedsASetOfAfter() {
        Instant upgraded = Instant.parse("2026-11-03T12:00:00Z");
        Timelines timelines = NONE.with(new Timelines.Branch(upgraded, Instant.EPOCH, ""));
        List<KnownSet> before = List.of(first, second);

        assertThat(timelines.choose(before, upgraded.minusSeconds(1)).set()).isEqualTo(second);
        assertThatThrownBy(() -> timelines.choose(before, upgraded.plusSeconds(60)))
                .isInstanceOf(BerthException.class);
        KnownSet after = at("2026-11-03T12:01:00Z", "C");
        assertThat(timelines
                        .choose(List.of(first, second, after), upgraded.plusSeconds(120))
                        .set())
                .isEqualTo(after);
    }

    @Test
    void withoutForgetsWhatACutOffRestoreHadBegun() {
        Instant moment = Instant.parse("2026-11-03T12:00:00.123456789Z");
        Timelines timelines = NONE.with(new Timelines.Branch(moment, Instant.EPOCH, "2"));

        assertThat(timelines.without(moment)).isEqualTo(NONE);
        assertThat(timelines.without(moment.plusNanos(1))).isEqualTo(timelines);
    }

    @Test
    void chooseWhenASetWasMadeAfterTheRestoreBeginsFromIt() {
        Timelines restored = NONE.with(new Timelines.Branch(
                Instant.parse("2026-11-03T12:00:00Z"), first.set().moment().at(), "2"));
        KnownSet third = at("2026-11-04T02:00:00Z", "C");

        Timelines.Choice choice = restored.choose(List.of(first, second, third), Instant.parse("2026-11-04T03:00:00Z"));

        assertThat(choice.set()).isEqualTo(third);
        assertThat(choice.until().timeline()).isEqualTo("current");
    }

    @Test
    void chooseWhenThereWereTwoRestoresWalksBackThroughBoth() {
        // Back to the first at noon of the third day, and at noon of the fifth to the evening of the third.
        Timelines twice = NONE.with(new Timelines.Branch(
                        Instant.parse("2026-11-03T12:00:00Z"),
                        first.set().moment().at(),
                        "2"))
                .with(new Timelines.Branch(
                        Instant.parse("2026-11-05T12:00:00Z"), Instant.parse("2026-11-03T18:00:00Z"), "3"));
        KnownSet left = at("2026-11-04T02:00:00Z", "C");

        Timelines.Choice choice = twice.choose(List.of(first, second, left), Instant.parse("2026-11-05T18:00:00Z"));

        // The second was left by the first restore, the third by the second one.
        assertThat(choice.set()).isEqualTo(first);
        assertThat(choice.until().timeline()).isEqualTo("3");
    }

    @Test
    void parseWhenWrittenIsTheSame() {
        Timelines restored =
                NONE.with(new Timelines.Branch(SampleSets.MOMENT, SampleSets.MOMENT.minusSeconds(60), "2"));

        assertThat(Timelines.parse(Optional.of(restored.text()))).isEqualTo(restored);
    }

    private static KnownSet at(String moment, String name) {
        return SampleSets.known(SampleSets.set(name, name + "F", List.of(), Instant.parse(moment)));
    }
}
