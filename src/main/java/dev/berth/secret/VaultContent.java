package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What lies at one path: a map of keys and values.
 *
 * @param place mount and path, for people
 * @param version counts from 1, or {@link StoredSecret#UNVERSIONED}
 */
record VaultContent(String place, JsonObject values, int version, Optional<Instant> updatedAt) {

    /**
     * Reads a success or a not-found; empty where nothing is there.
     *
     * @throws BerthException SECRET_DELETED for a version that was deleted or destroyed, VAULT_FAILED for what Vault does not say
     */
    static Optional<VaultContent> of(JsonObject body, boolean found, VaultMount mount, String place) {
        JsonObject data = body.getObject("data");
        if (mount == VaultMount.VERSION_1) {
            if (!found) {
                return Optional.empty();
            }
            return Optional.of(
                    new VaultContent(place, orUnexpected(data, place), StoredSecret.UNVERSIONED, Optional.empty()));
        }
        JsonObject metadata = data == null ? null : data.getObject("metadata");
        if (metadata == null) {
            if (found) {
                throw unexpected(place);
            }
            return Optional.empty();
        }
        String deleted = metadata.getString("deletion_time", "");
        if (!found || metadata.getBoolean("destroyed", false)) {
            throw new BerthException(
                    ErrorCode.SECRET_DELETED,
                    "version %d of %s was deleted%s"
                            .formatted(metadata.getInt("version"), place, deleted.isEmpty() ? "" : " at " + deleted),
                    "Bring it back (vault kv undelete), or remove all its versions (vault kv metadata delete): then it"
                            + " counts as missing.");
        }
        return Optional.of(new VaultContent(
                place,
                orUnexpected(data == null ? null : data.getObject("data"), place),
                metadata.getInt("version"),
                time(metadata.getString("created_time", ""))));
    }

    /**
     * The text under a key.
     *
     * @throws BerthException SECRET_UNUSABLE where there is none
     */
    SecretValue text(String key) {
        Object value = values.get(key);
        if (value instanceof String text && !text.isEmpty()) {
            return SecretValue.of(text);
        }
        String problem = !values.containsKey(key)
                ? "has no key %s%s"
                        .formatted(
                                key,
                                values.isEmpty() ? " but is empty" : ", only " + String.join(", ", values.keySet()))
                : "holds %s under the key %s instead of text".formatted(kind(value), key);
        throw new BerthException(
                ErrorCode.SECRET_UNUSABLE,
                place + " " + problem,
                "Store text under that key, or say with `from: PATH#KEY` in secrets.yaml where it lies.");
    }

    private static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String empty -> "an empty text";
            case Number number -> "a number";
            case Boolean flag -> "true or false";
            default -> "a list or an object";
        };
    }

    private static JsonObject orUnexpected(@Nullable JsonObject data, String place) {
        if (data == null) {
            throw unexpected(place);
        }
        return data;
    }

    private static BerthException unexpected(String place) {
        return new BerthException(
                ErrorCode.VAULT_FAILED,
                "the answer for %s is not what Vault says of a key-value engine".formatted(place),
                "Check what stands at secrets.vault.address, and that mount names a key-value engine.");
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
