package dev.berth.logs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.logs.LogCursor;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import dev.berth.logs.LogLevel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogStoreTests {
    private static final Instant BEGIN = Instant.parse("2026-11-24T08:55:52.123456789Z");
    private static final InstantSource CLOCK = InstantSource.fixed(BEGIN.plus(Duration.ofHours(1)));
    private static final Retention FOREVER = new Retention(Duration.ofDays(10_000), Long.MAX_VALUE);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("logs/shop-dev.db");
    }

    @Test
    void appendWhenReadAgainGivesWhatWasPutIn() {
        LogEntry whole = new LogEntry(
                BEGIN,
                "rest",
                "shop-rest-1",
                LogLevel.ERROR,
                "Größe 🙂\n    at here",
                Optional.of(BEGIN.minusNanos(1)),
                false,
                true);
        LogCursor cursor = new LogCursor("id", "rest", "shop-rest-1", BEGIN, "1 1:0-3,7");

        try (LogStore store = open()) {
            store.append(new LogBatch(List.of(whole), List.of(), List.of(cursor), Set.of()));
        }

        try (LogStore store = open()) {
            assertThat(store.cursors()).containsExactly(cursor);
            assertThat(entries("")).containsExactly(whole);
            store.append(new LogBatch(List.of(), List.of(), List.of(), Set.of("id")));
            assertThat(store.cursors()).isEmpty();
        }
    }

    @Test
    void appendWhenManyHaveOneMomentKeepsThemInTheirOrder() {
        try (LogStore store = open()) {
            for (int i = 0; i < 30; i++) {
                // A younger one lies between the batches.
                store.append(batch(entry(BEGIN.plusNanos(i * 2000L), "younger " + i)));
                store.append(batch(entry(BEGIN, "same " + i)));
            }
        }

        List<LogEntry> found = entries("same");
        assertThat(found)
                .extracting(LogEntry::message)
                .startsWith("same 0", "same 1")
                .hasSize(30);
        assertThat(found).extracting(LogEntry::time).containsOnly(BEGIN);
        assertThat(entries("")).hasSize(60);
    }

    @Test
    void appendWhenATimeIsFarAwayKeepsWhatItCan() {
        try (LogStore store = open()) {
            store.append(batch(
                    new LogEntry(
                            Instant.EPOCH,
                            "rest",
                            "rest-1",
                            LogLevel.INFO,
                            "old",
                            Optional.of(Instant.MAX),
                            false,
                            false),
                    entry(Instant.EPOCH.minusNanos(1), "older")));
        }

        assertThat(entries("")).extracting(LogEntry::message).containsExactly("older", "old");
        assertThat(entries("older")).extracting(LogEntry::time).containsExactly(Instant.EPOCH.minusNanos(1));
    }

    @ParameterizedTest
    @EnumSource
    void appendWhenOfALevelKeepsIt(LogLevel level) {
        LogEntry entry = new LogEntry(BEGIN, "rest", "rest-1", level, "one");
        try (LogStore store = open()) {
            store.append(batch(entry));
        }

        assertThat(entries("level:" + level)).containsExactly(entry);
        assertThat(entries("level:fatal")).hasSize(level == LogLevel.FATAL ? 1 : 0);
    }

    @Test
    void openWhenNewLetsNobodyElseIn() throws IOException {
        try (LogStore store = open()) {
            store.append(batch(entry(BEGIN, "one")));

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(file.getParent()).filter(Files::isRegularFile)) {
                assertThat(files)
                        .hasSizeGreaterThan(2)
                        .allSatisfy(
                                each -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void openWhenAnotherWritesSaysSoAndReadersGoOn() {
        try (LogStore store = open()) {
            store.append(batch(entry(BEGIN, "one")));

            assertThatExceptionOfType(BerthException.class)
                    .isThrownBy(this::open)
                    .satisfies(failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.LOCKED);
                        assertThat(failure).hasMessageContaining("is being written by another Berth");
                    });
            assertThat(entries("one")).hasSize(1);
            store.append(batch(entry(BEGIN, "another one")));
            assertThat(entries("one")).hasSize(2);
        }
        open().close();
    }

    @Test
    void openWhenItIsNewerRefusesAndChangesNothing() throws IOException, SQLException {
        open().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        byte[] before = Files.readAllBytes(file);

        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(this::open)
                .withMessageContaining("was written by a newer Berth (format 99; this one knows 2)");
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> StoredLogs.open(file))
                .withMessageContaining("newer Berth");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void openWhenItIsNoStorePutsItAsideAndTellsOfIt() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "no database ".repeat(1000));

        try (LogStore store = open()) {
            store.append(batch(entry(BEGIN, "one")));
        }

        Heard heard = search("");
        assertThat(heard.entries).extracting(LogEntry::message).containsExactly("one");
        Path aside = file.resolveSibling("shop-dev.db.damaged-2026-11-24T095552Z");
        assertThat(heard.gaps)
                .singleElement()
                .extracting(LogGap::reason)
                .isEqualTo("the store was damaged: what it had before is in " + aside);
        assertThat(aside).hasContent("no database ".repeat(1000));
    }

    @Test
    void appendWhenTheFileHasBeenSpoiltGoesOnInANewOne() throws IOException {
        try (LogStore store = open()) {
            for (int i = 0; i < 300; i++) {
                store.append(batch(entry(BEGIN.plusMillis(i), "before " + "x".repeat(300) + i)));
            }
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] noise = new byte[4096];
            new Random(1).nextBytes(noise);
            for (long page = 2; page < channel.size() / 4096; page++) {
                channel.write(ByteBuffer.wrap(noise), page * 4096);
            }
        }

        try (LogStore store = open()) {
            store.append(batch(entry(BEGIN.plusSeconds(9), "after")));
        }

        Heard heard = search("");
        assertThat(heard.entries).extracting(LogEntry::message).containsExactly("after");
        assertThat(heard.gaps)
                .singleElement()
                .satisfies(gap -> assertThat(gap.reason()).contains("damaged"));
    }

    @Test
    void appendWhenAGapIsFoundAgainKeepsOne() {
        LogGap gap = new LogGap(BEGIN, BEGIN.plusSeconds(1), "rest", "rest-1", 0, "rotated");
        LogGap again = new LogGap(BEGIN, BEGIN.plusSeconds(2), "rest", "rest-1", 0, "rotated");
        try (LogStore store = open()) {
            store.append(new LogBatch(List.of(), List.of(gap), List.of(), Set.of()));
            store.append(new LogBatch(List.of(), List.of(again), List.of(), Set.of()));
        }

        assertThat(search("").gaps).containsExactly(gap);
    }

    @Test
    void trimWhenTooMuchKeepsTheNewestAndGivesTheDiskBack() throws IOException {
        try (LogStore store = open()) {
            fill(store, 30_000);
            trim(store, FOREVER);
            long full = Files.size(file);
            assertThat(entries("")).hasSize(30_000);

            trim(store, new Retention(Duration.ofDays(10_000), full / 2));

            assertThat(Files.size(file)).isBetween(full / 4, full / 2);
            List<LogEntry> left = entries("");
            assertThat(left.size()).isBetween(6_000, 24_000);
            assertThat(left.getLast().message()).endsWith(" 29999");
            assertThat(entries("request").size()).isEqualTo(left.size());
            assertThat(entries("29999")).hasSize(1);
            assertThat(entries("\"ü 1017\"")).isEmpty();
            LogStats stats = stats();
            assertThat(stats.entries()).isEqualTo(left.size());
            assertThat(stats.fileBytes()).isEqualTo(Files.size(file));
            assertThat(stats.oldest()).contains(left.getFirst().time());
            assertThat(stats.newest()).contains(left.getLast().time());
            long bytes = left.stream()
                    .mapToLong(each -> each.message().getBytes(StandardCharsets.UTF_8).length)
                    .sum();
            assertThat(stats.services()).containsOnly(Map.entry("rest", new LogStats.Share(left.size(), bytes)));

            trim(store, new Retention(Duration.ofDays(10_000), 1));
            assertThat(entries("")).hasSize(100);
            assertThat(Files.size(file)).isLessThan(full / 8);
        }
    }

    @Test
    void trimWhenTooOldKeepsWhatIsNot() {
        try (LogStore store = open()) {
            fill(store, 1000);
            LogGap gap = new LogGap(BEGIN, BEGIN.plusMillis(10), "rest", "rest-1", 3, "rotated");
            store.append(new LogBatch(List.of(), List.of(gap), List.of(), Set.of()));

            trim(store, new Retention(Duration.ofHours(1).minusMillis(500), Long.MAX_VALUE));

            assertThat(entries("")).hasSize(500);
            assertThat(stats().gaps()).isZero();
        }
    }

    @Test
    void statsWhenThereAreGapsCountsThem() {
        LogGap gap = new LogGap(BEGIN, BEGIN.plusMillis(10), "", "", 3, "full");
        try (LogStore store = open()) {
            store.append(new LogBatch(
                    List.of(entry(BEGIN, "one"), new LogEntry(BEGIN, "db", "db-1", LogLevel.INFO, "äh")),
                    List.of(gap),
                    List.of(),
                    Set.of()));
        }

        LogStats stats = stats();
        assertThat(stats.gaps()).isEqualTo(1);
        assertThat(stats.dropped()).isEqualTo(3);
        assertThat(stats.services())
                .containsEntry("rest", new LogStats.Share(1, 3))
                .containsEntry("db", new LogStats.Share(1, 3));
    }

    @Test
    void appendWhenMaskedLeavesNothingElseInTheFile() throws IOException {
        String canary = "hunter2hunter2";
        try (LogStore store = open()) {
            store.append(batch(entry(BEGIN, ("token " + canary).replace(canary, "••••"))));
            trim(store, FOREVER);
        }

        try (Stream<Path> files = Files.walk(file.getParent())) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(each, StandardCharsets.ISO_8859_1);
                assertThat(content).as(each.toString()).doesNotContain(canary);
            }
        }
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("token " + new String("••••".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /** Step by step, as a collector with nothing else to do. */
    private static void trim(LogStore store, Retention retention) {
        boolean more = true;
        while (more) {
            more = store.trim(retention);
        }
    }

    private LogStore open() {
        return LogStore.open(file, CLOCK);
    }

    private static void fill(LogStore store, int number) {
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            entries.add(entry(
                    BEGIN.plusMillis(i),
                    "request %x from 10.0.%d.%d took %d ms ü %d".formatted(i * 77, i % 7, i % 250, i % 900, i)));
            if (entries.size() == 1000) {
                store.append(new LogBatch(entries, List.of(), List.of(), Set.of()));
                entries.clear();
            }
        }
    }

    private static LogBatch batch(LogEntry... entries) {
        return new LogBatch(List.of(entries), List.of(), List.of(), Set.of());
    }

    private static LogEntry entry(Instant time, String message) {
        return new LogEntry(time, "rest", "rest-1", LogLevel.INFO, message);
    }

    private LogStats stats() {
        try (StoredLogs logs = StoredLogs.open(file).orElseThrow()) {
            return logs.stats();
        }
    }

    private List<LogEntry> entries(String typed) {
        return search(typed).entries;
    }

    private Heard search(String typed) {
        return Heard.of(file, LogSearch.of(typed));
    }
}
