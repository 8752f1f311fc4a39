package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What it takes to get an environment's data back on an empty machine, for paper: sealed with a passphrase, in lines that people
 * type.
 *
 * @param key of the embedded store, as it is exported; empty where secrets lie elsewhere
 * @param secrets by name: those without which backups cannot be read
 */
public record RecoverySheet(
        String workspace, String environment, Optional<SecretValue> key, SortedMap<String, SecretValue> secrets) {
    private static final int LEAST_PASSPHRASE = 12;

    /**
     * The sheet's lines; no two sheets have the same, whatever is on them.
     *
     * @throws BerthException USAGE where the passphrase is too short for a page that anybody may find
     */
    public List<String> lines(SecretValue passphrase, SecureRandom random) {
        if (passphrase.length() < LEAST_PASSPHRASE) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "the passphrase of a sheet has at least %d characters".formatted(LEAST_PASSPHRASE),
                    "Whoever finds the page has years to guess it: take four or five words that do not belong together.");
        }
        JsonObject object = new JsonObject();
        object.put("workspace", workspace);
        object.put("environment", environment);
        key.ifPresent(value -> object.put("key", value.reveal()));
        JsonObject values = new JsonObject();
        secrets.forEach((name, value) -> values.put(name, value.reveal()));
        object.put("secrets", values);
        byte[] plain = JsonWriter.string(object).getBytes(StandardCharsets.UTF_8);
        return SheetText.lines(SealedKey.seal(plain, passphrase, random).bytes());
    }

    /** Lines that were read and found to be without typing error, still sealed. */
    public static final class Sealed {
        private final SealedKey content;

        private Sealed(SealedKey content) {
            this.content = content;
        }

        /**
         * Opens them.
         *
         * @throws BerthException SECRET_STORE_LOCKED where the passphrase is another one
         */
        public RecoverySheet open(SecretValue passphrase) {
            try {
                return parse(new String(content.open(passphrase), StandardCharsets.UTF_8));
            } catch (GeneralSecurityException e) {
                throw new BerthException(
                        ErrorCode.SECRET_STORE_LOCKED,
                        "the sheet is not opened by that passphrase",
                        "Its lines are without typing error: it is the passphrase. Nothing was changed.",
                        e);
            }
        }
    }

    /**
     * Reads a page that was typed; what is no line of a sheet is left aside.
     *
     * @throws BerthException USAGE where lines are missing or have typing errors
     */
    public static Sealed read(String page) {
        try {
            return new Sealed(SealedKey.of(SheetText.parse(page)));
        } catch (IllegalArgumentException e) {
            throw unknown(e);
        }
    }

    private static RecoverySheet parse(String json) {
        try {
            JsonObject object = JsonParser.object().from(json);
            JsonObject values = object.getObject("secrets", new JsonObject());
            SortedMap<String, SecretValue> secrets = new TreeMap<>();
            values.keySet().forEach(name -> secrets.put(name, SecretValue.of(values.getString(name, ""))));
            return new RecoverySheet(
                    object.getString("workspace", ""),
                    object.getString("environment", ""),
                    Optional.ofNullable(object.getString("key")).map(SecretValue::of),
                    secrets);
        } catch (JsonParserException e) {
            throw unknown(e);
        }
    }

    private static BerthException unknown(Exception cause) {
        return new BerthException(
                ErrorCode.USAGE,
                "the sheet holds what this version of Berth does not read",
                "Use the version that printed it. Nothing was changed.",
                cause);
    }
}
