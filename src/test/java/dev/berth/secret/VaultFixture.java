package dev.berth.secret;

import dev.berth.testing.TestVault;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/** Stores on a test's Vault server, as somebody with a token sees them. */
final class VaultFixture {
    private VaultFixture() {}

    static VaultSettings settings(URI address, String mount, String path) {
        return settings(address, mount, path, new VaultSettings.Login.Token(Optional.empty()));
    }

    static VaultSettings settings(URI address, String mount, String path, VaultSettings.Login login) {
        return new VaultSettings(address, mount, path, Optional.empty(), Optional.empty(), login);
    }

    static VaultCredentials token(String token) {
        return new VaultCredentials(Map.of("BERTH_VAULT_TOKEN", token), question -> Optional.empty());
    }

    static SecretStore store(TestVault vault, String mount, String path) {
        return store(settings(vault.address(), mount, path), vault.rootToken());
    }

    static SecretStore store(VaultSettings settings, String token) {
        return VaultServer.at(settings, token(token)).store(Map::of);
    }

    /** A server whose pauses are over at once. */
    static VaultServer impatient(VaultSettings settings, String token) {
        VaultCalls.Pause none = duration -> {
            if (duration.toSeconds() >= 30) {
                throw new InterruptedException("a test does not last that long");
            }
        };
        return VaultServer.of(
                settings,
                token(token),
                new VaultCalls(new VaultDriver(settings), none, new SecureRandom(), System::nanoTime),
                none);
    }
}
