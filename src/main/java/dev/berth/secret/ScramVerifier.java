package dev.berth.secret;

import com.ongres.saslprep.SASLprep;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * PostgreSQL's stored form of a password, RFC 5802 with SHA-256: {@code SCRAM-SHA-256$rounds:salt$stored:server}.
 *
 * <p>The salt is derived from the secret itself, so that an unchanged password renders to an unchanged file.
 */
final class ScramVerifier {
    private static final int ROUNDS = 4096;
    private static final int SALT_BYTES = 16;

    private ScramVerifier() {}

    /** @param password not empty */
    static String of(String name, String password) {
        byte[] salt = hmac(password.getBytes(StandardCharsets.UTF_8), "scram salt of " + name);
        return of(password, Arrays.copyOf(salt, SALT_BYTES));
    }

    static String of(String password, byte[] salt) {
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(prepared(password).toCharArray(), salt, ROUNDS, 256))
                    .getEncoded();
            byte[] stored = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
            byte[] server = hmac(salted, "Server Key");
            Base64.Encoder base64 = Base64.getEncoder();
            return "SCRAM-SHA-256$%d:%s$%s:%s"
                    .formatted(
                            ROUNDS,
                            base64.encodeToString(salt),
                            base64.encodeToString(stored),
                            base64.encodeToString(server));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2 with HMAC-SHA-256", e);
        }
    }

    /** As PostgreSQL and its clients do: ASCII as it is, the rest by SASLprep, and what that refuses as it is after all. */
    private static String prepared(String password) {
        if (password.chars().allMatch(character -> character < 128)) {
            return password;
        }
        try {
            String prepared = new SASLprep().prepareStored(password);
            return prepared.isEmpty() ? password : prepared;
        } catch (IllegalArgumentException e) {
            return password;
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", e);
        }
    }
}
