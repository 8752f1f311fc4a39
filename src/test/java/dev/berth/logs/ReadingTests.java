package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
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
        assertThat(Reading.of(line, text -> text).level()).isEqualTo(level);
        assertThat(Reading.of(line, text -> text).message()).isEqualTo(line);
    }

    @Test
    void ofWhenLineIsJsonShowsMessageAndFields() {
        Reading reading = Reading.of(
                "{\"level\":\"warn\",\"ts\":1.5,\"logger\":\"http\",\"msg\":\"slow\",\"request\":{\"a\":1},\"status\":200}",
                text -> text);

        assertThat(reading)
                .isEqualTo(new Reading(
                        LogLevel.WARN,
                        "slow logger=http status=200",
                        Reading.Begins.BY_ITSELF,
                        Optional.of(Instant.ofEpochMilli(1500))));
    }

    @Test
    void ofWhenLineOnlyLooksLikeJsonKeepsIt() {
        assertThat(Reading.of("{not json}", text -> text))
                .isEqualTo(new Reading(LogLevel.UNKNOWN, "{not json}", Reading.Begins.PERHAPS, Optional.empty()));
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
        assertThat(Reading.of(line, text -> text).begins() == Reading.Begins.NOT)
                .isEqualTo(continues);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // pino and bunyan, zap, slog, logrus, Serilog, hclog, tracing, MongoDB, PostgreSQL, Elastic, Google,
                // syslog
                "WARN | m pid=1 | {\"level\":40,\"time\":1764000000500,\"pid\":1,\"msg\":\"m\"}",
                "INFO | m | {\"level\":\"info\",\"ts\":1764000000.5,\"msg\":\"m\"}",
                "ERROR | m | {\"time\":\"2025-11-24T16:00:00.5Z\",\"level\":\"ERROR\",\"msg\":\"m\"}",
                "WARN | m | {\"level\":\"warning\",\"msg\":\"m\",\"time\":\"2025-11-24T17:00:00.5+01:00\"}",
                "FATAL | m | {\"@t\":\"2025-11-24T16:00:00.5Z\",\"@mt\":\"m\",\"@l\":\"Fatal\"}",
                "DEBUG | m @module=core | {\"@level\":\"debug\",\"@message\":\"m\",\"@module\":\"core\",\"@timestamp\":\"2025-11-24T16:00:00.5Z\"}",
                "INFO | m | {\"timestamp\":\"2025-11-24T16:00:00.5Z\",\"level\":\"INFO\",\"fields\":{\"message\":\"m\"}}",
                "ERROR | m | {\"t\":{\"$date\":\"2025-11-24T16:00:00.5+00:00\"},\"s\":\"E\",\"msg\":\"m\"}",
                "FATAL | m | {\"timestamp\":\"2025-11-24T16:00:00.5Z\",\"error_severity\":\"FATAL\",\"message\":\"m\"}",
                "INFO | m | {\"@timestamp\":\"2025-11-24T16:00:00.5Z\",\"log.level\":\"INFO\",\"message\":\"m\"}",
                "WARN | m | {\"severity\":\"WARNING\",\"message\":\"m\",\"time\":\"2025-11-24T16:00:00.5Z\"}",
                "ERROR | m | {\"severity\":3,\"message\":\"m\",\"ts\":1764000000500000000}"
            })
    void ofWhenLoggerIsKnownUnderstandsIt(LogLevel level, String message, String line) {
        assertThat(Reading.of(line, text -> text))
                .isEqualTo(new Reading(
                        level,
                        message,
                        Reading.Begins.BY_ITSELF,
                        Optional.of(Instant.parse("2025-11-24T16:00:00.500Z"))));
    }

    @Test
    void ofWhenFieldIsOnlyCalledLikeATimeOrLevelShowsIt() {
        assertThat(Reading.of("{\"msg\":\"m\",\"t\":\"table\",\"level\":\"basement\"}", text -> text)
                        .message())
                .isEqualTo("m t=table level=basement");
    }
}
