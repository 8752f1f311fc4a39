package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Secrets in any text: none of them is left in it. */
class RedactorFuzzTests {
    private static final int SHORTEST = 6;

    /** The lines of the input: a secret, what stands before it, what stands after it, another text. */
    @FuzzTarget
    void redact(byte[] input) throws Exception {
        String[] parts = new String(input, StandardCharsets.UTF_8).split("\n", 4);
        String secret = parts[0];
        String before = parts.length > 1 ? parts[1] : "";
        String after = parts.length > 2 ? parts[2] : "";
        String text = parts.length > 3 ? parts[3] : "";
        Redactor redactor = new Redactor();
        redactor.add(List.of(SecretValue.of(secret), SecretValue.of("other secret")));

        Thrift.of(input.length, () -> {
            if (secret.length() < SHORTEST || secret.contains("•")) {
                redactor.redact(text);
                return;
            }
            assertThat(redactor.redact(text)).doesNotContain(secret);
            assertThat(redactor.redact(before + secret + after)).doesNotContain(secret);
            assertThat(redactor.redact(before + "other secret" + secret + after))
                    .doesNotContain(secret, "other secret");
            byte[] whole = (before + secret + after).getBytes(StandardCharsets.UTF_8);
            String encoded = Base64.getEncoder().encodeToString(whole);
            assertThat(redactor.redact(encoded)).isNotEqualTo(encoded);
        });
    }
}
