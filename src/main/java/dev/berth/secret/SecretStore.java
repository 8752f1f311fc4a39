package dev.berth.secret;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where an environment's secrets are kept, by name and version. */
public interface SecretStore {

    /** What the store is, for people: "local" or a server's address; never a credential. */
    String description();

    /** All secrets' names, versions and times, without values; sorted by name. */
    List<SecretEntry> entries();

    /** One secret's current version, or empty when there is none of that name. */
    Optional<StoredSecret> read(String name);

    /** Many secrets in one go; names that do not exist are absent from the answer. */
    Map<String, StoredSecret> readAll(Iterable<String> names);

    /**
     * Writes a new version.
     *
     * @param expectedVersion the version that must be current: 0 for a secret that must not exist yet
     * @return the new version
     * @throws dev.berth.failure.BerthException SECRET_CONFLICT when another writer was first
     */
    int write(String name, SecretValue value, int expectedVersion);
}
