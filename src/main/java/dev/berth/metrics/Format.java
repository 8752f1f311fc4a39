package dev.berth.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** How metrics are written. */
enum Format {
    /** OpenMetrics 1.0. */
    OPEN_METRICS,
    /** Prometheus' own text, 0.0.4, which everything reads. */
    PROMETHEUS_TEXT;

    private ExpositionFormatWriter writer() {
        return switch (this) {
            case OPEN_METRICS -> new OpenMetricsTextFormatWriter(false, false);
            case PROMETHEUS_TEXT -> PrometheusTextFormatWriter.create();
        };
    }

    String contentType() {
        return writer().getContentType();
    }

    byte[] write(MetricSnapshots snapshots) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer().write(text, snapshots, EscapingScheme.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toByteArray();
    }
}
