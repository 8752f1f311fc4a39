package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import java.time.Duration;

/** Spans of time in a Vault server's answers: whole seconds, 0 where it does not say. */
final class VaultTime {
    /** Ten years: twice as long still is a span that can be reckoned with. */
    private static final long LONGEST = 10L * 365 * 24 * 3600;

    private VaultTime() {}

    static Duration of(JsonObject answer, String key) {
        return Duration.ofSeconds(Math.clamp(answer.getLong(key), 0, LONGEST));
    }
}
