package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with places like {@code {{ secret "postgres.app" }}}; functions are secret, scram, sha256, urlencode and jwks. */
public final class SecretTemplate {
    private static final Pattern PLACE =
            Pattern.compile("\\{\\{\\s*([a-z0-9]+)(?:\\s+(?:\"([^\"]*)\"|([0-9]+)))?\\s*}}");
    private static final int SHORTEST_JWT_KEY = 32;

    private final String source;
    private final String text;

    /** @param source where the text comes from, for messages */
    public SecretTemplate(String source, String text) {
        this.source = source;
        this.text = text;
    }

    /** The names of the secrets that it needs. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(2);
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    /** The text with every place filled in. */
    public SecretValue render(Function<String, SecretValue> secrets) {
        return render(secrets, (function, argument) -> {
            throw wrong("unknown function " + function);
        });
    }

    /**
     * The same where places may also ask for what is no secret.
     *
     * @param others answers the functions that are not about secrets; the argument is empty text where there is none
     */
    public SecretValue render(Function<String, SecretValue> secrets, OtherFunctions others) {
        Matcher matcher = PLACE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            String function = matcher.group(1);
            String name = matcher.group(2);
            String number = matcher.group(3);
            String value =
                    name == null ? others.call(function, number == null ? "" : number) : call(function, name, secrets);
            matcher.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        matcher.appendTail(result);
        return SecretValue.of(result.toString());
    }

    /** Answers a function that is not about secrets. */
    @FunctionalInterface
    public interface OtherFunctions {
        String call(String function, String argument);
    }

    private String call(String function, String name, Function<String, SecretValue> secrets) {
        String value = secrets.apply(name).reveal();
        return switch (function) {
            case "secret" -> value;
            case "scram" -> ScramVerifier.of(name, value);
            case "sha256" -> HexFormat.of().formatHex(sha256(value));
            case "urlencode" -> URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
            case "jwks" -> jwks(name, value);
            default -> throw wrong("unknown function " + function);
        };
    }

    /** A set with one symmetric key, RFC 7517 and 7518; its id changes with the key, and tells nothing of it. */
    private String jwks(String name, String value) {
        byte[] key = value.getBytes(StandardCharsets.UTF_8);
        if (key.length < SHORTEST_JWT_KEY) {
            throw wrong(
                    "%s is too short for HS256: %d bytes, %d are needed".formatted(name, key.length, SHORTEST_JWT_KEY));
        }
        String id = HexFormat.of().formatHex(sha256("key id " + value), 0, 8);
        return "{\"keys\":[{\"kty\":\"oct\",\"alg\":\"HS256\",\"kid\":\"%s\",\"k\":\"%s\"}]}"
                .formatted(id, Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    }

    private static byte[] sha256(String value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private BerthException wrong(String reason) {
        return new BerthException(
                ErrorCode.DEFINITION_INVALID,
                "%s: %s".formatted(source, reason),
                "Functions are secret, scram, sha256, urlencode and jwks.");
    }
}
