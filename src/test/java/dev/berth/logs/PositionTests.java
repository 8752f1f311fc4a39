package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.LogLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PositionTests {
    private final Position position = Position.ofReader();

    @Test
    void acceptWhenStreamIsOpenedAgainSkipsWhatWasRead() {
        assertThat(accept(1)).isTrue();
        assertThat(accept(2)).isTrue();
        assertThat(accept(2)).isTrue();

        position.reopen();

        assertThat(position.since()).contains(Instant.ofEpochSecond(2));
        assertThat(accept(2)).isFalse();
        assertThat(accept(2)).isFalse();
        assertThat(accept(2)).isTrue();
        assertThat(accept(3)).isTrue();
    }

    @Test
    void acceptWhenOpenedAgainTwiceCountsAllLinesOfTheMoment() {
        accept(2);
        position.reopen();
        accept(2);
        accept(2);

        position.reopen();

        assertThat(accept(2)).isFalse();
        assertThat(accept(2)).isFalse();
        assertThat(accept(2)).isTrue();
    }

    @Test
    void acceptWhenOutOfOrderWithinAReadingTakesIt() {
        accept(2);

        assertThat(accept(1)).isTrue();
    }

    @Test
    void sinceWhenNothingWasReadIsOpen() {
        assertThat(position.since()).isEmpty();
    }

    private boolean accept(long second) {
        return position.accept(new LogLine(Instant.ofEpochSecond(second), false, "x"))
                .isPresent();
    }

    @Test
    void acceptWhenClockWasSetBackBringsNothingTwiceAndLosesNothing() {
        accept(10);
        accept(11);
        accept(5);
        accept(6);

        position.reopen();

        assertThat(position.since()).contains(Instant.ofEpochSecond(6));
        assertThat(accept(10)).isFalse();
        assertThat(accept(11)).isFalse();
        assertThat(accept(6)).isFalse();
        assertThat(accept(7)).isTrue();
        assertThat(accept(8)).isTrue();
    }

    @Test
    void acceptWhenLinesOfTheMomentWereRotatedAwayTakesWhatFollows() {
        accept(2);
        accept(2);
        position.reopen();

        assertThat(accept(3)).isTrue();
        assertThat(accept(3)).isTrue();
    }

    @Test
    void acceptWhenOneMomentHasMoreLinesThanAreRememberedCountsThemAll() {
        for (int i = 0; i < 10_000; i++) {
            accept(2);
        }
        position.reopen();

        for (int i = 0; i < 10_000; i++) {
            assertThat(accept(2)).isFalse();
        }
        assertThat(accept(2)).isTrue();
    }

    @Test
    void hasReadKnowsTheLastLine() {
        accept(2);

        assertThat(position.hasRead(new LogLine(Instant.ofEpochSecond(2), false, "x")))
                .isTrue();
        assertThat(position.hasRead(new LogLine(Instant.ofEpochSecond(3), false, "x")))
                .isFalse();
    }

    @Test
    void cursorWhenNothingHasLeftIsEmpty() {
        Position collector = Position.ofCollector();
        collector.accept(line(1));

        assertThat(cursor(collector)).isEmpty();
    }

    @Test
    void fromWhenSomeHaveLeftBringsTheOthersOnly() {
        Position collector = Position.ofCollector();
        Position.Line first = collector.accept(line(1)).orElseThrow();
        collector.accept(line(2));
        Position.Line third = collector.accept(line(2)).orElseThrow();
        Position.Line fourth = collector.accept(line(3)).orElseThrow();
        collector.leave(List.of(first, third, fourth));

        Position next = Position.from(cursor(collector).orElseThrow());

        assertThat(next.since()).contains(Instant.ofEpochSecond(1));
        assertThat(next.accept(line(1))).isEmpty();
        assertThat(next.accept(line(2))).isPresent();
        assertThat(next.accept(line(2))).isEmpty();
        assertThat(next.accept(line(3))).isEmpty();
        assertThat(next.accept(line(4))).isPresent();
        assertThat(next.takeBreak()).isEmpty();
    }

    @Test
    void fromWhenOneMomentHasMoreThanAreRememberedKnowsThemAll() {
        Position collector = Position.ofCollector();
        for (int i = 0; i < 10_000; i++) {
            collector.leave(List.of(collector.accept(line(2)).orElseThrow()));
        }

        Position next = Position.from(cursor(collector).orElseThrow());

        for (int i = 0; i < 10_000; i++) {
            assertThat(next.accept(line(2))).isEmpty();
        }
        assertThat(next.accept(line(2))).isPresent();
    }

    @Test
    void fromWhenALineIsStampedEarlierAndWrittenLaterTakesIt() {
        Position collector = Position.ofCollector();
        for (long second : List.of(1, 2, 4)) {
            collector.leave(List.of(collector.accept(line(second)).orElseThrow()));
        }

        Position next = Position.from(cursor(collector).orElseThrow());

        for (long second : List.of(1, 2, 4)) {
            assertThat(next.accept(line(second))).isEmpty();
        }
        assertThat(next.accept(line(3))).isPresent();
    }

    @Test
    void takeBreakWhenNothingKnownIsLeftSaysBetweenWhichTimes() {
        Position collector = Position.ofCollector();
        collector.leave(List.of(collector.accept(line(1)).orElseThrow()));
        Position next = Position.from(cursor(collector).orElseThrow());

        next.accept(line(7));

        assertThat(next.takeBreak()).contains(new Position.Break(Instant.ofEpochSecond(1), Instant.ofEpochSecond(7)));
        assertThat(next.takeBreak()).isEmpty();
    }

    @Test
    void takeBreakWhenTheFirstLineOfAllIsStillOpenIsEmpty() {
        Position collector = Position.ofCollector();
        collector.accept(line(1));
        collector.leave(List.of(collector.accept(line(2)).orElseThrow()));

        Position next = Position.from(cursor(collector).orElseThrow());

        assertThat(next.accept(line(1))).isPresent();
        assertThat(next.accept(line(2))).isEmpty();
        assertThat(next.takeBreak()).isEmpty();
    }

    private static Optional<LogCursor> cursor(Position position) {
        return position.cursor("id", "rest", "rest-1");
    }

    private static LogLine line(long second) {
        return new LogLine(Instant.ofEpochSecond(second), false, "x");
    }
}
