package dev.berth.monitor;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One firing of an alert, from its begin until somebody saw that it is over.
 *
 * @param id the same however often it is told of
 */
record Incident(String id, Instant firedAt) {
    private static final int ID_BYTES = 10;

    static Incident of(String environment, String rule, String target, Instant firedAt) {
        return new Incident(id(environment, rule, target, firedAt.toString()), firedAt);
    }

    /** A name made of what makes something unique: always the same for the same. */
    static String id(String... parts) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
