package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
}
