package dev.berth.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WishTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                // What Prometheus 2 and 3 send.
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
                        + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                "application/openmetrics-text",
                "Application/OpenMetrics-Text; version=\"1.0.0\"; charset=utf-8"
            })
    void ofWhenOpenMetricsIsWantedMostGivesIt(String accept) {
        assertThat(Wish.of(List.of(accept), List.of()).format()).isEqualTo(Format.OPEN_METRICS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "text/plain",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "application/openmetrics-text;q=0",
                "application/openmetrics-text;version=2.0.0",
                "application/openmetrics-text;q=0.2,text/plain;q=0.9",
                "application/openmetrics-text;q=many",
                "application/json",
                ";;=,q=,",
                ""
            })
    void ofWhenItIsNotGivesTheTextThatEverythingReads(String accept) {
        assertThat(Wish.of(List.of(accept), List.of()).format()).isEqualTo(Format.PROMETHEUS_TEXT);
    }

    @Test
    void ofWhenHeadersAreMissingGivesPlainText() {
        assertThat(Wish.of(List.of(), List.of())).isEqualTo(new Wish(Format.PROMETHEUS_TEXT, false));
    }

    @Test
    void ofWhenGzipIsTakenPacks() {
        assertThat(Wish.of(List.of(), List.of("deflate, gzip;q=0.5")).zipped()).isTrue();
        assertThat(Wish.of(List.of(), List.of("deflate", "GZIP")).zipped()).isTrue();
        assertThat(Wish.of(List.of(), List.of("gzip;q=0")).zipped()).isFalse();
        assertThat(Wish.of(List.of(), List.of("identity")).zipped()).isFalse();
    }
}
