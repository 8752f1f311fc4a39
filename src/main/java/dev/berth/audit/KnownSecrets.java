package dev.berth.audit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/** Values that stand in manuals and examples, and that whoever breaks in tries first. */
final class KnownSecrets {
    private static final Set<String> VALUES = Set.of(
            "12345",
            "123456",
            "12345678",
            "123456789",
            "admin",
            "administrator",
            "change-me",
            "change_me",
            "changeit",
            "changeme",
            "default",
            "example",
            "guest",
            "letmein",
            "minioadmin",
            "mysecretpassword",
            "pass",
            "password",
            "password123",
            "postgres",
            "qwerty",
            "redis",
            "root",
            "secret",
            "supabase",
            "test",
            "toor",
            // Of the examples that Supabase ships.
            "super-secret-jwt-token-with-at-least-32-characters-long",
            "this_password_is_insecure_and_should_be_updated",
            "upnvntn3cdxhjpq99ymc1t1aqgqpc8kfyturgbiyaa15blrx8etqoxz3gzv1/u2oq",
            "your-encryption-key-32-chars-min",
            "your-super-secret-and-long-postgres-password",
            "your-super-secret-jwt-token-with-at-least-32-characters-long");

    /** Who issued the tokens of those examples. */
    private static final String ISSUER = "supabase-demo";

    private KnownSecrets() {}

    static boolean has(String value) {
        return VALUES.contains(value.strip().toLowerCase(Locale.ROOT)) || isExampleToken(value.strip());
    }

    private static boolean isExampleToken(String value) {
        String[] parts = value.split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8).contains(ISSUER);
        } catch (IllegalArgumentException e) {
            // No token at all.
            return false;
        }
    }
}
