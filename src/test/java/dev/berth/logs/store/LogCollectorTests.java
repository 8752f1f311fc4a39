package dev.berth.logs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.logs.LogCursor;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import dev.berth.logs.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LogCollectorTests {
    private static final Instant BEGIN = Instant.parse("2026-11-24T08:55:52Z");
    private static final InstantSource CLOCK = InstantSource.fixed(BEGIN.plusSeconds(100));
    private static final Retention RETENTION = new Retention(Duration.ofDays(7), 1 << 20);

    /** A store that takes nothing until it is told to. */
    private static final class Refusing implements BatchStore {
        private final List<LogBatch> batches = new ArrayList<>();
        private final CountDownLatch asked = new CountDownLatch(2);
        private boolean refuses = true;
        private boolean trimmed;
        private boolean closed;

        @Override
        public synchronized void append(LogBatch batch) {
            asked.countDown();
            if (refuses) {
                throw new BerthException(ErrorCode.FAILED, "the disk is full", null);
            }
            batches.add(batch);
        }

        @Override
        public synchronized boolean trim(Retention retention) {
            assertThat(retention).isEqualTo(RETENTION);
            trimmed = true;
            return false;
        }

        @Override
        public synchronized void close() {
            closed = true;
        }

        private synchronized void recover() {
            refuses = false;
        }
    }

    private final Refusing store = new Refusing();
    private final LogCollector collector =
            new LogCollector(store, List.of(), RETENTION, CLOCK, 10, Duration.ofMillis(1));

    @Test
    void takeWhenTheStoreRefusesGoesOnAndTellsHowMuchWasDropped() throws InterruptedException {
        collector.take(entry(0));
        collector.reached(List.of(cursor(0)));
        assertThat(store.asked.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(collector.trouble()).get().extracting(Throwable::getMessage).isEqualTo("the disk is full");

        for (int i = 1; i <= 25; i++) {
            collector.take(entry(i));
        }
        collector.reached(List.of(cursor(25)));
        store.recover();
        collector.close();

        assertThat(store.batches.stream().flatMap(batch -> batch.entries().stream()))
                .extracting(LogEntry::message)
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        assertThat(store.batches.stream().flatMap(batch -> batch.gaps().stream()))
                .containsExactly(new LogGap(
                        BEGIN.plusSeconds(11),
                        CLOCK.instant(),
                        "",
                        "",
                        15,
                        "the log store took nothing for a while, and more came than can wait"));
        assertThat(store.batches.getLast().cursors()).containsExactly(cursor(25));
        assertThat(collector.dropped()).isEqualTo(15);
        assertThat(collector.trouble()).isEmpty();
        assertThat(store.trimmed).isTrue();
        assertThat(store.closed).isTrue();
    }

    @Test
    void takeWhenTheStoreIsOnlySlowerWaitsForIt() {
        store.recover();

        for (int i = 0; i < 500; i++) {
            collector.take(entry(i));
            if (i % 5 == 0) {
                collector.reached(List.of(cursor(i)));
            }
        }
        collector.reached(List.of(cursor(500)));
        collector.close();

        assertThat(store.batches.stream()
                        .mapToInt(batch -> batch.entries().size())
                        .sum())
                .isEqualTo(500);
        assertThat(store.batches).allSatisfy(batch -> assertThat(batch.gaps()).isEmpty());
    }

    @Test
    void closeWhenTheFeedHasNotSaidHowFarItCameLeavesThatToTheNext() {
        store.recover();
        collector.take(entry(1));
        collector.reached(List.of(cursor(1)));
        collector.take(entry(2));

        collector.close();

        assertThat(store.batches.stream().flatMap(batch -> batch.entries().stream()))
                .extracting(LogEntry::message)
                .containsExactly("1");
    }

    @Test
    void forgottenWhenAContainerIsGoneTakesItsCursorOut() {
        store.recover();
        collector.take(entry(1));
        collector.reached(List.of(cursor(1)));
        collector.forgotten("id");

        collector.close();

        assertThat(store.batches.getLast().forgotten()).containsExactly("id");
        assertThat(store.batches.getLast().entries().size()
                        + store.batches.getFirst().entries().size())
                .isPositive();
    }

    @Test
    void openWhenThereWasOneBeforeBeginsWhereItHadCome(@TempDir Path folder) {
        store.recover();
        collector.close();
        Path file = folder.resolve("shop-dev.db");
        try (LogCollector first = LogCollector.open(file, RETENTION, CLOCK)) {
            assertThat(first.cursors()).isEmpty();
            first.take(entry(1));
            first.reached(List.of(cursor(1)));
        }

        try (LogCollector second = LogCollector.open(file, RETENTION, CLOCK)) {
            assertThat(second.cursors()).containsExactly(cursor(1));
        }
        assertThat(Heard.of(file, LogSearch.of("")).lines).containsExactly("1");
    }

    private static LogEntry entry(int number) {
        return new LogEntry(BEGIN.plusSeconds(number), "rest", "rest-1", LogLevel.INFO, String.valueOf(number));
    }

    private static LogCursor cursor(int number) {
        return new LogCursor("id", "rest", "rest-1", BEGIN.plusSeconds(number), number + " " + number + ":0");
    }
}
