package dev.berth.secret;

import dev.berth.testing.TestVault;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** The contract on a real server. */
class VaultSecretStoreIT {
    private static TestVault vault;

    @BeforeAll
    static void start() {
        vault = TestVault.start();
    }

    @AfterAll
    static void stop() {
        if (vault != null) {
            vault.close();
        }
    }

    /** Version 1 of the key-value engine, which counts no versions. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_METHOD)
    class VersionOne extends SecretStoreContract {
        private final String path = "berth/" + UUID.randomUUID();

        @Override
        SecretStore store() {
            return VaultFixture.store(vault, "kv1", path);
        }

        @Override
        boolean countsVersions() {
            return false;
        }
    }

    /** Version 2 of the key-value engine. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_METHOD)
    class VersionTwo extends SecretStoreContract {
        private final String path = "berth/" + UUID.randomUUID();

        @Override
        SecretStore store() {
            return VaultFixture.store(vault, "kv2", path);
        }
    }
}
