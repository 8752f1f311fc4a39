package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.backup.Keeping;
import dev.berth.backup.KnownSet;
import dev.berth.backup.SampleSets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackupReportsTests {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Theme PLAIN = new Theme(false, true);

    @Test
    void listWhenThereAreSetsShowsTheNewestFirst() {
        KnownSet first = SampleSets.verified(
                SampleSets.set("20261122T020000Z", "AF", List.of(), Instant.parse("2026-11-22T02:00:03Z")),
                List.of("a segment is missing"));
        KnownSet second = SampleSets.known(SampleSets.full());
        Keeping keeping = new Keeping(Map.of("20261122T020000Z", List.of(), "20261123T101502Z", List.of("last good")));

        Report report = BackupReports.list("prod", List.of(first, second), keeping, NOW, ZoneOffset.UTC);

        assertThat(String.join("\n", report.lines(PLAIN))).isEqualTo("""
                ID                CREATED       TYPE     SIZE  STORES                               VERIFIED  DRILLED  KEPT BY
                20261123T101502Z  today 10:15   full  1.2 GiB  postgres redis-session gateway-data  –         –        last good
                20261122T020000Z  Nov 22 02:00  full  1.2 GiB  postgres redis-session gateway-data  02:00     –        damaged; nothing""");
        assertThat(String.join("\n", report.lines(PLAIN.within(80)))).isEqualTo("""
                ID                CREATED       TYPE     SIZE  VERIFIED  DRILLED  KEPT BY
                20261123T101502Z  today 10:15   full  1.2 GiB  –         –        last good
                20261122T020000Z  Nov 22 02:00  full  1.2 GiB  02:00     –        damaged;
                                                                                  nothing
                No room for STORES: a wider terminal shows more.""");
        assertThat(report.document().text())
                .contains("\"id\":\"20261123T101502Z\"")
                .contains("\"createdAt\":\"2026-11-23T10:15:02.123456789Z\"")
                .contains("\"type\":\"full\"")
                .contains("\"state\":\"damaged\"")
                .contains("\"stores\":[\"postgres\",\"redis-session\",\"gateway-data\"]")
                .contains("\"pinned\":false")
                .contains("\"keptBy\":[\"last good\"]");
    }

    @Test
    void listWhenThereIsNoneSaysWhatToDo() {
        Report report = BackupReports.list("prod", List.of(), new Keeping(Map.of()), NOW, ZoneOffset.UTC);

        assertThat(report.lines(PLAIN)).containsExactly("prod has no backup yet: backup create makes one.");
        assertThat(report.document().text()).contains("\"backups\":[]");
    }

    @Test
    void showTellsEverythingThatAPersonMustKnow() {
        Report report = BackupReports.show("prod", SampleSets.known(SampleSets.full()));

        assertThat(String.join("\n", report.lines(PLAIN))).isEqualTo("""
                20261123T101502Z · complete · full of prod · before the move

                  moment          2026-11-23T10:15:05.123456789Z, writes of Redis held for 23 ms
                  postgres        1.2 GiB, 2 tables with 1234 rows, migrated to 2
                  redis-session   42 keys, 2 KiB
                  gateway-data    30 KiB
                  verified        not yet
                  drilled         not yet
                  not promised    /srv/files of app is not backed up: it is a folder of the engine's host""");
        assertThat(report.document().text())
                .contains("\"momentAt\":\"2026-11-23T10:15:05.123456789Z\"")
                .contains("\"secrets\":{\"postgres.app\":3}")
                .contains("\"rowsExact\":true");
    }
}
