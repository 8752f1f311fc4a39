package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonParser;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyTemplateTests {
    @Test
    void filledWhenAValueIsHostileStaysOneText() throws Exception {
        String value = "\"}, \"x\": {{ title }} \\ $1 \n\u2028é";
        String body = new BodyTemplate("{\"a\": \"{{text}}\", \"b\": \"{{  text }}!\"}")
                .filled(BodyTemplate.Form.JSON, field -> value);

        assertThat(JsonParser.object().from(body))
                .containsEntry("a", value)
                .containsEntry("b", value + "!")
                .hasSize(2);
    }

    @Test
    void filledWhenItIsPlainTextLeavesItAsItIs() {
        assertThat(new BodyTemplate("{{ title }}: {{ text }}").filled(BodyTemplate.Form.PLAIN, field -> "\"" + field))
                .isEqualTo("\"title: \"text");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, JSON",
                "application/json, JSON",
                "application/vnd.api+json; charset=utf-8, JSON",
                "Text/Plain;charset=utf-8, PLAIN",
                "text/html, none",
                "application/x-www-form-urlencoded, none"
            })
    void formIsThatOfTheContentType(String type, String form) {
        assertThat(BodyTemplate.Form.of(Optional.ofNullable(type)).map(Enum::name))
                .isEqualTo(Optional.ofNullable(form));
    }

    @Test
    void unknownWhenBracesAreNotClosedOrNameNothingHasThem() {
        assertThat(new BodyTemplate("{{ title }} {{ titel }} {{ a {{").unknown())
                .containsExactly("titel", " a {{", "");
    }
}
