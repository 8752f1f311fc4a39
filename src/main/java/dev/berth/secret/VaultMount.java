package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;

/** A key-value engine of a Vault server: how its paths and maps look in the version that it is. */
enum VaultMount {
    VERSION_1,
    VERSION_2;

    /**
     * What the server says of a mount to everybody who may use a path in it.
     *
     * @throws BerthException DEFINITION_INVALID where the mount is of another kind
     */
    static VaultMount of(JsonObject answer, VaultSettings settings) {
        JsonObject data = answer.getObject("data", new JsonObject());
        String type = data.getString("type", "");
        if (!type.equals("kv") && !type.equals("generic")) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "the mount %s of Vault at %s is no key-value engine but %s"
                            .formatted(settings.mount(), settings.address(), type.isEmpty() ? "unknown" : type),
                    "Correct secrets.vault.mount.");
        }
        String path = VaultLocation.trimmed(data.getString("path", ""));
        if (!path.isEmpty() && !path.equals(VaultLocation.trimmed(settings.mount()))) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "no engine of Vault at %s is mounted at %s, but one at %s"
                            .formatted(settings.address(), settings.mount(), path),
                    "Correct secrets.vault.mount; what comes after the mount belongs to secrets.vault.path, without data/.");
        }
        JsonObject options = data.getObject("options");
        return options != null && options.getString("version", "1").equals("2") ? VERSION_2 : VERSION_1;
    }

    String path(String mount, VaultLocation location) {
        return switch (this) {
            case VERSION_1 -> mount + "/" + location.path();
            case VERSION_2 -> mount + "/data/" + location.path();
        };
    }

    /** What is sent to write a map over the version that is current, 0 for none; version 1 of the engine cannot be told it. */
    JsonObject written(JsonObject data, int current) {
        if (this == VERSION_1) {
            return data;
        }
        JsonObject options = new JsonObject();
        options.put("cas", current);
        JsonObject body = new JsonObject();
        body.put("options", options);
        body.put("data", data);
        return body;
    }

    /** The version that the answer to a write tells. */
    int version(JsonObject answer) {
        return switch (this) {
            case VERSION_1 -> StoredSecret.UNVERSIONED;
            case VERSION_2 -> answer.getObject("data", new JsonObject()).getInt("version");
        };
    }
}
