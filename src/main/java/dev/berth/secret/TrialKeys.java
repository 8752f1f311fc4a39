package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.nio.file.Path;

/** What opens the server for trying out, kept as an environment's secrets are. */
final class TrialKeys {
    private static final String UNSEAL_KEY = "unseal.key";
    private static final String ROOT_TOKEN = "root.token";

    private final LocalSecretStore store;

    TrialKeys(LocalSecretStore store) {
        this.store = store;
    }

    boolean areKept() {
        return store.read(UNSEAL_KEY).isPresent();
    }

    /**
     * Keeps them.
     *
     * @param made the server's answer when its storage was initialised
     */
    void keep(JsonObject made) {
        // The key comes last: where it is kept, the token is too.
        keep(ROOT_TOKEN, made.getString("root_token", ""));
        keep(UNSEAL_KEY, made.getArray("keys_base64").getString(0));
    }

    /** What unseals the storage. */
    SecretValue unsealKey() {
        return kept(UNSEAL_KEY);
    }

    /** What may do everything there. */
    SecretValue rootToken() {
        return kept(ROOT_TOKEN);
    }

    String description() {
        return store.description();
    }

    /** The file with the key of the store that they are kept in. */
    Path keyFile() {
        return store.key().path();
    }

    private void keep(String name, String value) {
        store.write(
                name,
                SecretValue.of(value),
                store.read(name).map(StoredSecret::version).orElse(0));
    }

    private SecretValue kept(String name) {
        return store.read(name)
                .map(StoredSecret::value)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.SECRET_STORE_LOCKED,
                        "%s holds no %s of the server for trying out".formatted(store.description(), name),
                        "Bring it back from a backup."));
    }
}
