package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PgBackRestInfoTests {
    @Test
    void parseWhenThereAreBackupsTellsThem() {
        PgBackRestInfo info = PgBackRestInfo.parse(SampleSets.recorded("info.json"));

        assertThat(info.hasStanza()).isTrue();
        assertThat(info.isUnreadable()).isFalse();
        assertThat(info.systemIds()).containsExactly("7712766019135991827");
        assertThat(info.backups()).hasSize(2);
        PgBackRestInfo.Backup incremental = info.backups().getLast();
        assertThat(incremental.label()).isEqualTo("20261127-091511F_20261127-091621I");
        assertThat(incremental.needs()).containsExactly("20261127-091511F");
        assertThat(incremental.damaged()).isFalse();
        assertThat(incremental.firstSegment()).isEqualTo("00000004000000000000001F");
        assertThat(incremental.archive()).isEqualTo("17-1");
        assertThat(incremental.bytes()).isEqualTo(31_606_758);
        assertThat(incremental.set()).contains("20261127T091619Z");
        assertThat(info.backup("20261127-091511F").map(PgBackRestInfo.Backup::needs))
                .isEqualTo(Optional.of(List.of()));
    }

    @Test
    void parseWhenNothingWasEverBackedUpHasNoStanza() {
        assertThat(PgBackRestInfo.parse(SampleSets.recorded("info-no-stanza.json"))
                        .hasStanza())
                .isFalse();
        assertThat(PgBackRestInfo.parse("[]").hasStanza()).isFalse();
    }

    @Test
    void parseWhenTheKeyIsWrongIsUnreadableThoughItEndedWell() {
        PgBackRestInfo info = PgBackRestInfo.parse(SampleSets.recorded("info-wrong-key.json"));

        assertThat(info.isUnreadable()).isTrue();
        BerthException failure = RepositoryFailure.of("read the repository", info.message());
        assertThat(failure)
                .hasMessage("cannot read the repository: what lies there cannot be decrypted, or is damaged");
        assertThat(failure.hint()).contains("encrypted with another key");
    }

    @Test
    void parseWhenItIsNoJsonSaysSo() {
        assertThatThrownBy(() -> PgBackRestInfo.parse("P00 ERROR"))
                .isInstanceOf(BerthException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void failureWhenTheRepositoryIsFullSaysWhatToDo() {
        BerthException failure = RepositoryFailure.of(
                "store sets/a",
                "P00   ERROR: [036]: unable to write '/var/lib/pgbackrest/x': [28] No space left on device");

        assertThat(failure).hasMessageContaining("No space left on device").hasMessageNotContaining("P00");
        assertThat(failure.hint()).contains("backup prune");
    }
}
