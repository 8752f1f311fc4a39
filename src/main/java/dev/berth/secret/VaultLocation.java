package dev.berth.secret;

/**
 * Where a secret lies below a mount.
 *
 * @param path without the mount
 * @param key the key in the path's map whose text is the secret
 */
record VaultLocation(String path, String key) {
    /** Under which a secret lies that says nothing of it. */
    static final String KEY = "value";

    /** Where a secret lies that says nothing of it: below the environment's path, under its own name. */
    static VaultLocation of(String folder, String name) {
        return new VaultLocation(trimmed(folder) + "/" + name, KEY);
    }

    /** What is written PATH#KEY. */
    static VaultLocation parse(String text) {
        int hash = text.lastIndexOf('#');
        return new VaultLocation(trimmed(text.substring(0, hash)), text.substring(hash + 1));
    }

    static String trimmed(String path) {
        return path.replaceAll("^/+|/+$", "");
    }
}
