package dev.berth.secret;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The embedded store: one encrypted file for an environment, its key in another folder; both are found by every clone. */
public final class LocalSecretStore implements SecretStore {
    /** How many versions before the current one are kept. */
    private static final int KEPT = 5;

    private final SecretFile file;
    private final SecretKeyFile key;
    private final Clock clock;

    public LocalSecretStore(Path file, SecretKeyFile key, SecureRandom random, Clock clock) {
        this.file = new SecretFile(file, random);
        this.key = key;
        this.clock = clock;
    }

    @Override
    public String description() {
        return "local " + file.path();
    }

    @Override
    public String source(String name) {
        return "local";
    }

    /** Whether nothing was ever stored: the first write makes the key, which then must be kept safe. */
    public boolean isNew() {
        return !file.exists() && !key.exists();
    }

    public SecretKeyFile key() {
        return key;
    }

    /**
     * Takes an exported key in place of the one that there is.
     *
     * @throws BerthException SECRET_STORE_LOCKED where it is not this store's, or where nothing tells whether it is, and a key
     *     that may be the only one would be lost
     */
    public void importKey(SecretValue text) {
        // For what is refused not even the lock's file is made.
        refuseWrong(text);
        locked(() -> {
            refuseWrong(text);
            key.importKey(text, this::opensWith);
            return true;
        });
    }

    private void refuseWrong(SecretValue text) {
        byte[] right = key.rightKey(text, this::opensWith);
        if (!file.exists() && key.exists() && !isSame(right)) {
            throw new BerthException(
                    ErrorCode.SECRET_STORE_LOCKED,
                    "there is another key in %s, and no secrets file that tells which of the two is right"
                            .formatted(key.path()),
                    "Nothing was changed. Is its disk mounted? Where that key is of no use, move it away first: mv %1$s %1$s.old"
                            .formatted(key.path()));
        }
    }

    private boolean isSame(byte[] other) {
        try {
            return Arrays.equals(key.key(), other);
        } catch (BerthException e) {
            // A key that cannot be opened is another one, as far as anybody knows.
            return false;
        }
    }

    /** Whether a key opens the file; any key does while there is none. */
    public boolean opensWith(byte[] candidate) {
        if (!file.exists()) {
            return true;
        }
        try {
            file.read(candidate);
            return true;
        } catch (BerthException e) {
            return false;
        }
    }

    /** Whether there is a file, and a key that opens it. */
    public boolean isOpen() {
        try {
            return file.exists() && key.exists() && opensWith(key.key());
        } catch (BerthException e) {
            // The key is damaged, or its passphrase forgotten.
            return false;
        }
    }

    @Override
    public Optional<StoredSecret> read(String name) {
        return Optional.ofNullable(load().get(name)).map(List::getLast);
    }

    @Override
    public Optional<StoredSecret> read(String name, int version) {
        return load().getOrDefault(name, List.of()).stream()
                .filter(secret -> secret.version() == version)
                .findFirst();
    }

    @Override
    public Map<String, StoredSecret> readAll(Iterable<String> names) {
        Map<String, List<StoredSecret>> all = load();
        Map<String, StoredSecret> found = new TreeMap<>();
        for (String name : names) {
            List<StoredSecret> versions = all.get(name);
            if (versions != null) {
                found.put(name, versions.getLast());
            }
        }
        return found;
    }

    @Override
    public int write(String name, SecretValue value, int expectedVersion) {
        SecretText.check(name, value);
        return locked(() -> {
            Map<String, List<StoredSecret>> all = load();
            List<StoredSecret> versions = all.getOrDefault(name, List.of());
            int current = versions.isEmpty() ? 0 : versions.getLast().version();
            if (current != expectedVersion) {
                throw new BerthException(
                        ErrorCode.SECRET_CONFLICT,
                        "%s is at version %d, not %d: somebody else changed it meanwhile"
                                .formatted(name, current, expectedVersion),
                        "Look at secrets list, then run the command again.");
            }
            List<StoredSecret> updated = new ArrayList<>(versions);
            updated.add(new StoredSecret(name, value, current + 1, Optional.of(clock.instant())));
            all.put(name, updated.subList(Math.max(0, updated.size() - KEPT - 1), updated.size()));
            if (!key.exists()) {
                // Reached only where there is no secrets file either: load() refuses one whose key is gone.
                key.create();
            }
            file.write(json(all).getBytes(StandardCharsets.UTF_8), key.key());
            return current + 1;
        });
    }

    private Map<String, List<StoredSecret>> load() {
        if (!file.exists()) {
            return new TreeMap<>();
        }
        if (!key.exists()) {
            throw keyMissing();
        }
        String content = new String(file.read(key.key()), StandardCharsets.UTF_8);
        try {
            return parse(JsonParser.object().from(content));
        } catch (JsonParserException | RuntimeException e) {
            throw new BerthException(
                    ErrorCode.SECRET_STORE_LOCKED,
                    "%s was opened, but does not hold what this version of Berth reads".formatted(file.path()),
                    "Use the version that wrote it; nothing was changed.",
                    e);
        }
    }

    private BerthException keyMissing() {
        return new BerthException(
                ErrorCode.SECRET_STORE_LOCKED,
                "%s holds this environment's secrets, but their key %s is not there".formatted(file.path(), key.path()),
                "Bring it back with secrets key import, which asks for what secrets key export printed and tries it on the file"
                        + " first. Without the key nobody can read these secrets again, while the data in the stores is"
                        + " untouched: move the file away, and secrets generate makes new ones.");
    }

    /** Nobody else may replace the file between reading and writing it. */
    private <T> T locked(Supplier<T> work) {
        return LockFile.held(file.path().resolveSibling(file.path().getFileName() + ".lock"), work);
    }

    private static String json(Map<String, List<StoredSecret>> all) {
        JsonObject object = new JsonObject();
        all.forEach((name, versions) -> {
            JsonArray array = new JsonArray();
            for (StoredSecret secret : versions) {
                JsonObject version = new JsonObject();
                version.put("version", secret.version());
                secret.updatedAt().ifPresent(time -> version.put("updatedAt", time.toString()));
                version.put("value", secret.value().reveal());
                array.add(version);
            }
            object.put(name, array);
        });
        return JsonWriter.string(object);
    }

    private static Map<String, List<StoredSecret>> parse(JsonObject object) {
        Map<String, List<StoredSecret>> all = new TreeMap<>();
        for (String name : object.keySet()) {
            List<StoredSecret> versions = new ArrayList<>();
            JsonArray array = object.getArray(name);
            for (int i = 0; i < array.size(); i++) {
                JsonObject version = array.getObject(i);
                versions.add(new StoredSecret(
                        name,
                        SecretValue.of(version.getString("value", "")),
                        version.getInt("version"),
                        Optional.of(Instant.parse(version.getString("updatedAt")))));
            }
            all.put(name, versions);
        }
        return all;
    }
}
