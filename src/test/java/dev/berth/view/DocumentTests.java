package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DocumentTests {

    @Test
    void textWhenOfEveryKindFollowsTheContract() {
        Document document = Document.about("dev")
                .put("startedAt", Instant.parse("2026-11-23T10:15:02.5Z"))
                .put("took", Duration.ofMillis(1500))
                .put("memoryBytes", OptionalLong.of(5))
                .put("unknown", Optional.empty())
                .put("state", Role.PROTECTED)
                .put("address", Optional.of(URI.create("https://vault.example")))
                .put("names", List.of("a", "b"));
        assertThat(document.text())
                .isEqualTo(
                        "{\"schemaVersion\":1,\"environment\":\"dev\",\"startedAt\":\"2026-11-23T10:15:02.500000000Z\","
                                + "\"took\":1.5,\"memoryBytes\":5,\"state\":\"protected\",\"address\":\"https://vault.example\",\"names\":[\"a\",\"b\"]}");
    }

    @Test
    void linesWhenThereAreRowsIsALineEach() {
        Document document = Document.about("dev")
                .put("state", "healthy")
                .putRows(
                        "services",
                        List.of(
                                Document.part().put("name", "a"),
                                Document.part().put("name", "b")));
        assertThat(document.lines())
                .containsExactly(
                        "{\"schemaVersion\":1,\"environment\":\"dev\",\"name\":\"a\"}",
                        "{\"schemaVersion\":1,\"environment\":\"dev\",\"name\":\"b\"}");
    }

    @Test
    void linesWhenThereAreNoRowsIsOneLine() {
        assertThat(Document.create().put("version", "1").lines())
                .containsExactly("{\"schemaVersion\":1,\"version\":\"1\"}");
    }
}
