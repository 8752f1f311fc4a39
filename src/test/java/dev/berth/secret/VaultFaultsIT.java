package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.FaultyServer;
import dev.berth.testing.TestVault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real server, and what stands before it, can do to a read. */
class VaultFaultsIT {
    private static TestVault vault;

    private final String path = "berth/" + UUID.randomUUID();

    @TempDir
    Path folder;

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

    @Test
    void readAllWhenThereAreManyReadsEveryOne() {
        List<String> names =
                IntStream.range(0, 200).mapToObj(i -> "secret-" + i).toList();
        names.forEach(name -> put(name, "{\"value\": \"of " + name + "\"}"));

        Map<String, StoredSecret> read = store().readAll(names);

        assertThat(read).hasSize(200);
        assertThat(read)
                .allSatisfy(
                        (name, secret) -> assertThat(secret.value().reveal()).isEqualTo("of " + name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"value\": null}             | holds null under the key value",
                "{\"value\": 7}                | holds a number under the key value",
                "{\"value\": true}             | holds true or false under the key value",
                "{\"value\": {\"in\": \"x\"}}  | holds a list or an object under the key value",
                "{\"value\": [\"x\"]}          | holds a list or an object under the key value",
                "{\"value\": \"\"}             | holds an empty text under the key value",
                "{\"password\": \"canary\"}    | has no key value, only password",
                "{}                            | has no key value but is empty",
            })
    void readWhenValueIsNoTextRefusesAndShowsNone(String json, String problem) {
        put("odd", json);

        assertFails(ErrorCode.SECRET_UNUSABLE, () -> store().read("odd"))
                .withMessage("kv2/%s/odd %s".formatted(path, problem)
                        + (problem.startsWith("holds") ? " instead of text" : ""))
                .withMessageNotContaining("canary");
    }

    @Test
    void readWhenVersionWasDeletedSaysSoInsteadOfMissing() {
        put("gone", "{\"value\": \"x\"}");
        vault.delete("kv2/data/" + path + "/gone");

        assertFails(ErrorCode.SECRET_DELETED, () -> store().read("gone"))
                .withMessageContaining("version 1 of kv2/%s/gone was deleted".formatted(path));
        assertFails(ErrorCode.SECRET_DELETED, () -> store().write("gone", SecretValue.of("y"), 0));
    }

    @Test
    void readWhenDeclaredElsewhereTakesItsKeyAndWritingKeepsTheOthers() {
        vault.postText("kv2/data/team/" + path, "{\"data\": {\"user\": \"app\", \"password\": \"old\"}}");
        SecretStore store = VaultServer.at(settings(vault.address(), "kv2"), VaultFixture.token(vault.rootToken()))
                .store(() -> Map.of("db.password", "team/" + path + "#password", "db.user", "team/" + path + "#user"));

        assertThat(store.write("db.password", SecretValue.of("new"), 1)).isEqualTo(2);

        assertThat(store.readAll(List.of("db.password", "db.user")))
                .allSatisfy((name, secret) -> assertThat(secret.version()).isEqualTo(2));
        assertThat(store.read("db.user").orElseThrow().value().reveal()).isEqualTo("app");
        assertThat(store.read("db.password").orElseThrow().value().reveal()).isEqualTo("new");
    }

    @Test
    void readAllWhenSomePathsAreDeniedNamesThemAndAsksForEachOnce() {
        List<String> names = new ArrayList<>(List.of("a", "b", "denied-1", "denied-2"));
        names.forEach(name -> put(name, "{\"value\": \"x\"}"));
        String token = vault.tokenWith("""
                path "kv2/data/%1$s/*" { capabilities = ["read"] }
                path "kv2/data/%1$s/denied-1" { capabilities = ["deny"] }
                path "kv2/data/%1$s/denied-2" { capabilities = ["deny"] }
                """.formatted(path));
        try (FaultyServer proxy = FaultyServer.before(vault.address())) {
            SecretStore store = VaultFixture.store(settings(proxy.address(), "kv2"), token);

            assertFails(ErrorCode.VAULT_DENIED, () -> store.readAll(names))
                    .withMessageContaining("denied to read kv2/%1$s/denied-1, kv2/%1$s/denied-2".formatted(path));

            assertThat(proxy.requests())
                    .filteredOn(request -> request.contains("/data/"))
                    .hasSize(4);
        }
    }

    @Test
    void readWhenPolicyAllowsReadingAndNothingElseIsEnough() {
        put("a", "{\"value\": \"x\"}");
        String token = vault.tokenWith("path \"kv2/data/%s/*\" { capabilities = [\"read\"] }".formatted(path));

        SecretStore store = VaultFixture.store(settings(vault.address(), "kv2"), token);

        assertThat(store.read("a")).isPresent();
        assertFails(ErrorCode.VAULT_DENIED, () -> store.write("a", SecretValue.of("y"), 1));
    }

    @Test
    void readWhenTokenOrMountIsWrongIsDenied() {
        SecretStore stranger = VaultFixture.store(settings(vault.address(), "kv2"), "no-token");
        String token = vault.tokenWith("path \"kv2/data/%s/*\" { capabilities = [\"read\"] }".formatted(path));
        SecretStore lost = VaultFixture.store(settings(vault.address(), "no-mount"), token);

        assertFails(ErrorCode.VAULT_DENIED, () -> stranger.read("a"));
        assertFails(ErrorCode.VAULT_DENIED, () -> lost.read("a")).withMessageContaining("mount no-mount");
    }

    @Test
    void readWhenMountIsNoKeyValueEngineSaysSo() {
        SecretStore store = VaultFixture.store(settings(vault.address(), "cubbyhole"), vault.rootToken());

        assertFails(ErrorCode.DEFINITION_INVALID, () -> store.read("a")).withMessageContaining("cubbyhole");
    }

    @Test
    void readWhenMountGoesOnIntoTheEngineNamesTheMount() {
        SecretStore store = VaultFixture.store(settings(vault.address(), "kv2/data"), vault.rootToken());

        assertFails(ErrorCode.DEFINITION_INVALID, () -> store.read("a"))
                .withMessageContaining("mounted at kv2/data, but one at kv2");
    }

    /** Servers without namespaces, as this one, do not look at them; the others answer so for one that is not there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "/sys/internal | 403 | {\"errors\": [\"permission denied\"]}   | VAULT_DENIED | or it does not exist",
                "/sys/internal | 404 | {\"errors\": [\"no handler for route\"]} | VAULT_FAILED | there is nothing",
                "/data/        | 404 | {\"errors\": [\"no handler for route\"]} | VAULT_FAILED | no handler for route",
                "/data/        | 404 | {\"errors\": [\"namespace not found\"]}  | VAULT_FAILED | namespace not found",
            })
    void readWhenNamespaceIsWrongIsAFailureAndNoMissingSecret(
            String part, int status, String body, ErrorCode code, String message) {
        put("a", "{\"value\": \"x\"}");
        try (FaultyServer server = FaultyServer.before(vault.address())) {
            VaultSettings plain = settings(server.address(), "kv2");
            VaultSettings settings = new VaultSettings(
                    plain.address(), plain.mount(), plain.path(), Optional.of("acme"), plain.caFile(), plain.login());
            assertThat(VaultFixture.store(settings, vault.rootToken()).read("a"))
                    .isPresent();
            assertThat(server.namespaces()).containsOnly("acme");
            server.answer(part, status, body);
            SecretStore store = VaultFixture.store(settings, vault.rootToken());

            assertFails(code, () -> store.read("a"))
                    .withMessageContaining(message)
                    .satisfies(failure -> assertThat(failure.hint()).contains("namespace"));
            assertFails(code, () -> store.write("a", SecretValue.of("y"), 0));
        }
        assertThat(store().read("a").orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void readWhenNobodyListensOrTheServerDiedIsUnreachable() {
        try (TestVault other = TestVault.start()) {
            SecretStore store = VaultFixture.impatient(settings(other.address(), "kv2"), other.rootToken())
                    .store(Map::of);
            assertThat(store.read("a")).isEmpty();
            other.kill();

            assertFails(ErrorCode.VAULT_UNREACHABLE, () -> store.read("a"))
                    .withMessageContaining("the connection was refused");
        }
    }

    @Test
    void readWhenServerIsUninitialisedOrSealedSaysSo() {
        try (TestVault other = TestVault.startUninitialised()) {
            assertFails(
                    ErrorCode.VAULT_UNINITIALISED,
                    () -> VaultFixture.store(settings(other.address(), "kv2"), "x")
                            .read("a"));

            other.initialise();
            other.mount("kv2", 2);
            SecretStore store = VaultFixture.store(settings(other.address(), "kv2"), other.rootToken());
            store.write("a", SecretValue.of("kept"), 0);
            other.seal();
            assertFails(ErrorCode.VAULT_SEALED, () -> store.readAll(List.of("a", "b", "c")));
            assertFails(ErrorCode.VAULT_SEALED, () -> store.write("a", SecretValue.of("lost"), 1));

            other.unseal();
            assertThat(store.read("a").orElseThrow().value().reveal()).isEqualTo("kept");
        }
    }

    @Test
    void stateWhenServerOpensClosesAndGoesAwayTellsEach() {
        try (TestVault other = TestVault.startUninitialised()) {
            assertThat(state(VaultFixture.impatient(settings(other.address(), "kv2"), "x")))
                    .isEqualTo(VaultState.Condition.UNINITIALISED);
            other.initialise();
            other.mount("kv2", 2);
            String token = other.tokenWith("path \"kv2/data/*\" { capabilities = [\"read\"] }");
            VaultServer server = VaultFixture.impatient(settings(other.address(), "kv2"), token);
            assertThat(server.store(Map::of).read("a")).isEmpty();

            VaultState open = server.state(Clock.systemUTC());
            assertThat(open.condition()).isEqualTo(VaultState.Condition.READY);
            assertThat(open.version()).isNotEmpty();
            assertThat(open.tokenLeft()).isPresent();

            other.post("auth/token/revoke", Map.of("token", token));
            assertThat(state(server)).isEqualTo(VaultState.Condition.DENIED);
            other.seal();
            assertThat(state(server)).isEqualTo(VaultState.Condition.SEALED);
            other.kill();
            assertThat(state(server)).isEqualTo(VaultState.Condition.UNREACHABLE);
        }
    }

    private static VaultState.Condition state(VaultServer server) {
        return server.state(Clock.systemUTC()).condition();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "200 | <html>Log in here</html>     | VAULT_FAILED       | is not Vault",
                "200 | {}                           | VAULT_FAILED       | is not what Vault says",
                "200 | {\"data\": {}}               | VAULT_FAILED       | is not what Vault says",
                "200 | {\"data\": {\"data\": null}} | VAULT_FAILED       | is not what Vault says",
                "302 | ''                           | VAULT_FAILED       | is not Vault",
                "307 | ''                           | VAULT_STANDBY      | is a standby",
                "429 | {\"errors\": []}             | VAULT_RATE_LIMITED | a quota is used up",
                "500 | canary                       | VAULT_FAILED       | failed with status 500",
                "502 | <html>canary</html>          | VAULT_FAILED       | failed with status 502",
            })
    void readWhenAnswerIsBadIsAFailureOfThatKind(int status, String body, ErrorCode code, String message) {
        put("a", "{\"value\": \"x\"}");
        try (FaultyServer proxy = FaultyServer.before(vault.address())) {
            SecretStore store = VaultFixture.impatient(settings(proxy.address(), "kv2"), vault.rootToken())
                    .store(Map::of);
            proxy.answer("/data/", status, body);

            assertFails(code, () -> store.read("a"))
                    .withMessageContaining(message)
                    .withMessageNotContaining("canary");

            proxy.heal();
            assertThat(store.read("a")).isPresent();
        }
    }

    @Test
    void readAllWhenServerFailsStopsAskingForTheOthers() {
        List<String> names =
                IntStream.range(0, 200).mapToObj(i -> "secret-" + i).toList();
        try (FaultyServer proxy = FaultyServer.before(vault.address())) {
            SecretStore store = VaultFixture.impatient(settings(proxy.address(), "kv2"), vault.rootToken())
                    .store(Map::of);
            proxy.answer("/data/", 500, "{\"errors\": [\"storage is gone\"]}");

            assertFails(ErrorCode.VAULT_FAILED, () -> store.readAll(names)).withMessageContaining("storage is gone");

            // Eight at once, each asked four times; none of those that were still to come.
            assertThat(proxy.requests())
                    .filteredOn(request -> request.contains("/data/"))
                    .hasSizeLessThanOrEqualTo(32);
        }
    }

    @Test
    void writeWhenAnswerIsLostIsNotRepeated() {
        try (FaultyServer proxy = FaultyServer.before(vault.address())) {
            SecretStore store = VaultFixture.impatient(settings(proxy.address(), "kv2"), vault.rootToken())
                    .store(Map::of);
            assertThat(store.read("a")).isEmpty();
            proxy.loseAnswers("POST");

            assertThatExceptionOfType(BerthException.class).isThrownBy(() -> store.write("a", SecretValue.of("x"), 0));

            assertThat(proxy.requests())
                    .filteredOn(request -> request.startsWith("POST"))
                    .hasSize(1);
            assertThat(store().read("a").orElseThrow().version()).isEqualTo(1);
        }
    }

    @Test
    void readWhenServerHangsAfterConnectingGivesUp() {
        try (FaultyServer proxy = FaultyServer.before(vault.address())) {
            SecretStore store = VaultFixture.store(settings(proxy.address(), "kv2"), vault.rootToken());
            proxy.hang();

            assertFails(ErrorCode.VAULT_UNREACHABLE, () -> store.read("a")).withMessageContaining("no answer within");
        }
    }

    @Test
    void readWhenCertificatesFileIsNoneSaysSo() throws Exception {
        Path file = Files.writeString(folder.resolve("ca.pem"), "no certificate");
        VaultSettings settings = settings(vault.address(), "kv2");

        assertFails(
                        ErrorCode.DEFINITION_INVALID,
                        () -> VaultServer.at(
                                new VaultSettings(
                                        settings.address(),
                                        settings.mount(),
                                        settings.path(),
                                        settings.namespace(),
                                        Optional.of(file),
                                        settings.login()),
                                VaultFixture.token("x")))
                .withMessageContaining(file.toString());
    }

    private static ThrowableAssertAlternative<BerthException> assertFails(
            ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return assertThatExceptionOfType(BerthException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private VaultSettings settings(URI address, String mount) {
        return VaultFixture.settings(address, mount, path);
    }

    private SecretStore store() {
        return VaultFixture.store(vault, "kv2", path);
    }

    private void put(String name, String json) {
        vault.postText("kv2/data/" + path + "/" + name, "{\"data\": " + json + "}");
    }
}
