package dev.berth.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is written down beside a history. */
class NotesTests {
    private static final Instant AT = Instant.parse("2026-11-27T02:00:00Z");

    @Test
    void parseWhenWrittenIsTheSame() {
        Notes notes = Notes.NONE
                .withBegun(new Notes.Begun("2026/V2__two.sql", OptionalInt.of(-5), AT))
                .withBaseline(new Notes.Baseline("1.5", Map.of("1", 7, "1.5", -8)));

        assertThat(Notes.parse(notes.text())).isEqualTo(notes);
        assertThat(Notes.parse(Notes.NONE.text())).isEqualTo(Notes.NONE);
        assertThat(notes.withNothingBegun().begun()).isEmpty();
    }

    @Test
    void hasEndedWhenTheHistoryHasTheSameTextIsSo() {
        Notes.Begun begun = new Notes.Begun("V2__two.sql", OptionalInt.of(5), AT);

        assertThat(begun.hasEnded(history(MigrationState.APPLIED, Optional.of(AT), 5)))
                .isTrue();
        assertThat(begun.hasEnded(history(MigrationState.FAILED, Optional.of(AT), 5)))
                .isTrue();
        assertThat(begun.hasEnded(history(MigrationState.PENDING, Optional.empty(), 5)))
                .isFalse();
        assertThat(begun.hasEnded(history(MigrationState.PENDING, Optional.of(AT), 6)))
                .isFalse();
    }

    private static History history(MigrationState state, Optional<Instant> installedAt, int checksum) {
        return new History(
                Optional.empty(),
                Optional.empty(),
                List.of(new Migration(
                        Optional.of("2"), "two", "V2__two.sql", state, installedAt, OptionalInt.of(checksum))),
                List.of());
    }
}
