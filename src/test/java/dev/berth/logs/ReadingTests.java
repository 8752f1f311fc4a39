package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INFO  | 2026-11-24 08:55:52.374 UTC [50] LOG:  checkpoint complete",
                "INFO  | 2026-11-24 08:55:52.374 UTC [50] postgres@app NOTICE:  schema exists, skipping",
                "FATAL | 2026-11-24 08:55:52.374 UTC [50] FATAL:  password authentication failed for user \"app\"",
                "ERROR | 2026-11-24 08:55:52.374 UTC [50] app@app ERROR:  relation does not exist",
                "INFO  | 2026-11-24 09:27:47.547 UTC [1] LOG stats: 0 xacts/s, 0 errors",
                "WARN  | 2026-11-24 09:27:47.547 UTC [1] WARNING C-0x1: pooler error",
                "WARN  | 1:C 24 Nov 2026 08:55:47.473 # WARNING Memory overcommit must be enabled!",
                "INFO  | 1:M 24 Nov 2026 08:55:47.486 * Ready to accept connections tcp",
                "INFO  | [INFO] started",
                "ERROR | time=12 level=error msg=no",
                "ERROR | Error: listen EADDRINUSE",
                "DEBUG | 24/Nov DEBUG trying",
                "UNKNOWN | there was no error at all",
                "UNKNOWN | 192.168.208.3 - - \"GET / HTTP/1.1\" 401",
                "UNKNOWN | ''"
            })
    void ofWhenLineNamesALevelFindsIt(LogLevel level, String line) {
        assertThat(Reading.of(line).level()).isEqualTo(level);
        assertThat(Reading.of(line).message()).isEqualTo(line);
    }

    @Test
    void ofWhenLineIsJsonShowsMessageAndFields() {
        Reading reading = Reading.of(
                "{\"level\":\"warn\",\"ts\":1.5,\"logger\":\"http\",\"msg\":\"slow\",\"request\":{\"a\":1},\"status\":200}");

        assertThat(reading).isEqualTo(new Reading(LogLevel.WARN, "slow logger=http status=200", false));
    }

    @Test
    void ofWhenLineOnlyLooksLikeJsonKeepsIt() {
        assertThat(Reading.of("{not json}")).isEqualTo(new Reading(LogLevel.UNKNOWN, "{not json}", false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "true|    at dev.berth.Main.main(Main.java:1)",
                "true|Caused by: java.io.IOException: no",
                "true|  indented",
                "true|2026-11-24 08:55:52.374 UTC [50] app@app STATEMENT:  SELECT 1",
                "true|}",
                "false|2026-11-24 08:55:52.374 UTC [50] LOG:  ready",
                "false|started"
            })
    void ofWhenLineGoesOnSaysSo(boolean continues, String line) {
        assertThat(Reading.of(line).continues()).isEqualTo(continues);
    }
}
