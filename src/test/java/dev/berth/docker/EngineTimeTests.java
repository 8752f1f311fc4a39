package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTimeTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24T03:18:35Z",
                "2026-11-24T03:18:35.5Z",
                "2026-11-24T03:18:35.123456789Z",
                "2024-02-29T23:59:59.000000001Z",
                "2026-11-24T03:18:35.12+01:00",
                "2026-01-01T00:30:00.1-09:30",
                "2100-02-28T12:00:00Z",
                "2100-03-01T12:00:00Z",
                "1999-12-31T23:59:59.9Z"
            })
    void parseWhenTextIsAMomentReadsWhatJavaReads(String text) {
        assertThat(EngineTime.parse(text)).contains(OffsetDateTime.parse(text).toInstant());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0001-01-01T00:00:00Z"})
    void parseWhenItNeverWasIsEmpty(String text) {
        assertThat(EngineTime.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-11-24", "2026-11-24T03:18:35", "2026-11-24T03:18:35.1"})
    void parseWhenTextIsNoMomentIsEmpty(String text) {
        assertThat(EngineTime.parse(text)).isEmpty();
    }
}
