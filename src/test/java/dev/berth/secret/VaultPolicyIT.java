package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.grack.nanojson.JsonArray;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.FaultyServer;
import dev.berth.testing.TestVault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The printed policy on a real server: it is enough for everything, and nothing of it is unused. */
class VaultPolicyIT {
    private static final Pattern RULE = Pattern.compile("path \"([^\"]+)\"");
    private static final Map<String, String> SECRETS =
            Map.of("postgres.app", "", "api.jwt", "", "smtp.password", "shared/mail#password");

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

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void policyWhenItIsAllThereIsSufficesAndIsUsedUp(int version) {
        String mount = "kv" + version;
        VaultSettings settings = VaultFixture.settings(vault.address(), mount, "acme/prod");
        String policy = VaultPolicy.of(settings, SECRETS, Optional.of("database/creds/people"), version);
        Set<String> allowed = new TreeSet<>(
                RULE.matcher(policy).results().map(match -> match.group(1)).toList());

        try (FaultyServer server = FaultyServer.before(vault.address())) {
            VaultServer seen = VaultServer.at(
                    VaultFixture.settings(server.address(), mount, "acme/prod"),
                    VaultFixture.token(tokenWithNothingElse(policy)));
            SecretStore store = seen.store(() -> Map.of("smtp.password", "shared/mail#password"));
            for (String name : SECRETS.keySet()) {
                store.write(name, SecretValue.of("first"), 0);
                int current = store.read(name).map(StoredSecret::version).orElse(0);
                store.write(name, SecretValue.of("second"), current);
            }
            assertThat(store.readAll(SECRETS.keySet())).hasSize(SECRETS.size());
            assertThatExceptionOfType(BerthException.class)
                    .isThrownBy(() -> store.read("somebody.else"))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.VAULT_DENIED));

            Set<String> asked = server.requests().stream()
                    .map(request -> request.replaceFirst("^\\S+ ?/?v1/", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            List<String> ofSecrets =
                    allowed.stream().filter(path -> path.startsWith(mount)).toList();
            assertThat(asked).containsAll(ofSecrets);
        }
    }

    /** Without Vault's default policy, too. */
    private static String tokenWithNothingElse(String policy) {
        return vault.post(
                        "auth/token/create",
                        Map.of("policies", new JsonArray(List.of(vault.policy(policy))), "no_default_policy", true))
                .getObject("auth")
                .getString("client_token");
    }
}
