package dev.berth.datastore;

import dev.berth.secret.SecretValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of SCRAM-SHA-256 without channel binding, RFC 5802 and 7677, as PostgreSQL and PgBouncer speak it. */
final class ScramExchange {
    static final String MECHANISM = "SCRAM-SHA-256";

    /** No channel binding. */
    private static final String HEADER = "n,,";

    private static final int NONCE_BYTES = 18;
    private static final int MOST_ROUNDS = 1_000_000;

    private final SecretValue password;
    private final String nonce;
    private byte[] expected = {};

    ScramExchange(SecretValue password) {
        this(password, nonce(new SecureRandom()));
    }

    ScramExchange(SecretValue password, String nonce) {
        this.password = password;
        this.nonce = nonce;
    }

    private static String nonce(SecureRandom random) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The user is the one of the connection, and stays empty here, as PostgreSQL's clients do. */
    String first() {
        return HEADER + bare();
    }

    private String bare() {
        return "n=,r=" + nonce;
    }

    /** Proves to know the password. */
    String last(String challenge) throws IOException {
        Map<Character, String> parts = parts(challenge);
        String both = parts.getOrDefault('r', "");
        if (!both.startsWith(nonce) || both.length() == nonce.length()) {
            throw new IOException("its challenge answers somebody else");
        }
        byte[] salted = salted(parts);
        byte[] clientKey = hmac(salted, "Client Key");
        String without =
                "c=" + Base64.getEncoder().encodeToString(HEADER.getBytes(StandardCharsets.UTF_8)) + ",r=" + both;
        String message = bare() + "," + challenge + "," + without;
        byte[] signature = hmac(digest(clientKey), message);
        byte[] proof = new byte[clientKey.length];
        for (int i = 0; i < proof.length; i++) {
            proof[i] = (byte) (clientKey[i] ^ signature[i]);
        }
        expected = hmac(hmac(salted, "Server Key"), message);
        return without + ",p=" + Base64.getEncoder().encodeToString(proof);
    }

    /** Checks that the server knows the password as well, and is no one who only listened. */
    void check(String verdict) throws IOException {
        byte[] said = decoded(parts(verdict).getOrDefault('v', ""));
        if (expected.length == 0 || !MessageDigest.isEqual(expected, said)) {
            throw new IOException("it does not know the password itself");
        }
    }

    private byte[] salted(Map<Character, String> parts) throws IOException {
        int rounds;
        try {
            rounds = Integer.parseInt(parts.getOrDefault('i', ""));
        } catch (NumberFormatException e) {
            throw new IOException("its challenge is not one of SCRAM", e);
        }
        byte[] salt = decoded(parts.getOrDefault('s', ""));
        if (rounds < 1 || rounds > MOST_ROUNDS || salt.length == 0) {
            throw new IOException("its challenge is not one of SCRAM");
        }
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.reveal().toCharArray(), salt, rounds, 256))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2 with HMAC-SHA-256", e);
        }
    }

    private static Map<Character, String> parts(String message) {
        Map<Character, String> parts = new HashMap<>();
        for (String part : message.split(",", -1)) {
            if (part.length() > 1 && part.charAt(1) == '=') {
                parts.put(part.charAt(0), part.substring(2));
            }
        }
        return parts;
    }

    private static byte[] decoded(String base64) throws IOException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException("its challenge is not one of SCRAM", e);
        }
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
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
