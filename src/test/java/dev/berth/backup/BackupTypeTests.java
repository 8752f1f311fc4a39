package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackupTypeTests {
    private static final PgBackRestInfo RECORDED = PgBackRestInfo.parse(SampleSets.recorded("info.json"));
    private static final Instant FULL_BEGAN = Instant.ofEpochSecond(1_795_770_911);

    @Test
    void nextWhenThereIsNoneIsFull() {
        PgBackRestInfo none = new PgBackRestInfo(2, "no valid backups", List.of(), List.of());

        assertThat(BackupType.next(none, Set.of(), FULL_BEGAN)).isEqualTo(BackupSet.Type.FULL);
    }

    @Test
    void nextWhenTheLastFullOneIsYoungIsIncremental() {
        assertThat(BackupType.next(RECORDED, Set.of(), FULL_BEGAN.plus(Duration.ofDays(6))))
                .isEqualTo(BackupSet.Type.INCR);
    }

    @Test
    void nextWhenTheLastFullOneIsAWeekOldIsFull() {
        assertThat(BackupType.next(RECORDED, Set.of(), FULL_BEGAN.plus(Duration.ofDays(7))))
                .isEqualTo(BackupSet.Type.FULL);
    }

    @Test
    void nextWhenTheChainIsDamagedIsFull() {
        assertThat(BackupType.next(RECORDED, Set.of("20261127-091511F_20261127-091621I"), FULL_BEGAN.plusSeconds(60)))
                .isEqualTo(BackupSet.Type.FULL);
    }
}
