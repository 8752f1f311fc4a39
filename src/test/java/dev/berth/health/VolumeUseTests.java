package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.workspace.Definition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VolumeUseTests {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:42Z");

    @Test
    void judgedWhenARuleIsPassedSaysWhich() {
        assertThat(judged(80, null)).isEmpty();
        assertThat(judged(81, null)).contains("81% full");
        assertThat(judged(81, 3.9)).contains("81% full, no room left in 3 days");
        assertThat(judged(50, 6.99)).contains("no room left in 6 days");
        assertThat(judged(50, 1.5)).contains("no room left in a day");
        assertThat(judged(50, 0.2)).contains("no room left within a day");
        assertThat(judged(50, 7.0)).isEmpty();
    }

    @Test
    void judgedWhenRulesAreGivenTakesTheWorseOfThosePassed() {
        Definition.VolumeRules rules = new Definition.VolumeRules(
                Optional.of(new Definition.Rule(0.5, Definition.Severity.INFO)),
                Optional.of(new Definition.Rule(30, Definition.Severity.CRITICAL)));

        assertThat(volume("a", 60, null).judged(rules).state()).isEqualTo(VolumeUse.State.INFO);
        assertThat(volume("a", 60, 20.0).judged(rules).state()).isEqualTo(VolumeUse.State.CRITICAL);
        assertThat(volume("a", 40, 20.0).judged(rules).state()).isEqualTo(VolumeUse.State.CRITICAL);
        assertThat(volume("a", 40, 40.0).judged(rules).state()).isEqualTo(VolumeUse.State.OK);
    }

    @Test
    void judgedWhenARuleIsTurnedOffDoesNotTellOfIt() {
        Definition.VolumeRules onlyDays =
                new Definition.VolumeRules(Optional.empty(), Definition.VolumeRules.USUAL.daysToFull());
        Definition.VolumeRules none = new Definition.VolumeRules(Optional.empty(), Optional.empty());

        assertThat(volume("a", 99, null).judged(onlyDays).state()).isEqualTo(VolumeUse.State.OK);
        assertThat(volume("a", 99, 2.0).judged(onlyDays).concern().map(VolumeUse.Concern::words))
                .contains("no room left in 2 days");
        assertThat(volume("a", 99, 2.0).judged(none).state()).isEqualTo(VolumeUse.State.OK);
    }

    @Test
    void percentWhenBetweenTwoIsTheHigher() {
        assertThat(new VolumeUse.Room(1000, 199, NOW).percent()).isEqualTo("81%");
        assertThat(new VolumeUse.Room(1000, 190, NOW).percent()).isEqualTo("81%");
        assertThat(new VolumeUse.Room(1000, 1000, NOW).percent()).isEqualTo("0%");
        assertThat(new VolumeUse.Room(1L << 60, 0, NOW).percent()).isEqualTo("100%");
    }

    @Test
    void stateWhenTheRoomIsNotKnownIsUnknown() {
        VolumeUse unknown = new VolumeUse(
                "a",
                List.of("db"),
                "/data",
                OptionalLong.of(1),
                Optional.of(NOW),
                "counted",
                Optional.empty(),
                OptionalDouble.of(1),
                OptionalDouble.empty(),
                Optional.empty());

        assertThat(unknown.judged(Definition.VolumeRules.USUAL).state()).isEqualTo(VolumeUse.State.UNKNOWN);
    }

    @Test
    void worstFirstPutsAConcernBeforeADateAndADateBeforeASize() {
        Definition.VolumeRules rules = new Definition.VolumeRules(
                Optional.of(new Definition.Rule(0.9, Definition.Severity.CRITICAL)),
                Definition.VolumeRules.USUAL.daysToFull());
        List<VolumeUse> volumes = new ArrayList<>(List.of(
                volume("later", 10, 300.0).judged(rules),
                volume("calm", 10, null).judged(rules),
                volume("fuller", 70, null).judged(rules),
                volume("soon", 10, 5.0).judged(rules),
                volume("full", 95, null).judged(rules)));

        volumes.sort(VolumeUse.WORST_FIRST);

        assertThat(volumes).extracting(VolumeUse::name).containsExactly("full", "soon", "later", "fuller", "calm");
    }

    private static Optional<String> judged(int percent, @Nullable Double days) {
        return volume("a", percent, days)
                .judged(Definition.VolumeRules.USUAL)
                .concern()
                .map(VolumeUse.Concern::words);
    }

    private static VolumeUse volume(String name, int percent, @Nullable Double days) {
        return new VolumeUse(
                name,
                List.of("db"),
                "/data",
                OptionalLong.of(1),
                Optional.of(NOW),
                "counted",
                Optional.of(new VolumeUse.Room(100, 100 - percent, NOW)),
                OptionalDouble.empty(),
                days == null ? OptionalDouble.empty() : OptionalDouble.of(days),
                Optional.empty());
    }
}
