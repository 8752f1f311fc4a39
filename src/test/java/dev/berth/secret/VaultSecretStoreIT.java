package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.TestVault;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
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

    @Test
    void writeWhenManySecretsOfOnePathAreWrittenAtOnceKeepsThemAll() throws Exception {
        for (String mount : List.of("kv1", "kv2")) {
            String path = "shared/" + UUID.randomUUID();
            Map<String, String> locations = new TreeMap<>();
            for (int i = 0; i < 12; i++) {
                locations.put("db.key-" + i, path + "#key-" + i);
            }
            SecretStore store = VaultServer.at(
                            VaultFixture.settings(vault.address(), mount, "berth"),
                            VaultFixture.token(vault.rootToken()))
                    .store(() -> locations);

            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Integer> write : locations.keySet().stream()
                        .map(name -> threads.submit(() -> store.write(name, SecretValue.of(name), 0)))
                        .toList()) {
                    write.get();
                }
            }

            assertThat(store.readAll(locations.keySet())).containsOnlyKeys(locations.keySet());
        }
    }

    @Test
    void writeWhenAnotherSecretLiesAtTheNamedPathKeepsBoth() {
        String path = "shared/" + UUID.randomUUID();
        SecretStore store = VaultServer.at(
                        VaultFixture.settings(vault.address(), "kv2", "berth"), VaultFixture.token(vault.rootToken()))
                .store(() -> Map.of("db.user", path + "#user", "db.password", path + "#password"));
        store.write("db.user", SecretValue.of("app"), 0);
        assertThat(store.readAll(List.of("db.user", "db.password"))).containsOnlyKeys("db.user");

        assertThat(store.write("db.password", SecretValue.of("first"), 0)).isEqualTo(2);

        assertThat(store.read("db.user").orElseThrow().value().reveal()).isEqualTo("app");
        assertThat(store.read("db.password").orElseThrow().value().reveal()).isEqualTo("first");
        assertThatThrownBy(() -> store.write("db.password", SecretValue.of("second"), 0))
                .isInstanceOfSatisfying(
                        BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET_CONFLICT));
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
