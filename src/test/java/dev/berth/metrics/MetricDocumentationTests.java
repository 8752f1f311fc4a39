package dev.berth.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/metrics.md is what dashboards and rules are written against: it names what there is, and no more. */
class MetricDocumentationTests {

    @Test
    void pageHasARowForEachMetricAndNoOther() throws IOException {
        assertThat(Files.readAllLines(Path.of("docs/metrics.md")))
                .filteredOn(line -> line.startsWith("| `"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Metric.values())
                        .map(MetricDocumentationTests::row)
                        .toList());
    }

    private static String row(Metric metric) {
        List<String> labels =
                metric.labels().stream().map(label -> "`" + label + "`").toList();
        return List.of(
                        "`" + metric.sampleName() + "`",
                        metric.kind().name().toLowerCase(Locale.ROOT),
                        metric.measure().words(),
                        labels.isEmpty() ? "–" : String.join(" ", labels),
                        metric.help())
                .stream()
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}
