package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesTests {
    private static final double UNKNOWN = Double.NaN;

    @Test
    void secondsAreTheLastOnes() {
        Series series = Series.of(1, 2, 3);

        assertThat(series.seconds(2)).containsExactly(2, 3);
        assertThat(series.seconds(9)).containsExactly(1, 2, 3);
        assertThat(series.last()).hasValue(3);
    }

    @Test
    void lastWhenNotKnownNowIsEmpty() {
        assertThat(Series.of(1, UNKNOWN).last()).isEmpty();
        assertThat(Series.NONE.last()).isEmpty();
    }

    @Test
    void spansAreMeansOfWhatWasKnown() {
        Series series = Series.of(1, UNKNOWN, 3, UNKNOWN, UNKNOWN, 7, 7, 7, 7, 7, 100);

        assertThat(series.spans()).containsExactly(2, 7);
        assertThat(series.spansEver()).isEqualTo(2);
    }

    @Test
    void spansWhenNothingWasKnownAreGaps() {
        assertThat(Series.of(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN).spans())
                .containsExactly(UNKNOWN);
    }

    @Test
    void seriesKeepsAQuarterOfAnHour() {
        Series series = Series.of(IntStream.range(0, 2000).asDoubleStream().toArray());

        assertThat(series.seconds(1000)).hasSize(60).endsWith(1999);
        assertThat(series.spans()).hasSize(180).startsWith(1102).endsWith(1997);
        assertThat(series.spansEver()).isEqualTo(400);
    }
}
