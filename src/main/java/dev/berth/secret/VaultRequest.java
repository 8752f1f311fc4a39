package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import java.util.Optional;

/**
 * What is asked of a Vault server: a value that can be looked at without asking.
 *
 * @param path below /v1/
 * @param query what stands after the question mark; empty where there is none
 * @param body what is written; empty for a read
 * @param token the credential it is asked with; empty for what everybody may ask
 */
record VaultRequest(String path, Optional<String> query, Optional<JsonObject> body, Optional<SecretValue> token) {

    static VaultRequest read(String path) {
        return new VaultRequest(path, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static VaultRequest read(String path, String query) {
        return new VaultRequest(path, Optional.of(query), Optional.empty(), Optional.empty());
    }

    static VaultRequest write(String path, JsonObject body) {
        return new VaultRequest(path, Optional.empty(), Optional.of(body), Optional.empty());
    }

    VaultRequest as(SecretValue credential) {
        return new VaultRequest(path, query, body, Optional.of(credential));
    }

    /** Without the body, which may hold a secret. */
    @Override
    public String toString() {
        return (body.isPresent() ? "write " : "read ") + path;
    }
}
