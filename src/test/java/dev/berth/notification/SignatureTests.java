package dev.berth.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignatureTests {
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);

    /** The example of the libraries of Standard Webhooks. */
    @Test
    void headersWhenTheSecretIsTheirExampleAreTheirs() {
        assertThat(Signature.headers(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        AT,
                        BODY,
                        Optional.of(SecretValue.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))))
                .containsEntry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                .containsEntry("webhook-timestamp", "1614265330")
                .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void headersWhenThereIsNoSecretAreNotSigned() {
        assertThat(Signature.headers("a", AT, BODY, Optional.empty())).doesNotContainKey("webhook-signature");
    }

    @Test
    void headersWhenTheSecretIsDamagedDoNotRepeatIt() {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(
                        () -> Signature.headers("a", AT, BODY, Optional.of(SecretValue.of("whsec_no?base64-at-all"))))
                .withMessageNotContaining("base64-at-all")
                .withNoCause();
    }
}
