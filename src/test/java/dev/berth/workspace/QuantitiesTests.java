package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTests {

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "90s,PT1M30S", "5m,PT5M", "2h,PT2H", "1d,PT24H", "999999999h,PT999999999H"})
    void durationWhenOfAnyUnitIsRead(String text, Duration expected) {
        assertThat(Quantities.duration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "512MiB,536870912",
        "2GiB,2147483648",
        "1GB,1000000000",
        "1.5GiB,1610612736",
        "0.001kB,1",
        "1TiB,1099511627776",
        "100KiB,102400",
        "5MB,5000000",
        "1TB,1000000000000"
    })
    void bytesWhenOfAnyUnitAreRead(String text, long expected) {
        assertThat(Quantities.bytes(text)).isEqualTo(expected);
    }
}
