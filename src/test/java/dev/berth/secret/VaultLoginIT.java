package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.grack.nanojson.JsonArray;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.Eventually;
import dev.berth.testing.FaultyServer;
import dev.berth.testing.TestVault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way to log in, on a real server. */
class VaultLoginIT {
    private static TestVault vault;
    private static String policy;

    private final List<String> questions = new ArrayList<>();

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        vault = TestVault.start();
        vault.postText("kv2/data/app/a", "{\"data\": {\"value\": \"x\"}}");
        policy = vault.policy("path \"kv2/data/app/*\" { capabilities = [\"read\"] }");
        vault.post("sys/auth/approle", Map.of("type", "approle"));
        vault.post("sys/auth/userpass", Map.of("type", "userpass"));
        vault.post("auth/userpass/users/ann", Map.of("password", "her-password", "token_policies", policy));
        role("berth", "1h");
        role("other", "1h");
    }

    @AfterAll
    static void stop() {
        if (vault != null) {
            vault.close();
        }
    }

    @Test
    void readWhenTokenComesFromFileVariableOrPersonLogsIn() throws IOException {
        String token = token();
        Path file = file(token + "\n");
        VaultSettings.Login unnamed = new VaultSettings.Login.Token(Optional.empty());

        assertReads(new VaultSettings.Login.Token(Optional.of(file)), Map.of("VAULT_TOKEN", "not this one"), "");
        assertReads(unnamed, Map.of("BERTH_VAULT_TOKEN", token, "VAULT_TOKEN", "not this one"), "");
        assertReads(unnamed, Map.of("VAULT_TOKEN", token), "");
        assertReads(unnamed, Map.of("BERTH_VAULT_CREDENTIAL_FILE", file.toString()), "");
        assertThat(questions).isEmpty();
        assertReads(unnamed, Map.of(), token);
        assertThat(questions).containsExactly("Vault token for %s: ".formatted(vault.address()));
    }

    @Test
    void stateWhenTheTokensFileIsReplacedTellsOfTheNewOne() throws IOException {
        Path file = file(lasting("1h"));
        try (VaultServer server =
                server(vault.address(), new VaultSettings.Login.Token(Optional.of(file)), Map.of(), "")) {
            SecretStore store = server.store(Map::of);
            store.read("a");
            VaultState first = server.state(Clock.systemUTC());
            assertThat(first.tokenLeft())
                    .hasValueSatisfying(left -> assertThat(left).isLessThan(Duration.ofHours(2)));
            assertThat(first.kept()).as("nobody prolongs it").isFalse();

            String dead = token();
            Files.writeString(file, dead);
            vault.post("auth/token/revoke", Map.of("token", dead));
            assertThat(server.state(Clock.systemUTC()).condition()).isEqualTo(VaultState.Condition.DENIED);
            assertFails(ErrorCode.VAULT_DENIED, () -> store.read("a"));

            Files.writeString(file, lasting("9h"));
            assertThat(store.read("a")).as("whoever is denied looks there").isPresent();
            assertThat(server.state(Clock.systemUTC()).tokenLeft())
                    .hasValueSatisfying(left -> assertThat(left).isGreaterThan(Duration.ofHours(8)));

            Files.writeString(file, "two\nlines");
            assertThat(server.state(Clock.systemUTC()).condition())
                    .as("half of a file that is written")
                    .isEqualTo(VaultState.Condition.READY);
        }
    }

    @Test
    void stateWhenBerthRenewsOrRepeatsALoginSaysThatItIsKept() throws IOException {
        try (VaultServer server =
                server(vault.address(), new VaultSettings.Login.Token(Optional.of(file(token()))), Map.of(), "")) {
            server.store(Map::of).read("a");
            assertThat(server.state(Clock.systemUTC()).kept()).isTrue();
        }
        try (VaultServer server = server(
                vault.address(),
                new VaultSettings.Login.UserPassword("ann", Optional.empty()),
                Map.of(),
                "her-password")) {
            server.store(Map::of).read("a");
            assertThat(server.state(Clock.systemUTC()).kept()).isTrue();
        }
    }

    @Test
    void readWhenNobodyGivesATokenOnlyLooksWhetherVaultAnswers() {
        try (FaultyServer proxy = FaultyServer.before(vault.address())) {
            SecretStore store = server(proxy.address(), new VaultSettings.Login.Token(Optional.empty()), Map.of(), "")
                    .store(Map::of);

            assertFails(ErrorCode.VAULT_DENIED, () -> store.read("a")).withMessageContaining("no token to log in");

            assertThat(proxy.requests()).containsExactly("GET /v1/sys/seal-status");
        }
    }

    @Test
    void readWhenNoServerAnswersAsksNobodyForAToken() {
        try (FaultyServer proxy = FaultyServer.before(vault.address())) {
            proxy.answer("", 503, "{\"errors\": [\"Vault is sealed\"]}");
            SecretStore store = server(
                            proxy.address(), new VaultSettings.Login.Token(Optional.empty()), Map.of(), "token")
                    .store(Map::of);

            assertFails(ErrorCode.VAULT_SEALED, () -> store.read("a"));

            assertThat(questions).isEmpty();
        }
    }

    @Test
    void readWhenHomeHasATokenFileLeavesItAlone() throws IOException {
        String home = System.getProperty("user.home");
        Files.writeString(folder.resolve(".vault-token"), vault.rootToken());
        System.setProperty("user.home", folder.toString());
        try {
            SecretStore store = server(vault.address(), new VaultSettings.Login.Token(Optional.empty()), Map.of(), "")
                    .store(Map::of);

            assertFails(ErrorCode.VAULT_DENIED, () -> store.read("a"));
        } finally {
            System.setProperty("user.home", home);
        }
    }

    @Test
    void readWhenFileHoldsMoreThanOneLineRefusesAndShowsNone() throws IOException {
        Path file = file("first\nsecond");

        assertFails(
                        ErrorCode.VAULT_DENIED,
                        () -> server(vault.address(), new VaultSettings.Login.Token(Optional.of(file)), Map.of(), "")
                                .store(Map::of)
                                .read("a"))
                .withMessageContaining("one line is expected")
                .withMessageNotContaining("second");
    }

    @Test
    void readWhenPersonHasAPasswordLogsIn() {
        VaultSettings.Login ann = new VaultSettings.Login.UserPassword("ann", Optional.empty());

        assertReads(ann, Map.of(), "her-password");
        assertFails(
                        ErrorCode.VAULT_DENIED,
                        () -> server(vault.address(), ann, Map.of(), "wrong")
                                .store(Map::of)
                                .read("a"))
                .withMessageContaining("refused the login at auth/userpass/login/ann")
                .withMessageNotContaining("wrong");
    }

    @Test
    void readWhenMachineHasASecretIdLogsInOnceAndGivesTheTokenBack() throws IOException {
        VaultSettings.Login role = role(file(secretId("berth")), Optional.empty());
        try (FaultyServer proxy = FaultyServer.before(vault.address())) {
            VaultServer server = server(proxy.address(), role, Map.of(), "");
            SecretStore store = server.store(Map::of);
            store.read("a");
            store.readAll(List.of("a", "b", "c"));
            server.close();

            assertThat(proxy.requests())
                    .containsOnlyOnce("POST /v1/auth/approle/login")
                    .endsWith("POST /v1/auth/token/revoke-self");
        }
    }

    @Test
    void readWhenTokenDiedMeanwhileLogsInAgain() throws IOException {
        VaultSettings.Login role = role(file(secretId("berth")), Optional.empty());
        SecretStore store = server(vault.address(), role, Map.of(), "").store(Map::of);
        assertThat(store.read("a")).isPresent();

        vault.post("sys/leases/revoke-prefix/auth/approle", Map.of());

        assertThat(store.readAll(List.of("a", "b"))).containsOnlyKeys("a");
    }

    @Test
    void readWhenTokenIsShortLivedIsRenewedMeanwhile() throws IOException {
        role("brief", "3s");
        VaultSettings.Login role = new VaultSettings.Login.AppRole(
                roleId("brief"), Optional.of(file(secretId("brief"))), Optional.empty());
        try (FaultyServer proxy = FaultyServer.before(vault.address());
                VaultServer server = server(proxy.address(), role, Map.of(), "")) {
            server.store(Map::of).read("a");

            Eventually.within(
                    Duration.ofSeconds(30),
                    "renewed twice",
                    () -> assertThat(proxy.requests())
                            .filteredOn("POST /v1/auth/token/renew-self"::equals)
                            .hasSizeGreaterThanOrEqualTo(2));
            assertThat(proxy.requests()).containsOnlyOnce("POST /v1/auth/approle/login");
        }
    }

    @Test
    void readWhenSecretIdIsWrappedOpensItOnce() throws IOException {
        Path file = file(wrapped("auth/approle/role/berth/secret-id"));
        SecretStore store = server(vault.address(), role(file, Optional.of("berth")), Map.of(), "")
                .store(Map::of);

        assertThat(store.read("a")).isPresent();

        SecretStore second = server(vault.address(), role(file, Optional.of("berth")), Map.of(), "")
                .store(Map::of);
        assertFails(ErrorCode.VAULT_TAMPERED, () -> second.read("a")).withMessageContaining("was opened already");
    }

    @Test
    void readWhenWrappedElsewhereAlertsAndDoesNotOpenIt() throws IOException {
        String wrapping = wrapped("auth/approle/role/other/secret-id");
        SecretStore store = server(vault.address(), role(file(wrapping), Optional.of("berth")), Map.of(), "")
                .store(Map::of);

        assertFails(ErrorCode.VAULT_TAMPERED, () -> store.read("a"))
                .withMessageContaining("SECURITY ALERT")
                .withMessageContaining("auth/approle/role/other/secret-id");

        assertThat(vault.post("sys/wrapping/lookup", Map.of("token", wrapping))
                        .getObject("data")
                        .getString("creation_path"))
                .isEqualTo("auth/approle/role/other/secret-id");
    }

    private void assertReads(VaultSettings.Login login, Map<String, String> variables, String answer) {
        assertThat(server(vault.address(), login, variables, answer)
                        .store(Map::of)
                        .read("a"))
                .isPresent();
    }

    private VaultServer server(URI address, VaultSettings.Login login, Map<String, String> variables, String answer) {
        return VaultServer.at(
                VaultFixture.settings(address, "kv2", "app", login), new VaultCredentials(variables, question -> {
                    questions.add(question);
                    return answer.isEmpty() ? Optional.empty() : Optional.of(answer.toCharArray());
                }));
    }

    private static ThrowableAssertAlternative<BerthException> assertFails(
            ErrorCode code, ThrowableAssert.ThrowingCallable call) {
        return assertThatExceptionOfType(BerthException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("credential-" + UUID.randomUUID()), text);
    }

    private static String token() {
        return vault.post("auth/token/create", Map.of("policies", new JsonArray(List.of(policy))))
                .getObject("auth")
                .getString("client_token");
    }

    private static String lasting(String lifetime) {
        return vault.post(
                        "auth/token/create",
                        Map.of("policies", new JsonArray(List.of(policy)), "ttl", lifetime, "renewable", false))
                .getObject("auth")
                .getString("client_token");
    }

    private static void role(String name, String lifetime) {
        vault.post("auth/approle/role/" + name, Map.of("token_policies", policy, "token_ttl", lifetime));
    }

    private static VaultSettings.Login role(Path secretIdFile, Optional<String> wrappedFor) {
        return new VaultSettings.Login.AppRole(roleId("berth"), Optional.of(secretIdFile), wrappedFor);
    }

    private static String roleId(String role) {
        return vault.get("auth/approle/role/" + role + "/role-id")
                .getObject("data")
                .getString("role_id");
    }

    private static String secretId(String role) {
        return vault.post("auth/approle/role/" + role + "/secret-id", Map.of())
                .getObject("data")
                .getString("secret_id");
    }

    private static String wrapped(String path) {
        return vault.postWrapped(path).getObject("wrap_info").getString("token");
    }
}
