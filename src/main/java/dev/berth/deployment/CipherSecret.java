package dev.berth.deployment;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;

/** The secret that an environment's backups are encrypted with: with another value those made before cannot be read any more. */
final class CipherSecret {
    private CipherSecret() {}

    /**
     * Refuses to change it where it has a value.
     *
     * @param version that is stored; zero where none is
     */
    static void refuseChange(Definition definition, String secret, int version) {
        if (version != 0
                && definition
                        .backup()
                        .repository()
                        .cipherSecret()
                        .filter(secret::equals)
                        .isPresent()) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s encrypts the backups of %s: with another value none of them could be read any more"
                            .formatted(secret, definition.name()),
                    "For a new key begin a new repository: declare another secret, and name it as backup.repository.cipherSecret.");
        }
    }
}
