package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VaultCredentialsTests {
    private static final String HERE = "https://vault.acme.example:8200";

    @Test
    void tokenWhenItsAddressIsThisServerIsUsed() {
        assertThat(token(Map.of("VAULT_TOKEN", "the-token", "VAULT_ADDR", HERE + "/")))
                .isEqualTo("the-token");
        assertThat(token(Map.of("VAULT_TOKEN", "the-token"))).isEqualTo("the-token");
    }

    @Test
    void tokenWhenItsAddressIsAnotherServerIsKeptFromThisOne() {
        assertThat(token(Map.of("VAULT_TOKEN", "the-token", "VAULT_ADDR", "https://elsewhere.example")))
                .isEqualTo("asked for");
    }

    @Test
    void tokenWhenItIsMeantForBerthIsUsedWhateverOthersUse() {
        assertThat(token(Map.of("BERTH_VAULT_TOKEN", "the-token", "VAULT_ADDR", "https://elsewhere.example")))
                .isEqualTo("the-token");
    }

    private static String token(Map<String, String> variables) {
        VaultSettings settings = new VaultSettings(
                URI.create(HERE),
                "kv",
                "acme/dev",
                Optional.empty(),
                Optional.empty(),
                new VaultSettings.Login.Token(Optional.empty()));
        return new VaultCredentials(variables, question -> Optional.of("asked for".toCharArray()))
                .token(settings, Optional.empty(), () -> {})
                .reveal();
    }
}
