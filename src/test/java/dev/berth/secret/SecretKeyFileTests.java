package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeyFileTests {
    @TempDir
    Path folder;

    private final List<String> questions = new ArrayList<>();

    @Test
    void importKeyWhenItWasExportedBringsTheSecretsBack() throws IOException {
        LocalSecretStore store = store(unsealed());
        store.write("a", SecretValue.of("value"), 0);
        String exported = store.key().export().reveal();
        Files.delete(key());

        LocalSecretStore other = store(unsealed());
        other.key().importKey(SecretValue.of(exported), other::opensWith);

        assertThat(exported).matches("([0-9A-F]{8}-){8}[0-9A-F]{8}");
        assertThat(other.read("a").orElseThrow().value().reveal()).isEqualTo("value");
    }

    @Test
    void importKeyWhenTypedFromPaperForgivesCaseAndSpaces() {
        LocalSecretStore store = store(unsealed());
        store.write("a", SecretValue.of("value"), 0);
        String typed = store.key().export().reveal().toLowerCase(Locale.ROOT).replace("-", " \n") + "\n";

        store.key().importKey(SecretValue.of(typed), store::opensWith);

        assertThat(store.read("a")).isPresent();
    }

    @Test
    void importKeyWhenOneCharacterIsWrongRefuses() {
        LocalSecretStore store = store(unsealed());
        store.write("a", SecretValue.of("value"), 0);
        String exported = store.key().export().reveal();
        for (int position = 0; position < exported.length(); position++) {
            if (exported.charAt(position) != '-') {
                char other = exported.charAt(position) == '0' ? '1' : '0';
                assertRefused(
                        store,
                        exported.substring(0, position) + other + exported.substring(position + 1),
                        ErrorCode.USAGE);
                assertRefused(
                        store, exported.substring(0, position) + exported.substring(position + 1), ErrorCode.USAGE);
            }
        }
        assertRefused(store, "", ErrorCode.USAGE);
        assertRefused(
                store, "not a key at all, but of the right length: 72 characters in all, as it is", ErrorCode.USAGE);
    }

    @Test
    void importKeyWhenNothingTellsWhichIsRightKeepsTheOneThatIsThere() throws IOException {
        LocalSecretStore store = store(unsealed());
        store.write("a", SecretValue.of("value"), 0);
        SecretValue own = store.key().export();
        String before = Files.readString(key());
        Path secrets = key().resolveSibling("dev.secrets");
        Path away = folder.resolve("away");
        Files.move(secrets, away);

        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> store.importKey(KeyText.of(new byte[32])))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SECRET_STORE_LOCKED));
        assertThat(Files.readString(key())).isEqualTo(before);
        store.importKey(own);

        Files.move(away, secrets);
        assertThat(store.read("a")).isPresent();
    }

    @Test
    void writeWhenTheFileIsALinkReplacesWhatItLeadsTo() throws IOException {
        LocalSecretStore store = store(unsealed());
        store.write("a", SecretValue.of("value"), 0);
        Path secrets = key().resolveSibling("dev.secrets");
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(secrets, elsewhere);
        Files.createSymbolicLink(secrets, elsewhere);

        store.write("a", SecretValue.of("another"), 1);

        assertThat(secrets).isSymbolicLink();
        assertThat(store.read("a").orElseThrow().value().reveal()).isEqualTo("another");
        Files.delete(elsewhere);
        assertThatExceptionOfType(BerthException.class).isThrownBy(() -> store.write("a", SecretValue.of("third"), 2));
        assertThat(elsewhere).doesNotExist();
        assertThat(secrets).isSymbolicLink();
    }

    @Test
    void importKeyWhenItIsOfAnotherFileChangesNothing() throws IOException {
        LocalSecretStore store = store(unsealed());
        store.write("a", SecretValue.of("value"), 0);
        String before = Files.readString(key());

        assertRefused(store, KeyText.of(new byte[32]).reveal(), ErrorCode.SECRET_STORE_LOCKED);
        assertThat(Files.readString(key())).isEqualTo(before);
    }

    @Test
    void keyWhenSealedIsAskedForOnce() throws IOException {
        store(sealedWith("correct horse")).write("a", SecretValue.of("value"), 0);
        assertThat(Files.readString(key())).startsWith("berth-sealed-key-1 65536 3 4 ");

        LocalSecretStore asking = store(asking("correct horse"));
        asking.read("a");
        asking.write("b", SecretValue.of("other"), 0);

        assertThat(asking.readAll(List.of("a", "b"))).hasSize(2);
        assertThat(questions).containsExactly("Passphrase of %s: ".formatted(key()));
    }

    @Test
    void keyWhenThePassphraseIsWrongSaysSo() {
        store(sealedWith("correct horse")).write("a", SecretValue.of("value"), 0);

        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> store(asking("wrong horse")).read("a"))
                .withMessageContaining("not opened by that passphrase")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SECRET_STORE_LOCKED));
    }

    @Test
    void keyWhenSealedAndNobodyCanBeAskedNamesTheVariable() {
        store(sealedWith("correct horse")).write("a", SecretValue.of("value"), 0);

        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> store(unsealed()).read("a"))
                .satisfies(failure -> assertThat(failure.hint()).contains("BERTH_PASSPHRASE_FILE"));
    }

    @Test
    void importKeyWhenAPassphraseIsGivenSealsThePlainKey() throws IOException {
        LocalSecretStore plain = store(unsealed());
        plain.write("a", SecretValue.of("value"), 0);
        SecretValue exported = plain.key().export();

        LocalSecretStore sealing = store(sealedWith("pässphrase"));
        sealing.key().importKey(exported, sealing::opensWith);

        assertThat(Files.readString(key())).startsWith("berth-sealed-key-1 ");
        assertThat(store(asking("pässphrase")).read("a")).isPresent();
        assertThat(store(asking("pässphrase")).key().export()).isEqualTo(exported);
    }

    @Test
    void keyWhenTheFileIsDamagedSaysHowToBringItBack() throws IOException {
        store(unsealed()).write("a", SecretValue.of("value"), 0);
        String good = Files.readString(key());
        for (String bad : List.of(
                "",
                "berth-key-1",
                "berth-key-1 c2hvcnQ=",
                "berth-key-1 !!!",
                "berth-key-9" + good.substring("berth-key-1".length()),
                "berth-sealed-key-1 65536 3",
                "berth-sealed-key-1 2147483647 2147483647 4 AAAA AAAA",
                "berth-sealed-key-1 a b c d e")) {
            Files.writeString(key(), bad);
            assertThatExceptionOfType(BerthException.class)
                    .as(bad)
                    .isThrownBy(() -> store(unsealed()).read("a"))
                    .withMessageContaining("is damaged")
                    .satisfies(failure -> assertThat(failure.hint()).contains("secrets key import"));
        }
    }

    @Test
    void passphraseWhenItsFileIsMissingOrEmptySaysWhichVariableToCorrect() throws IOException {
        Path file = folder.resolve("passphrase");
        assertUnusablePassphrase(file);
        Files.writeString(file, "\n");
        assertUnusablePassphrase(file);
    }

    private void assertUnusablePassphrase(Path file) {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> store(passphrases(file)).write("a", SecretValue.of("value"), 0))
                .withMessageContaining(file.toString())
                .satisfies(failure -> assertThat(failure.hint()).contains("BERTH_PASSPHRASE_FILE"));
        assertThat(key()).doesNotExist();
    }

    private static void assertRefused(LocalSecretStore store, String text, ErrorCode code) {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> store.key().importKey(SecretValue.of(text), store::opensWith))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private LocalSecretStore store(Passphrases passphrases) {
        return new LocalSecretStore(
                folder.resolve("dev.secrets"),
                new SecretKeyFile(key(), new SecureRandom(), passphrases),
                new SecureRandom(),
                Clock.systemUTC());
    }

    private Path key() {
        return folder.resolve("dev.key");
    }

    private static Passphrases unsealed() {
        return new Passphrases(Map.of(), question -> Optional.empty());
    }

    private Passphrases asking(String answer) {
        return new Passphrases(Map.of(), question -> {
            questions.add(question);
            return Optional.of(answer.toCharArray());
        });
    }

    private Passphrases sealedWith(String passphrase) {
        try {
            return passphrases(Files.writeString(folder.resolve("passphrase"), passphrase + "\n"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Passphrases passphrases(Path file) {
        return new Passphrases(Map.of(Passphrases.VARIABLE, file.toString()), question -> Optional.empty());
    }
}
