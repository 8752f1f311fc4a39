package dev.berth.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.logs.LogEntry;
import dev.berth.logs.LogLevel;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorRatesTests {
    private static final Instant BEGIN = Instant.parse("2026-01-05T10:00:00Z");

    private final ErrorRates rates = new ErrorRates();

    @Test
    void perMinuteWhenNobodyHasReadForAMinuteIsNotKnown() {
        assertThat(rates.perMinute(BEGIN)).isEmpty();

        rates.begin(BEGIN);
        rates.add(entry(LogLevel.ERROR, 10), BEGIN.plusSeconds(10));
        rates.add(entry(LogLevel.INFO, 11), BEGIN.plusSeconds(11));
        rates.add(entry(LogLevel.FATAL, 50), BEGIN.plusSeconds(50));

        assertThat(rates.perMinute(BEGIN.plusSeconds(59))).isEmpty();
        assertThat(rates.perMinute(BEGIN.plusSeconds(60))).contains(Map.of("rest", 2.0));
        assertThat(rates.perMinute(BEGIN.plusSeconds(80))).contains(Map.of("rest", 1.0));
        assertThat(rates.perMinute(BEGIN.minusSeconds(3600)))
                .as("a clock that was put back")
                .isPresent();

        rates.end();
        assertThat(rates.perMinute(BEGIN.plusSeconds(90))).isEmpty();
    }

    private static LogEntry entry(LogLevel level, int second) {
        return new LogEntry(BEGIN.plusSeconds(second), "rest", "rest-1", level, "something");
    }
}
