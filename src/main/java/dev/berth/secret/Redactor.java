package dev.berth.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Replaces known secret values in texts, as they are and as base64 and URL encoding write them. */
public final class Redactor {
    private static final String MASK = "••••";
    /** Shorter values would mask ordinary words. */
    private static final int SHORTEST = 6;

    private final TreeSet<String> values =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /** Values to be masked from now on. */
    public synchronized void add(List<SecretValue> secrets) {
        for (SecretValue secret : secrets) {
            String value = secret.reveal();
            if (value.length() >= SHORTEST) {
                values.add(value);
                values.add(Base64.getEncoder().withoutPadding().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
                values.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
    }

    public synchronized String redact(String text) {
        String redacted = text;
        for (String value : values) {
            redacted = redacted.replace(value, MASK);
        }
        return redacted;
    }
}
