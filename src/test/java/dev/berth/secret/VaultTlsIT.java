package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.FaultyServer;
import dev.berth.testing.TestAuthority;
import dev.berth.testing.TestVault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Vault behind TLS: whom Berth trusts, and until when. */
class VaultTlsIT {
    private final Instant lastYear = Instant.now().minus(Duration.ofDays(365));
    private final Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    private final Instant nextYear = Instant.now().plus(Duration.ofDays(365));

    private static TestVault vault;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        vault = TestVault.start();
        vault.postText("kv2/data/app/a", "{\"data\": {\"value\": \"x\"}}");
    }

    @AfterAll
    static void stop() {
        if (vault != null) {
            vault.close();
        }
    }

    @Test
    void readWhenAuthorityIsNamedTrustsIt() throws IOException {
        TestAuthority authority = TestAuthority.valid(lastYear, nextYear);
        try (FaultyServer server = FaultyServer.before(vault.address(), authority.server(lastYear, nextYear))) {
            Path file = authority.write(folder.resolve("ca.pem"));

            assertThat(store(server, Optional.of(file)).read("a")).isPresent();
        }
    }

    @Test
    void readWhenAuthorityIsAnotherOneSendsNoToken() throws IOException {
        TestAuthority authority = TestAuthority.valid(lastYear, nextYear);
        Path other = TestAuthority.valid(lastYear, nextYear).write(folder.resolve("other.pem"));
        try (FaultyServer server = FaultyServer.before(vault.address(), authority.server(lastYear, nextYear))) {

            assertUntrusted(store(server, Optional.of(other)));
            assertUntrusted(store(server, Optional.empty()));

            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void readWhenServersCertificateExpiredSaysSo() throws IOException {
        TestAuthority authority = TestAuthority.valid(lastYear, nextYear);
        Path file = authority.write(folder.resolve("ca.pem"));
        try (FaultyServer server = FaultyServer.before(vault.address(), authority.server(lastYear, yesterday))) {
            assertUntrusted(store(server, Optional.of(file))).withMessageContaining("NotAfter");
        }
    }

    @Test
    void readWhenClockIsTenMinutesBehindPointsAtIt() throws IOException {
        TestAuthority authority = TestAuthority.valid(lastYear, nextYear);
        Path file = authority.write(folder.resolve("ca.pem"));
        Instant soon = Instant.now().plus(Duration.ofMinutes(10));
        try (FaultyServer server = FaultyServer.before(vault.address(), authority.server(soon, nextYear))) {
            assertUntrusted(store(server, Optional.of(file)))
                    .withMessageContaining("NotBefore")
                    .satisfies(failure -> assertThat(failure.hint()).contains("this machine's clock"));
        }
    }

    @Test
    void readWhenAuthorityExpiredRefusesIt() throws IOException {
        TestAuthority authority = TestAuthority.valid(lastYear, yesterday);
        Path file = authority.write(folder.resolve("ca.pem"));
        try (FaultyServer server = FaultyServer.before(vault.address(), authority.server(lastYear, nextYear))) {
            assertThatExceptionOfType(BerthException.class)
                    .isThrownBy(() -> store(server, Optional.of(file)).read("a"))
                    .withMessageContaining("%s: none of its certificates is valid today".formatted(file))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DEFINITION_INVALID));

            assertThat(server.requests()).isEmpty();
        }
    }

    private static ThrowableAssertAlternative<BerthException> assertUntrusted(SecretStore store) {
        return assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> store.read("a"))
                .withMessageContaining("is not to be trusted")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.VAULT_UNREACHABLE));
    }

    private static SecretStore store(FaultyServer server, Optional<Path> caFile) {
        URI address = URI.create(server.address().toString().replace("http:", "https:"));
        return VaultServer.at(
                        new VaultSettings(
                                address,
                                "kv2",
                                "app",
                                Optional.empty(),
                                caFile,
                                new VaultSettings.Login.Token(Optional.empty())),
                        VaultFixture.token(vault.rootToken()))
                .store(Map::of);
    }
}
