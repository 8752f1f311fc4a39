package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.LogLine;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PositionTests {
    private final Position position = new Position();

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
        return position.accept(new LogLine(Instant.ofEpochSecond(second), false, "x"));
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
}
