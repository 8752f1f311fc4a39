package dev.berth.logs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import dev.berth.logs.LogLevel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogSearchTests {
    private static final Instant BEGIN = Instant.parse("2026-11-24T08:55:52Z");

    /** So that most of what is found lies in one, and some does not. */
    private static final Amount SMALL_BLOCK = new Amount(3, 1000);

    @TempDir
    Path folder;

    private Path file;
    private LogStore store;
    private int second;

    @BeforeEach
    void open() {
        file = folder.resolve("shop-dev.db");
        store = LogStore.open(file, InstantSource.system(), SMALL_BLOCK);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "connection                | 0 1",
                "CONNECTION refused        | 0",
                "connect                   | 3",
                "connect*                  | 0 1 3",
                "*nnect*                   | 0 1 3",
                "\"connection refused\"    | 0",
                "\"refused connection\"    |",
                "connection absent         |",
                "10.0.0.1                  | 0",
                "10.0.0                    | 0 1",
                "10.0.0.*                  | 0 1",
                "*.0.1:54*                 | 0",
                "status:500                | 2",
                "status:50                 |",
                "path:\"/a b\"             | 2",
                "größe                     | 4",
                "GRÖSSE                    |",
                "*RÖß*                     | 4",
                "*öß*                      | 4",
                "level:warn                | 0 2",
                "level:error               | 0",
                "service:db                | 1",
                "service:db service:rest   | 0 1 2 3 4 5 6",
                "container:rest-1 connect* | 0 3",
                "!!!                       | 5",
                "100%                      | 6",
                "*0%_*                     | 6",
                "*c:\\d*                   | 6",
                "http://x                  | 6",
                "8:15                      | 6",
                "user:\"o'neil; DROP\"     | 6",
                "AND                       | 6",
                "NEAR(a                    | 6",
            })
    void searchWhenTypedFindsJustThese(String typed, String found) {
        say("rest", LogLevel.ERROR, "Connection refused by 10.0.0.1:5432");
        say("db", LogLevel.INFO, "connection from 10.0.0.17 lost");
        say("rest", LogLevel.WARN, "failed status=500 path=/a b");
        say("rest", LogLevel.INFO, "will connect");
        say("rest", LogLevel.INFO, "Größe: 3");
        say("rest", LogLevel.INFO, "done!!!");
        say("rest", LogLevel.INFO, "100%_ and c:\\dir http://x NEAR(a) at 8:15 user=o'neil; DROP");

        List<String> numbers = List.of(found == null ? new String[0] : found.split(" "));
        assertThat(search(typed))
                .extracting(entry -> String.valueOf(entry.time().getEpochSecond() - BEGIN.getEpochSecond()))
                .containsExactlyElementsOf(numbers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a \"b c    | the quotation mark before \"b c\" is not closed",
                "\" \"      | nothing stands between two quotation marks",
                "status:    | nothing stands behind \"status:\"",
                "**         | \"**\" asks for nothing",
                "level:loud | there is no level \"loud\"; there are unknown, trace, debug, info, warn, error, fatal",
            })
    void ofWhenItCannotBeUnderstoodSaysWhy(String typed, String sentence) {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> LogSearch.of(typed))
                .withMessage(sentence)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.USAGE));
    }

    @Test
    void ofWhenItIsTooLongSaysSo() {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> LogSearch.of("x ".repeat(501)))
                .withMessage("a search has 1,000 characters at most, and this one 1,002");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void searchWhenAnythingIsTypedIsNeverAFaultAndNeverWrong(long seed) {
        Random random = new Random(seed);
        List<LogEntry> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(say("rest", LogLevel.INFO, noise(random, 40)));
        }
        for (int i = 0; i < 400; i++) {
            LogEntry source = all.get(random.nextInt(all.size()));
            int begin = random.nextInt(source.message().length());
            String part = random.nextBoolean()
                    ? noise(random, 12)
                    : source.message()
                            .substring(begin, Math.min(source.message().length(), begin + 5));
            String typed = random.nextBoolean() ? "*" + part.replace(" ", "") + "*" : part;
            LogSearch search;
            try {
                search = LogSearch.of(typed);
            } catch (BerthException e) {
                continue;
            }
            // What the index leaves out must not fit either.
            List<LogEntry> fitting = all.stream()
                    .filter(search::fits)
                    .filter(e -> search.wants(e.service(), e.container()))
                    .toList();
            assertThat(Heard.of(file, search).entries).as(typed).containsExactlyElementsOf(fitting);
        }
    }

    private static String noise(Random random, int most) {
        String characters = "aAbB01 .:*\"'-+()^{}=%_\\äÄßſİ🙂中ANDORNOT\u0000";
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(most); i > 0; i--) {
            text.appendCodePoint(
                    characters.codePoints().skip(random.nextInt(38)).findFirst().orElseThrow());
        }
        return text.toString();
    }

    @Test
    void searchWhenManyWordsAreTypedTakesThemAll() {
        String words = "a b c d e f g h ".repeat(60).strip();
        say("rest", LogLevel.INFO, "h g f e d c b a");

        assertThat(search(words)).hasSize(1);
    }

    @Test
    void searchWhenAWordIsVeryLongFindsIt() {
        String word = "x".repeat(900);
        say("rest", LogLevel.INFO, "begin " + word + " end");
        say("rest", LogLevel.INFO, "begin " + word + "y end");

        assertThat(search(word)).hasSize(1);
        assertThat(search(word + "*")).hasSize(2);
        assertThat(search("*" + word + "*")).hasSize(2);
    }

    @Test
    void searchWhenWithinATimeHasItsBeginAndNotItsEnd() {
        for (int i = 0; i < 5; i++) {
            say("rest", LogLevel.INFO, "line " + i);
        }

        LogSearch some =
                LogSearch.of("line").within(Optional.of(BEGIN.plusSeconds(1)), Optional.of(BEGIN.plusSeconds(3)));

        assertThat(Heard.of(file, some).lines).containsExactly("line 1", "line 2");
        assertThat(Heard.of(file, LogSearch.of("").last(2)).lines).containsExactly("line 3", "line 4");
        assertThat(Heard.of(file, some.last(1)).lines).containsExactly("line 2");
    }

    @Test
    void searchWhenThereAreManyGivesAllInTheirOrder() {
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < 5001; i++) {
            entries.add(new LogEntry(
                    BEGIN.plusNanos(i * 300L), "rest", "rest-1", LogLevel.INFO, i % 2 == 0 ? "even " + i : "odd " + i));
        }
        store.append(new LogBatch(entries, List.of(), List.of(), Set.of()));

        assertThat(search("")).containsExactlyElementsOf(entries);
        assertThat(search("odd")).hasSize(2500);
        assertThat(search("*dd*")).hasSize(2500);
    }

    @Test
    void searchWhenThereAreGapsShowsThemBetween() {
        say("rest", LogLevel.INFO, "one");
        say("rest", LogLevel.INFO, "two");
        say("rest", LogLevel.INFO, "three");
        gap(0, 1, "rest", "first");
        gap(1, 2, "db", "second");
        gap(2, 9, "", "third");

        assertThat(Heard.of(file, LogSearch.of("")).lines)
                .containsExactly("one", "-- first", "two", "-- second", "three", "-- third");
        assertThat(Heard.of(file, LogSearch.of("service:rest").last(1)).lines).containsExactly("three", "-- third");
        assertThat(Heard.of(file, LogSearch.of("service:rest level:error")).lines)
                .containsExactly("-- first", "-- third");
    }

    @Test
    void openWhenThereIsNoStoreIsEmpty() {
        assertThat(StoredLogs.open(folder.resolve("other.db"))).isEmpty();
    }

    private void gap(int from, int until, String service, String reason) {
        LogGap gap = new LogGap(BEGIN.plusSeconds(from), BEGIN.plusSeconds(until), service, "", 0, reason);
        store.append(new LogBatch(List.of(), List.of(gap), List.of(), Set.of()));
    }

    private LogEntry say(String service, LogLevel level, String message) {
        LogEntry entry = new LogEntry(
                BEGIN.plusSeconds(second++), service, service.toLowerCase(Locale.ROOT) + "-1", level, message);
        store.append(new LogBatch(List.of(entry), List.of(), List.of(), Set.of()));
        return entry;
    }

    private List<LogEntry> search(String typed) {
        return Heard.of(file, LogSearch.of(typed)).entries;
    }
}
