package dev.berth.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.MemorySecretStore;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.SecretTemplates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MissingSecretsTests {
    private final SecretStore kept = new MemorySecretStore();

    @Test
    void generateWhenTheStoreTakesSeveralAtOnceWritesThemTogether() {
        CyclicBarrier four = new CyclicBarrier(4);
        List<Integer> counted = new ArrayList<>();

        List<String> generated = new MissingSecrets(store(4, name -> await(four)), templates(7))
                .generate((done, all) -> counted.add(done * 100 + all));

        assertThat(generated).containsExactly("s0", "s1", "s2", "s3", "s4", "s5", "s6");
        assertThat(counted).containsExactly(108, 208, 308, 408, 508, 608, 708, 808);
        assertThat(kept.readAll(generated).values())
                .allSatisfy(secret -> assertThat(secret.value().length()).isEqualTo(20));
        assertThat(kept.read(SecretDelivery.HASH_KEY)).isPresent();
    }

    @Test
    void generateWhenSomebodyElseWasFirstKeepsTheirs() {
        SecretValue theirs = SecretValue.of("theirs");
        MissingSecrets missing = new MissingSecrets(
                store(2, name -> {
                    if (name.equals("s1")) {
                        kept.write("s1", theirs, 0);
                    }
                }),
                templates(3));

        assertThat(missing.generate((done, all) -> {})).containsExactly("s0", "s2");

        assertThat(missing.stored()).containsOnlyKeys("s0", "s1", "s2", SecretDelivery.HASH_KEY);
        assertThat(missing.stored())
                .hasEntrySatisfying("s1", secret -> assertThat(secret.value()).isEqualTo(theirs));
    }

    @Test
    void generateWhenOneCannotBeStoredSaysWhichWereAndBeginsNoMore() {
        MissingSecrets missing = new MissingSecrets(
                store(1, name -> {
                    if (name.equals("s2")) {
                        throw new BerthException(ErrorCode.VAULT_SEALED, "Vault is sealed", "Unseal it.");
                    }
                }),
                templates(6));

        assertThatThrownBy(() -> missing.generate((done, all) -> {}))
                .isInstanceOfSatisfying(BerthException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.VAULT_SEALED);
                    assertThat(e)
                            .hasMessage(
                                    "Vault is sealed\n3 of 7 were stored before that, and stay:\n  berth.delivery-key\n  s0\n  s1");
                    assertThat(e.hint()).isEqualTo("Unseal it.\nThe same command goes on with the others.");
                });

        assertThat(kept.readAll(templates(6).secrets().keySet())).containsOnlyKeys("s0", "s1");
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError("they are not written at once", e);
        }
    }

    private static SecretTemplates templates(int count) {
        Map<String, SecretTemplates.Declaration> declared = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            declared.put(
                    "s" + i,
                    new SecretTemplates.Declaration(
                            "s" + i,
                            Optional.of(new SecretTemplates.Generate(20, SecretTemplates.Alphabet.HEX)),
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            Duration.ZERO));
        }
        return new SecretTemplates(declared, List.of());
    }

    /** The memory, with something that happens before each write. */
    private SecretStore store(int atOnce, Consumer<String> before) {
        return new SecretStore() {
            @Override
            public String description() {
                return kept.description();
            }

            @Override
            public Optional<StoredSecret> read(String name) {
                return kept.read(name);
            }

            @Override
            public Optional<StoredSecret> read(String name, int version) {
                return kept.read(name, version);
            }

            @Override
            public Map<String, StoredSecret> readAll(Iterable<String> names) {
                return kept.readAll(names);
            }

            @Override
            public int write(String name, SecretValue value, int expectedVersion) {
                before.accept(name);
                return kept.write(name, value, expectedVersion);
            }

            @Override
            public int writesAtOnce() {
                return atOnce;
            }
        };
    }
}
