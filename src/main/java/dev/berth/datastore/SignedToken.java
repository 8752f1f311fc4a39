package dev.berth.datastore;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import dev.berth.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A JSON Web Token signed with a shared key (HS256), RFC 7519. */
public final class SignedToken {
    private SignedToken() {}

    /** A token that says this until then. */
    public static String of(SecretValue key, Map<String, String> claims, Instant expiry) {
        JsonObject payload = new JsonObject();
        payload.putAll(claims);
        payload.put("exp", expiry.getEpochSecond());
        String content = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
                + "."
                + encoded(JsonWriter.string(payload).getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return content + "." + encoded(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
