package dev.berth.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import dev.berth.migration.SuccessRecord.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed file of what succeeded. */
class SuccessRecordTests {
    @TempDir
    Path folder;

    private SuccessRecord record;

    @BeforeEach
    void makeRecord() {
        record = SuccessRecord.of(folder, "dev");
    }

    @Test
    void readWhenThereIsNoFileIsEmpty() {
        assertThat(record.read()).isEmpty();
    }

    @Test
    void addWhenNothingIsNewLeavesTheFileAlone() throws IOException {
        List<Entry> entries = List.of(new Entry("V2__b.sql", -1), new Entry("V1__a.sql", 1));

        assertThat(record.add(entries)).isTrue();
        String first = Files.readString(record.file());
        assertThat(record.add(entries)).isFalse();

        assertThat(Files.readString(record.file())).isEqualTo(first).endsWith("""
                environments with promotedFrom: dev.
                00000001  V1__a.sql
                ffffffff  V2__b.sql
                """);
        assertThat(folder.resolve("succeeded")).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void addWhenTextOfAFileChangedReplacesItAndKeepsOthers() throws IOException {
        record.add(List.of(new Entry("V1__a.sql", 1), new Entry("V9__branch.sql", 9)));

        record.add(List.of(new Entry("V1__a.sql", 2)));

        assertThat(record.read().orElseThrow())
                .isEqualTo(Set.of(new Entry("V1__a.sql", 2), new Entry("V9__branch.sql", 9)));
    }

    @Test
    void readWhenAMergeLeftMarksRefuses() throws IOException {
        Files.createDirectories(record.file().getParent());
        Files.writeString(record.file(), "<<<<<<< HEAD\n00000001  V1__a.sql\n");

        assertThatThrownBy(record::read)
                .isInstanceOf(BerthException.class)
                .hasMessageContaining("cannot read the line \"<<<<<<< HEAD\"");
    }
}
