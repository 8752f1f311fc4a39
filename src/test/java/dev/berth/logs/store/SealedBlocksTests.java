package dev.berth.logs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import dev.berth.logs.LogLevel;
import dev.berth.logs.LogListener;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries that lie in blocks are found as those that do not. */
class SealedBlocksTests {
    private static final Instant BEGIN = Instant.parse("2026-11-24T08:55:52.123456789Z");
    private static final InstantSource CLOCK = InstantSource.fixed(BEGIN.plus(Duration.ofHours(1)));
    private static final Amount SMALL_BLOCK = new Amount(100, 1 << 20);

    @TempDir
    Path folder;

    private Path file;
    private LogStore store;

    @BeforeEach
    void open() {
        file = folder.resolve("shop-dev.db");
        store = LogStore.open(file, CLOCK, SMALL_BLOCK);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void searchWhenBlocksOverlapGivesAllInTheOrderOfTheirTimes() throws SQLException {
        List<LogEntry> all = new ArrayList<>();
        for (int container = 0; container < 40; container++) {
            // Each has a history of the same hour, and brings it after the one before.
            for (int i = 0; i < 250; i++) {
                all.add(entry("service" + container, BEGIN.plusMillis(i * 10 + container % 7), "line " + i));
            }
            append(all.subList(all.size() - 250, all.size()));
        }
        List<LogEntry> ordered = new ArrayList<>(all);
        // Where times are equal, what came first is first.
        ordered.sort(Comparator.comparing(LogEntry::time));

        assertThat(number("SELECT count(*) FROM block")).isGreaterThan(95);
        assertThat(search("")).containsExactlyElementsOf(ordered);
        assertThat(search("service:service3")).containsExactlyElementsOf(all.subList(750, 1000));
        assertThat(Heard.of(file, LogSearch.of("line").last(333)).entries)
                .containsExactlyElementsOf(ordered.subList(ordered.size() - 333, ordered.size()));
    }

    @Test
    void searchWhenTimesAreInNoOrderGivesAllInTheirOrder() {
        Random random = new Random(1);
        List<LogEntry> all = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            all.add(entry("rest", BEGIN.plusSeconds(random.nextInt(600)), "number " + i));
        }
        for (int i = 0; i < all.size(); i += 50) {
            append(all.subList(i, i + 50));
        }

        LogEntry last = all.getLast();
        all.sort(Comparator.comparing(LogEntry::time));

        // More blocks overlap than are held whole.
        assertThat(search("")).containsExactlyElementsOf(all);
        assertThat(search("number 4999")).containsExactly(last);
        Instant since = BEGIN.plusSeconds(100);
        Instant until = BEGIN.plusSeconds(103);
        List<LogEntry> within = all.stream()
                .filter(each -> !each.time().isBefore(since) && each.time().isBefore(until))
                .toList();
        LogSearch some = LogSearch.of("*umber*").within(Optional.of(since), Optional.of(until));
        assertThat(Heard.of(file, some).entries).containsExactlyElementsOf(within);
        assertThat(Heard.of(file, some.last(5)).entries)
                .containsExactlyElementsOf(within.subList(within.size() - 5, within.size()));
    }

    @Test
    void searchWhenAllHaveOneMomentKeepsTheOrderInWhichTheyCame() {
        List<String> messages =
                IntStream.range(0, 1234).mapToObj(i -> "same " + i).toList();
        messages.forEach(message -> append(List.of(entry("rest", BEGIN, message))));

        assertThat(Heard.of(file, LogSearch.of("")).lines).containsExactlyElementsOf(messages);
        assertThat(Heard.of(file, LogSearch.of("same").last(500)).lines)
                .containsExactlyElementsOf(messages.subList(734, 1234));
    }

    @Test
    void searchWhenALevelOrServiceIsWantedFindsItInBlocksThatHaveIt() {
        List<LogEntry> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(new LogEntry(
                    BEGIN.plusMillis(i),
                    i % 250 == 7 ? "db" : "rest",
                    "one",
                    i % 333 == 1 ? LogLevel.ERROR : LogLevel.INFO,
                    "line"));
        }
        append(all);

