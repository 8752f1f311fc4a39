package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTests {
    @Test
    void membersWhenLineIsAnObjectGivesThem() {
        assertThat(
                        JsonLine.members(
                                "{\"a\":\"x\\n\\u00e4\\\"\", \"b\" : -1.50e3,\"c\":true,\"d\":{\"e\":\"f\"},\"g\":[1,{}],\"h\":null}"))
                .contains(
                        Map.of("a", "x\nä\"", "b", new JsonLine.Numeral("-1.50e3"), "c", true, "d", Map.of("e", "f")));
        assertThat(JsonLine.members("{}")).contains(Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{a}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1}}",
                "{\"a\":tru}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u00g0\"}",
                "{\"a\":1-1}",
                "{\"a\":[1}",
                "{\"a\":\"}"
            })
    void membersWhenLineIsNoObjectIsEmpty(String line) {
        assertThat(JsonLine.members(line)).isEmpty();
    }

    @Test
    void membersWhenVeryDeepIsEmpty() {
        assertThat(JsonLine.members("{\"a\":".repeat(5000) + "1" + "}".repeat(5000)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1764000000, 2025-11-24T16:00:00Z",
        "1764000000.5, 2025-11-24T16:00:00.5Z",
        "1764000000.000123, 2025-11-24T16:00:00.000123Z",
        "1764000000.123456789, 2025-11-24T16:00:00.123456789Z",
        "1.764e9, 2025-11-24T16:00:00Z",
        "1764000000123, 2025-11-24T16:00:00.123Z",
        "1764000000123456, 2025-11-24T16:00:00.123456Z"
    })
    void timeWhenItIsANumberIsThatMoment(String number, Instant time) {
        assertThat(JsonFields.time(JsonLine.members("{\"ts\":" + number + "}").orElseThrow()))
                .contains(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1764000000", "-1.5", "true", "1e999", "1e300", "1e19"})
    void timeWhenItIsNoneIsEmpty(String value) {
        assertThat(JsonFields.time(JsonLine.members("{\"ts\":" + value + "}").orElseThrow()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "1.2.3", "--1", "1.e", "e"})
    void membersWhenANumberIsNoneIsEmpty(String number) {
        assertThat(JsonLine.members("{\"a\":" + number + "}")).isEmpty();
    }
}
