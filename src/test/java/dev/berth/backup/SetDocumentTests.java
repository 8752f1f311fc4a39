package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetDocumentTests {
    @Test
    void readWhenWrittenIsTheSame() {
        BackupSet set = SampleSets.full();

        assertThat(SetDocument.read(SetDocument.write(set))).isEqualTo(set);
    }

    @Test
    void readWhenOfAnotherFormatSaysThatAnotherVersionWroteIt() {
        String text = SetDocument.write(SampleSets.full()).replace("\"format\":1", "\"format\":2");

        assertThatThrownBy(() -> SetDocument.read(text))
                .isInstanceOf(BerthException.class)
                .hasMessageContaining("another version of Berth wrote it");
    }

    @Test
    void readWhenCutOffIsRefused() {
        String text = SetDocument.write(SampleSets.full());

        assertThatThrownBy(() -> SetDocument.read(text.substring(0, text.length() / 2)))
                .isInstanceOf(BerthException.class);
    }

    @Test
    void stateReadWhenWrittenIsTheSame() {
        SetState state = SetState.NEW
                .withPinned(true)
                .with(new SetState.Verification(SampleSets.MOMENT, List.of("a file is missing")))
                .with(new SetState.Drill(SampleSets.MOMENT, List.of(), Duration.ofMillis(4100)))
                .withSheetOpenedAt(Optional.of(SampleSets.MOMENT));

        assertThat(StateText.read(StateText.write(state))).isEqualTo(state);
        assertThat(StateText.read(StateText.write(SetState.NEW))).isEqualTo(SetState.NEW);
    }

    @Test
    void setTellsWhatItHolds() {
        BackupSet set = SampleSets.full();

        assertThat(set.stores()).containsExactly("postgres", "redis-session", "gateway-data");
        assertThat(set.bytes()).isEqualTo(1_288_490_188L + 2048 + 30_720);
        assertThat(set.redis().getFirst().allKeys()).isEqualTo(42);
        assertThat(set.parts()).extracting(BackupSet.Part::sha256).containsExactly("00ff", "11ff", "22ff");
    }

    @Test
    void worthWhenFoundDamagedOrBereftSaysSo() {
        BackupSet set = SampleSets.full();

        assertThat(SampleSets.known(set).worth()).isEqualTo(KnownSet.Worth.COMPLETE);
        assertThat(SampleSets.verified(set, List.of()).worth()).isEqualTo(KnownSet.Worth.COMPLETE);
        assertThat(SampleSets.verified(set, List.of("bad")).worth()).isEqualTo(KnownSet.Worth.DAMAGED);
        assertThat(new KnownSet(set, SetState.NEW, false).worth()).isEqualTo(KnownSet.Worth.EXPIRED);
    }
}
