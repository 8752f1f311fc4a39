package dev.berth.secret;

import java.util.Map;
import java.util.Optional;

/**
 * Where an environment's secrets are kept, by name and version.
 *
 * <p>It is asked for names only, never for all it has: a login that may read what is declared need not be able to list.
 */
public interface SecretStore {

    /** What the store is, for people: "local" or a server's address; never a credential. */
    String description();

    /** Where one secret lies in it, for people; never a credential. */
    default String source(String name) {
        return description();
    }

    /** One secret's current version, or empty when there is none of that name. */
    Optional<StoredSecret> read(String name);

    /**
     * An earlier version of a secret, or empty where the store does not have it: never written, deleted since, no longer
     * kept, or not counted.
     */
    Optional<StoredSecret> read(String name, int version);

    /** Many secrets in one go; names that do not exist are absent from the answer. */
    Map<String, StoredSecret> readAll(Iterable<String> names);

    /**
     * Writes a new version.
     *
     * @param expectedVersion the version that must be current: 0 for a secret that must not exist yet,
     *     {@link StoredSecret#UNVERSIONED} for one that exists in a store that counts none
     * @return the new version, or {@link StoredSecret#UNVERSIONED}
     * @throws dev.berth.failure.BerthException SECRET_CONFLICT when another writer was first
     */
    int write(String name, SecretValue value, int expectedVersion);

    /** How many writes of different secrets it takes at once with profit, each by a thread of its own. */
    default int writesAtOnce() {
        return 1;
    }
}
