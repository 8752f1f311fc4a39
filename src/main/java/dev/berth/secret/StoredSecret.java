package dev.berth.secret;

import java.time.Instant;
import java.util.Optional;

/**
 * One version of a secret.
 *
 * @param version counts from 1, or {@link #UNVERSIONED}
 * @param updatedAt empty where the store does not note it
 */
public record StoredSecret(String name, SecretValue value, int version, Optional<Instant> updatedAt) {
    /** The version of every secret in a store that counts none. */
    public static final int UNVERSIONED = -1;

    public boolean isVersioned() {
        return version != UNVERSIONED;
    }
}
