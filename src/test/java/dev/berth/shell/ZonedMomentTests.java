package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZonedMomentTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22 10:00+01:00",
                "2026-11-22 10:00 +01:00",
                "2026-11-22T09:00:00Z",
                "2026-11-22 09:00:00.000Z",
                "2026-11-22 10:00+01",
                "2026-11-22 10:00 Europe/Berlin"
            })
    void parseWhenTheZoneIsSaidIsThatMoment(String text) {
        assertThat(ZonedMoment.parse(text)).isEqualTo(Instant.parse("2026-11-22T09:00:00Z"));
    }

    @Test
    void parseWhenFractionsAreGivenKeepsThem() {
        assertThat(ZonedMoment.parse("2026-11-22 09:00:00.123456+00:00"))
                .isEqualTo(Instant.parse("2026-11-22T09:00:00.123456Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-22 10:00 | does not say in which zone",
                "yesterday | is no moment",
                "2026-11-22 | is no moment",
                "2026-13-01 10:00Z | is no moment",
                "2026-11-22 10:00 Mars/Phobos | is no moment",
                "2026-03-29 02:30 Europe/Berlin | clocks were put forward",
                "2026-10-25 02:30 Europe/Berlin | was twice in Europe/Berlin: write +02:00 or +01:00"
            })
    void parseWhenItIsNotOneMomentSaysWhy(String text, String reason) {
        assertThatThrownBy(() -> ZonedMoment.parse(text))
                .isInstanceOf(BerthException.class)
                .hasMessageContaining(reason)
                .extracting(failure -> ((BerthException) failure).hint())
                .asString()
                .contains("--at");
    }
}
