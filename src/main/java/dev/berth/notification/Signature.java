package dev.berth.notification;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The headers of "Standard Webhooks" 1.0, which libraries of many languages check: what it is, when it was sent, and by whom. */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";

    /** What a secret begins with whose rest is base64. */
    private static final String ENCODED = "whsec_";

    private Signature() {}

    /** Those of one request; without a secret it is not signed. */
    static Map<String, String> headers(String id, Instant now, byte[] body, Optional<SecretValue> secret) {
        Map<String, String> headers = new LinkedHashMap<>();
        String time = Long.toString(now.getEpochSecond());
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", time);
        secret.ifPresent(key -> headers.put("webhook-signature", "v1," + signature(id, time, body, key.reveal())));
        return headers;
    }

    private static String signature(String id, String time, byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(secret), ALGORITHM));
            mac.update("%s.%s.".formatted(id, time).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    private static byte[] key(String secret) {
        if (!secret.startsWith(ENCODED)) {
            return secret.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(secret.substring(ENCODED.length()));
        } catch (IllegalArgumentException e) {
            // Without it as the cause: it repeats characters of the secret.
            throw new BerthException(
                    ErrorCode.SECRET_UNUSABLE,
                    "the secret that signs begins with whsec_, and its rest is no base64",
                    "Store it as whoever checks the signature gave it.");
        }
    }
}
