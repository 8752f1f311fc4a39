package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.docker.LogLine;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.FakeEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LogFeedTests {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final LogQuery ALL = new LogQuery(
            Set.of(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            LogLevel.UNKNOWN);

    private final FakeEngine engine = new FakeEngine("image");

    @Test
    void openWhenThereAreManyContainersMergesByTime() throws InterruptedException {
        container("rest");
        container("postgres");
        say("rest", 1, "a");
        say("rest", 4, "d");
        say("postgres", 2, "b");
        say("postgres", 3, "c");

        assertThat(read(ALL)).extracting(LogEntry::message).containsExactly("a", "b", "c", "d");
    }

    @Test
    void openWhenALineContinuesKeepsTheEventTogether() throws InterruptedException {
        container("rest");
        container("postgres");
        say("rest", 1, "Error: no");
        say("postgres", 2, "between");
        say("rest", 3, "    at here");

        assertThat(read(ALL)).extracting(LogEntry::message).containsExactly("Error: no\n    at here", "between");
    }

    @Test
    void openWhenFilteredGivesOnlyWhatWasAskedFor() throws InterruptedException {
        container("rest");
        container("postgres");
        say("rest", 1, "[INFO] fine");
        say("rest", 2, "[ERROR] bad");
        say("rest", 3, "[ERROR] worse");
        say("postgres", 4, "[ERROR] elsewhere");

        assertThat(read(new LogQuery(
                        Set.of("rest"),
                        OptionalInt.of(3),
                        Optional.of(Instant.ofEpochSecond(1)),
                        Optional.of(Instant.ofEpochSecond(9)),
                        false,
                        Optional.of(Pattern.compile("ba.|fine")),
                        LogLevel.WARN)))
                .extracting(LogEntry::message)
                .containsExactly("[ERROR] bad");
        assertThat(read(new LogQuery(
                        Set.of(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.of(Instant.ofEpochSecond(3)),
                        false,
                        Optional.empty(),
                        LogLevel.UNKNOWN)))
                .extracting(LogEntry::message)
                .containsExactly("[INFO] fine", "[ERROR] bad");
    }

    @Test
    void openWhenItIsSecretMasksItBeforeItIsLookedAt() throws InterruptedException {
        container("rest");
        say("rest", 1, "token hunter2");

        List<LogEntry> entries = new ArrayList<>();
        try (LogFeed feed = LogFeed.open(engine, "shop", ALL, text -> text.replace("hunter2", "••••"), entries::add)) {
            assertThat(feed.awaitEnd(PATIENCE)).isTrue();
        }

        assertThat(entries).extracting(LogEntry::message).containsExactly("token ••••");
    }

    @Test
    void openWhenOutputAndErrorsAreALittleOutOfOrderPutsThemRight() throws InterruptedException {
        container("rest");
        say("rest", 2, "second");
        say("rest", 1, "first");
        say("rest", 3, "third");

        assertThat(read(ALL)).extracting(LogEntry::message).containsExactly("first", "second", "third");
    }

    @Test
    void openWhenClockWasSetBackMarksWhatComesLate() throws InterruptedException {
        container("rest");
        for (int second = 1000; second < 2000; second++) {
            say("rest", second, "before");
        }
        say("rest", 1, "after");

        List<LogEntry> entries = read(ALL);

        assertThat(entries).hasSize(1001);
        assertThat(entries.stream().filter(LogEntry::late).map(LogEntry::message))
                .containsExactly("after");
    }

    @Test
    void openWhenOnlyTheLastBeforeAnEndAreWantedGivesThose() throws InterruptedException {
        container("rest");
        for (int second = 1; second < 100; second++) {
            say("rest", second, "line " + second);
        }

        assertThat(read(new LogQuery(
                        Set.of(),
                        OptionalInt.of(2),
                        Optional.empty(),
                        Optional.of(Instant.ofEpochSecond(50)),
                        false,
                        Optional.empty(),
                        LogLevel.UNKNOWN)))
                .extracting(LogEntry::message)
                .containsExactly("line 48", "line 49");
    }

    @Test
    void openWhenListenerFailsEndsWithItsFailure() {
        container("rest");
        say("rest", 1, "a");

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> {
            try (LogFeed feed = LogFeed.open(engine, "shop", ALL, text -> text, entry -> {
                throw new IllegalStateException("enough");
            })) {
                feed.awaitEnd(PATIENCE);
            }
        });
    }

    @Test
    void openWhenAContainerIsStartedWithANewSecretMasksItFromItsFirstLine() throws InterruptedException {
        container("rest");
        say("rest", 1, "before");
        AtomicReference<String> known = new AtomicReference<>("hunter2");
        AtomicReference<String> stored = new AtomicReference<>("hunter2");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        LogListener listener = new LogListener() {
            @Override
            public void take(LogEntry entry) {
                heard.add(entry.message());
            }

            @Override
            public void beforeFollowing() {
                known.set(stored.get());
            }
        };

        try (LogFeed feed = LogFeed.open(
                engine, "shop", LogQuery.following(10), text -> text.replace(known.get(), "••••"), listener)) {
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("before");
            stored.set("hunter3");
            String id = engine.createService("shop", "worker");
            say("worker", 2, "token hunter3");
            engine.start(id);
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("token ••••");
            assertThat(feed.awaitEnd(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void openWhenAContainerEndsDuringItsHistoryFollowsItToItsEnd() throws InterruptedException {
        container("rest");
        say("rest", 1, "before");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        try (LogFeed feed = LogFeed.open(engine, "shop", LogQuery.following(10), text -> text, entry -> {
            if (entry.message().equals("before")) {
                say("rest", 2, "last words");
                engine.end("shop-rest-1", 1);
            }
            heard.add(entry.message());
        })) {
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("before");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("last words");
            assertThat(feed.awaitEnd(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void openWhenEngineIsAwaySaysSo() {
        engine.setUnreachable(true);

        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> read(ALL))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.ENGINE_UNREACHABLE));
    }

    private void container(String service) {
        engine.start(engine.createService("shop", service));
    }

    private void say(String service, long second, String text) {
        engine.addLogLine("shop-" + service + "-1", new LogLine(Instant.ofEpochSecond(second), false, text));
    }

    private List<LogEntry> read(LogQuery query) throws InterruptedException {
        List<LogEntry> entries = new ArrayList<>();
        try (LogFeed feed = LogFeed.open(engine, "shop", query, text -> text, entries::add)) {
            assertThat(feed.awaitEnd(PATIENCE)).isTrue();
        }
        return entries;
    }
}
