package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of secrets does, whatever it is. */
abstract class SecretStoreContract {

    /** A store that is empty at a test's beginning; called again it is the same, opened by somebody else. */
    abstract SecretStore store();

    /** Whether the store counts versions; one that does not cannot tell two writers of the same secret apart either. */
    boolean countsVersions() {
        return true;
    }

    /** What a write says and wants of a secret's version, where it was written so often. */
    private int version(int number) {
        return countsVersions() || number == 0 ? number : StoredSecret.UNVERSIONED;
    }

    static List<String> awkwardValues() {
        return List.of(
                "P@$$w0rd ${HOME} $(id) %s {{ secret \"x\" }}",
                "'single' \"double\" `back` \\ \\n",
                "-----BEGIN KEY-----\nabc\r\n\n-----END KEY-----\n",
                " spaces around and a tab\t",
                "pässwörd 密码 \uD83D\uDD11 e\u0301 \u2028 \uFEFF",
                "\u0001\u0007\u001b[31m\u007f",
                "x",
                "0123456789abcdef".repeat(4096));
    }

    @ParameterizedTest
    @MethodSource("awkwardValues")
    void readWhenValueIsAwkwardGivesItBackUnchanged(String value) {
        store().write("some.secret", SecretValue.of(value), 0);

        assertThat(store().read("some.secret").orElseThrow().value().reveal()).isEqualTo(value);
    }

    @Test
    void readWhenThereIsNoneIsEmpty() {
        assertThat(store().read("absent")).isEmpty();
        assertThat(store().readAll(Set.of("absent"))).isEmpty();
    }

    @Test
    void writeWhenRepeatedCountsVersions() {
        assertThat(store().write("a", SecretValue.of("first"), 0)).isEqualTo(version(1));
        assertThat(store().write("a", SecretValue.of("second"), version(1))).isEqualTo(version(2));

        StoredSecret secret = store().read("a").orElseThrow();
        assertThat(secret.value().reveal()).isEqualTo("second");
        assertThat(secret.version()).isEqualTo(version(2));
        assertThat(secret.updatedAt().isPresent()).isEqualTo(countsVersions());
    }

    @Test
    void readWhenAnEarlierVersionIsWantedGivesItWhereVersionsAreCounted() {
        store().write("a", SecretValue.of("first"), 0);
        store().write("a", SecretValue.of("second"), version(1));

        assertThat(store().read("a", 1).map(secret -> secret.value().reveal()))
                .isEqualTo(countsVersions() ? Optional.of("first") : Optional.empty());
        assertThat(store().read("a", 7)).isEmpty();
        assertThat(store().read("absent", 1)).isEmpty();
    }

    @Test
    void writeWhenVersionIsNotTheExpectedOneRefuses() {
        store().write("a", SecretValue.of("first"), 0);

        assertRefused(ErrorCode.SECRET_CONFLICT, "a", SecretValue.of("second"), 0);
        assertRefused(ErrorCode.SECRET_CONFLICT, "a", SecretValue.of("second"), 2);
        assertRefused(ErrorCode.SECRET_CONFLICT, "b", SecretValue.of("second"), 1);
        assertThat(store().read("a").orElseThrow().value().reveal()).isEqualTo("first");
        assertThat(store().read("b")).isEmpty();
    }

    @Test
    void toStringWhenSecretsAreReadShowsNoValue() {
        store().write("b", SecretValue.of("value-of-b"), 0);
        store().write("a", SecretValue.of("value-of-a"), 0);
        store().write("a", SecretValue.of("value-of-a"), version(1));

        assertThat(store().readAll(Set.of("a", "b", "c")).toString()).doesNotContain("value-of");
    }

    @Test
    void readAllWhenSomeAreAbsentLeavesThemOut() {
        store().write("a", SecretValue.of("first"), 0);

        assertThat(store().readAll(List.of("a", "b"))).containsOnlyKeys("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", ".hidden", "../escape", "a/b", "a\nb", "ä"})
    void writeWhenNameIsNoneRefuses(String name) {
        assertRefused(ErrorCode.USAGE, name, SecretValue.of("value"), 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lone \uD83D surrogate", "\uDD11"})
    void writeWhenValueIsNoTextRefuses(String value) {
        assertRefused(ErrorCode.USAGE, "a", SecretValue.of(value), 0);
        assertThat(store().read("a")).isEmpty();
    }

    @Test
    void writeWhenTwoChangeTheSameVersionLetsOneWin() throws InterruptedException {
        store().write("a", SecretValue.of("first"), 0);

        List<Boolean> won = atOnce(8, number -> {
            try {
                store().write("a", SecretValue.of("by " + number), version(1));
                return true;
            } catch (BerthException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.SECRET_CONFLICT);
                return false;
            }
        });

        if (countsVersions()) {
            assertThat(won).containsOnlyOnce(true);
        } else {
            assertThat(won).contains(true);
        }
        assertThat(store().read("a").orElseThrow().version()).isEqualTo(version(2));
    }

    @Test
    void writeWhenManyWriteDifferentSecretsLosesNone() throws InterruptedException {
        atOnce(8, number -> store().write("secret-" + number, SecretValue.of("by " + number), 0));

        assertThat(store().readAll(IntStream.range(0, 8)
                        .mapToObj(number -> "secret-" + number)
                        .toList()))
                .hasSize(8);
    }

    /** What several do at the same time. */
    private interface Work<T> {
        T by(int number);
    }

    private static <T> List<T> atOnce(int count, Work<T> work) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Callable<T>> calls = IntStream.range(0, count)
                    .<Callable<T>>mapToObj(number -> () -> work.by(number))
                    .toList();
            return threads.invokeAll(calls).stream()
                    .map(SecretStoreContract::result)
                    .toList();
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private void assertRefused(ErrorCode code, String name, SecretValue value, int expectedVersion) {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> store().write(name, value, expectedVersion))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