        assertThat(search("level:warn")).containsExactly(all.get(1), all.get(334), all.get(667));
        assertThat(search("service:db")).containsExactly(all.get(7), all.get(257), all.get(507), all.get(757));
        assertThat(search("service:db level:error")).isEmpty();
        assertThat(search("container:two")).isEmpty();
    }

    @Test
    void searchWhenMessagesAreVeryLongFindsThem() {
        List<LogEntry> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(entry("rest", BEGIN.plusMillis(i), "x".repeat(1 << 20) + " " + i));
        }
        append(all);

        assertThat(search("")).containsExactlyElementsOf(all);
        assertThat(search("3")).containsExactly(all.get(3));
        assertThat(search("*xx 4*")).containsExactly(all.get(4));
    }

    @Test
    void searchWhenBlocksAreSealedMeanwhileGivesEachOnce() {
        append(numbers(0, 950));
        List<LogEntry> found = new ArrayList<>();

        try (StoredLogs logs = StoredLogs.open(file).orElseThrow()) {
            LogListener slow = entry -> {
                if (found.size() % 100 == 50) {
                    // The tail that was looked at goes into a block, and others with it.
                    append(numbers(10_000 + found.size(), 70));
                }
                found.add(entry);
            };
            logs.search(LogSearch.of(""), slow);
        }

        assertThat(found).containsExactlyElementsOf(numbers(0, 950));
        assertThat(search("")).hasSize(950 + 9 * 70);
    }

    @Test
    void searchWhenBlocksAreRemovedMeanwhileGivesTheRest() {
        append(numbers(0, 1000));
        List<LogEntry> found = new ArrayList<>();

        try (StoredLogs logs = StoredLogs.open(file).orElseThrow()) {
            logs.search(LogSearch.of(""), entry -> {
                found.add(entry);
                while (store.trim(new Retention(Duration.ofDays(1), 1))) {
                    assertThat(found).hasSize(1);
                }
            });
        }

        assertThat(found)
                .isSortedAccordingTo(Comparator.comparing(LogEntry::time))
                .doesNotHaveDuplicates();
        assertThat(found.getLast().message()).isEqualTo("number 999");
        assertThat(found).hasSizeLessThan(1000);
    }

    @Test
    void searchWhenABlockIsDamagedTellsOfItAndReadsTheOthers() throws SQLException {
        append(numbers(0, 350));
        execute("UPDATE block SET content = zeroblob(length(content)) WHERE id = 2");

        Heard heard = Heard.of(file, LogSearch.of(""));

        List<LogEntry> rest = new ArrayList<>(numbers(0, 100));
        rest.addAll(numbers(200, 150));
        assertThat(heard.entries).containsExactlyElementsOf(rest);
        LogGap gap = new LogGap(
                BEGIN.plusMillis(100),
                BEGIN.plusMillis(199),
                "",
                "",
                100,
                "what the log store had of this time is damaged");
        assertThat(heard.gaps).containsExactly(gap);
        assertThat(heard.lines.get(100)).startsWith("-- what the log store had");
        assertThat(Heard.of(file, LogSearch.of("").last(200)).lines)
                .hasSize(201)
                .contains("-- " + gap.reason());
        assertThat(Heard.of(file, LogSearch.of("").last(120)).gaps).isEmpty();
    }

    @Test
    void searchWhenTheWordsOfABlockAreDamagedTellsOfItWhereTheyAreAskedFor() throws SQLException {
        append(numbers(0, 350));
        execute("UPDATE block SET words = zeroblob(length(words)) WHERE id = 2");

        assertThat(Heard.of(file, LogSearch.of("number 150")).gaps).hasSize(1);
        assertThat(Heard.of(file, LogSearch.of("number 250")).lines)
                .containsExactly("-- what the log store had of this time is damaged", "number 250");
        assertThat(Heard.of(file, LogSearch.of("*umber*")).entries).hasSize(350);
    }

    @Test
    void trimWhenInBlocksRemovesTheOldestAndCountsTheRest() {
        append(numbers(0, 1050));
        append(List.of(entry("late", BEGIN, "late")));
        LogGap gap = new LogGap(BEGIN, BEGIN.plusMillis(10), "rest", "rest-1", 3, "rotated");
        store.append(new LogBatch(List.of(), List.of(gap), List.of(), Set.of()));

        // To the middle of a block, which stays.
        while (store.trim(new Retention(Duration.ofHours(1).minusMillis(550), Long.MAX_VALUE))) {
            assertThat(search("*umber*")).isNotEmpty();
        }

        assertThat(search("")).containsExactlyElementsOf(numbers(500, 550));
        LogStats stats = stats();
        assertThat(stats.entries()).isEqualTo(550);
        assertThat(stats.services()).isEqualTo(Map.of("rest", new LogStats.Share(550, 500 * 10 + 50 * 11)));
        assertThat(stats.oldest()).contains(BEGIN.plusMillis(500));
        assertThat(stats.newest()).contains(BEGIN.plusMillis(1049));
        assertThat(stats.gaps()).isZero();
    }

    @Test
    void appendWhenDaysLieBetweenMakesNoBlockOfThem() throws SQLException {
        List<LogEntry> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(entry("rest", BEGIN.plus(Duration.ofHours(i)), "hour " + i));
        }
        append(all);

        assertThat(search("")).containsExactlyElementsOf(all);
        assertThat(number("SELECT max(last - first) FROM block"))
                .isEqualTo(Duration.ofDays(1).toNanos());
    }

    @Test
    void statsWhenInBlocksCountsAll() {
        append(numbers(0, 250));
        append(List.of(entry("db", BEGIN.minusMillis(1), "äh")));

        LogStats stats = stats();
        assertThat(stats.services())
                .isEqualTo(Map.of(
                        "rest", new LogStats.Share(250, 10 * 8 + 90 * 9 + 150 * 10), "db", new LogStats.Share(1, 3)));
        assertThat(stats.oldest()).contains(BEGIN.minusMillis(1));
        assertThat(stats.newest()).contains(BEGIN.plusMillis(249));
    }

    @Test
    void searchWhenAnythingIsTypedIsAsALookAtEach() {
        Random random = new Random(3);
        List<String> words = new ArrayList<>(List.of(
                "alpha", "Beta", "gamma7", "10.0.0.1", "status=503", "größe", "x", "ALPHABET", "a_b", "-", "🙂"));
        List<LogEntry> all = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Collections.shuffle(words, random);
            all.add(entry("rest", BEGIN.plusMillis(i), String.join(" ", words.subList(0, random.nextInt(4)))));
        }
        append(all);

        for (String typed : List.of(
                "alpha",
                "alph*",
                "*lpha*",
                "*RÖS*",
                "größe",
                "status:503",
                "status:50",
                "\"alpha beta\"",
                "10.0.0.1 x",
                "*0.0*",
                "a_b",
                "-",
                "*🙂*",
                "beta*",
                "*a b*",
                "alpha -",
                "*größe*",
                "*e s*")) {
            LogSearch search = LogSearch.of(typed);
            List<LogEntry> fitting = all.stream().filter(search::fits).toList();
            assertThat(Heard.of(file, search).entries).as(typed).containsExactlyElementsOf(fitting);
            assertThat(Heard.of(file, search.last(10)).entries)
                    .as(typed)
                    .containsExactlyElementsOf(fitting.subList(Math.max(0, fitting.size() - 10), fitting.size()));
        }
    }

    private void append(List<LogEntry> entries) {
        store.append(new LogBatch(entries, List.of(), List.of(), Set.of()));
    }

    private static List<LogEntry> numbers(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> entry("rest", BEGIN.plusMillis(i), "number " + i))
                .toList();
    }

    private static LogEntry entry(String service, Instant time, String message) {
        return new LogEntry(time, service, service + "-1", LogLevel.INFO, message);
    }

    private List<LogEntry> search(String typed) {
        return Heard.of(file, LogSearch.of(typed)).entries;
    }

    private LogStats stats() {
        try (StoredLogs logs = StoredLogs.open(file).orElseThrow()) {
            return logs.stats();
        }
    }

    private long number(String question) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            return StoreFile.number(statement, question);
        }
    }

    private void execute(String change) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(change);
        }
    }
}
