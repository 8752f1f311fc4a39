package dev.berth.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Promtool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus' own tool makes of metrics. */
class MetricPromtoolTests {
    @Test
    void checkMetricsWhenAllIsKnownFindsNothing() throws Exception {
        Page page = new Page("dev", "acme-dev", new Build("0.1.0", "4f5e6d"), () -> Sights.NOW);
        page.take(Sights.full());

        Promtool.Outcome outcome =
                Promtool.run(page.bytes(new Wish(Format.PROMETHEUS_TEXT, false)), "check", "metrics");

        assertThat(outcome).isEqualTo(new Promtool.Outcome(0, ""));
    }

    /** It takes OpenMetrics from files only, each sample with its moment. */
    @Test
    void createBlocksWhenGivenOpenMetricsReadsEverySample(@TempDir Path folder) throws Exception {
        Page page = new Page("dev", "acme-dev", new Build("0.1.0", "4f5e6d"), () -> Sights.NOW);
        page.take(Sights.full());
        String text = new String(page.bytes(new Wish(Format.OPEN_METRICS, false)), StandardCharsets.UTF_8);
        Path file = folder.resolve("metrics.txt");
        Files.writeString(file, text.replaceAll("(?m)^([^#].*)$", "$1 " + Sights.NOW.getEpochSecond()));

        Promtool.Outcome outcome = Promtool.run(
                new byte[0],
                "tsdb",
                "create-blocks-from",
                "openmetrics",
                file.toString(),
                folder.resolve("blocks").toString());

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        long samples = text.lines().filter(line -> !line.startsWith("#")).count();
        assertThat(outcome.output()).containsPattern("1ms +%d ".formatted(samples));
    }

    @Test
    void checkMetricsWhenANameIsWrongSaysSo() throws Exception {
        byte[] wrong =
                "# HELP berth_wait_milliseconds How long.\n# TYPE berth_wait_milliseconds gauge\nberth_wait_milliseconds 1\n"
                        .getBytes(StandardCharsets.UTF_8);

        Promtool.Outcome outcome = Promtool.run(wrong, "check", "metrics");

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains("milliseconds");
    }
}
