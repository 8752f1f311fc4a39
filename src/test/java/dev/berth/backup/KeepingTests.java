package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.workspace.Definition;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeepingTests {
    private static final Definition.Keep TWO_DAYS = new Definition.Keep(2, 0, 0);
    private static final Instant NOW = Instant.parse("2026-11-10T12:00:00Z");

    private final KnownSet full = set("A", "AF", List.of(), "2026-11-01T02:00:00Z");
    private final KnownSet resting = set("B", "AF_BI", List.of("AF"), "2026-11-09T02:00:00Z");
    private final KnownSet alone = set("C", "CF", List.of(), "2026-11-02T02:00:00Z");
    private final KnownSet last = set("D", "DF", List.of(), "2026-11-10T02:00:00Z");

    @Test
    void ofWhenASetThatStaysRestsOnAnotherKeepsThatToo() {
        Keeping keeping = Keeping.of(TWO_DAYS, List.of(full, alone, resting, last), NOW, ZoneOffset.UTC);

        assertThat(keeping.of(full)).containsExactly("needed by B");
        assertThat(keeping.of(resting)).contains("daily 2026-11-09");
        assertThat(keeping.of(last)).contains("last good");
        assertThat(keeping.stays(alone)).isFalse();
    }

    @Test
    void ofWhenASetIsPinnedKeepsIt() {
        KnownSet pinned = new KnownSet(alone.set(), alone.state().withPinned(true), true);

        Keeping keeping = Keeping.of(TWO_DAYS, List.of(full, pinned, resting, last), NOW, ZoneOffset.UTC);

        assertThat(keeping.of(pinned)).containsExactly("pinned");
    }

    @Test
    void ofWhenTheNewestIsDamagedKeepsTheLastGoodOne() {
        KnownSet damaged = SampleSets.verified(last.set(), List.of("a file is missing"));

        Keeping keeping =
                Keeping.of(new Definition.Keep(1, 0, 0), List.of(full, alone, resting, damaged), NOW, ZoneOffset.UTC);

        assertThat(keeping.of(resting)).contains("last good");
        assertThat(keeping.stays(full)).isTrue();
    }

    @Test
    void ofWhenTheNewestWasMadeBeforeARestoreKeepsTheLastGoodOneBesideIt() {
        BackupSet asked = last.set();
        KnownSet wrecked = SampleSets.known(new BackupSet(
                asked.id(),
                asked.environment(),
                asked.project(),
                asked.createdAt(),
                asked.finishedAt(),
                asked.type(),
                BackupSet.Occasion.BEFORE_RESTORE,
                asked.note(),
                asked.tools(),
                asked.moment(),
                asked.postgres(),
                asked.redis(),
                asked.volumes(),
                asked.configuration(),
                asked.images(),
                asked.secrets(),
                asked.gaps()));

        Keeping keeping =
                Keeping.of(new Definition.Keep(1, 0, 0), List.of(full, alone, resting, wrecked), NOW, ZoneOffset.UTC);

        assertThat(keeping.of(resting)).contains("last good");
        assertThat(keeping.of(wrecked)).containsExactly("newer than the last good");
    }

    private static KnownSet set(String id, String label, List<String> needs, String moment) {
        return SampleSets.known(SampleSets.set(id, label, needs, Instant.parse(moment)));
    }
}
