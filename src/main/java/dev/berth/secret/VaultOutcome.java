package dev.berth.secret;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What came of a request to a Vault server; nothing here holds a secret but the body of a success. */
sealed interface VaultOutcome {
    /** Done; the body is empty where there is nothing to say. */
    record Success(JsonObject body) implements VaultOutcome {
        @Override
        public String toString() {
            return "Success[••••]";
        }
    }

    /** Nothing is there; a deleted version leaves its metadata in the body. */
    record NotFound(JsonObject body) implements VaultOutcome {}

    /** The token is not good, or not good for this path. */
    record Denied() implements VaultOutcome {}

    /** Another writer was first. */
    record Conflict() implements VaultOutcome {}

    /** The server calls the request wrong. */
    record Rejected(int status, String errors) implements VaultOutcome {}

    /** The server waits for its unseal keys. */
    record Sealed() implements VaultOutcome {}

    /** The server was never initialised. */
    record Uninitialised() implements VaultOutcome {}

    /** The server waits for another one to fail, and neither knows nor forwards to the active one. */
    record Standby() implements VaultOutcome {}

    /** A quota is used up. */
    record RateLimited() implements VaultOutcome {}

    /** The server, or a proxy before it, failed. */
    record Failing(int status, String errors) implements VaultOutcome {}

    /** No answer came. */
    record Unreachable(String reason) implements VaultOutcome {}

    /** The server's certificate is not to be trusted. */
    record Untrusted(String reason) implements VaultOutcome {}

    /** Something else answers at the address. */
    record NotVault(int status) implements VaultOutcome {}

    /** What an HTTP answer means, decided on its status and on whether it is JSON; on words only where Vault offers nothing else. */
    static VaultOutcome of(int status, String text) {
        Optional<JsonObject> json = parse(text);
        if (status >= 500 || status == 412) {
            return new Failing(status, json.map(VaultOutcome::errors).orElse(""));
        }
        return switch (status) {
            case 204 -> new Success(new JsonObject());
            case 307 -> new Standby();
            case 429 -> new RateLimited();
            default -> json.map(body -> of(status, body)).orElseGet(() -> new NotVault(status));
        };
    }

    private static VaultOutcome of(int status, JsonObject body) {
        return switch (status) {
            case 200 -> new Success(body);
            case 403 -> new Denied();
            case 404 -> new NotFound(body);
            case 400 ->
                errors(body).toLowerCase(Locale.ROOT).contains("check-and-set")
                        ? new Conflict()
                        : new Rejected(status, errors(body));
            default -> status > 400 ? new Rejected(status, errors(body)) : new NotVault(status);
        };
    }

    /** What the server says is wrong; empty where it says nothing. */
    static String errors(JsonObject body) {
        return body.getArray("errors", new JsonArray()).stream()
                .map(String::valueOf)
                .map(error -> error.replaceAll("\\s+", " ").strip())
                .collect(Collectors.joining("; "));
    }

    private static Optional<JsonObject> parse(String text) {
        try {
            return Optional.of(JsonParser.object().from(text));
        } catch (JsonParserException | StackOverflowError e) {
            // The parser goes as deep as what it reads.
            return Optional.empty();
        }
    }
}
