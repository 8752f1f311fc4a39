package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Texts of variables that anybody may have written: none changes on its way, and no message shows one. */
class DotenvTextFuzzTests {

    @FuzzTarget
    void parse(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);

        Thrift.of(input.length, () -> {
            try {
                Map<String, SecretValue> values = DotenvText.parse(text, ".env");
                assertThat(DotenvText.parse(written(values), ".env")).isEqualTo(values);
            } catch (BerthException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
                assertThat(e.getMessage()).startsWith(".env:");
            }
        });
    }

    /** A value comes back as it was, whatever it holds. */
    @FuzzTarget
    void quoted(byte[] input) throws Exception {
        SecretValue value = SecretValue.of(new String(input, StandardCharsets.UTF_8));

        Thrift.of(input.length, () -> {
            assertThat(DotenvText.parse(written(Map.of("A", value)), ".env")).isEqualTo(Map.of("A", value));
            if (value.reveal().indexOf('\'') < 0) {
                assertThat(DotenvText.parse("export A = '" + value.reveal() + "' # as it is\r\n", ".env"))
                        .isEqualTo(Map.of("A", value));
            }
        });
    }

    private static String written(Map<String, SecretValue> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(name)
                .append("=\"")
                .append(value.reveal()
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("$", "\\$")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r"))
                .append("\"\n"));
        return text.toString();
    }
}
