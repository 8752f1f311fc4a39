package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSecretStoreTests extends SecretStoreContract {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456789Z");

    @TempDir
    Path folder;

    @Override
    LocalSecretStore store() {
        return new LocalSecretStore(
                file(),
                new SecretKeyFile(key(), new SecureRandom(), new Passphrases(Map.of(), question -> Optional.empty())),
                new SecureRandom(),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void readWhenReopenedKnowsWhenItWasWritten() {
        store().write("a", SecretValue.of("value"), 0);

        assertThat(store().read("a").orElseThrow().updatedAt()).contains(NOW);
    }

    @Test
    void writeWhenDoneLeavesTwoPrivateFilesAndNoValueInThem() throws IOException {
        store().write("some.name", SecretValue.of("canary-value"), 0);

        assertThat(permissions(file())).isEqualTo("rw-------");
        assertThat(permissions(key())).isEqualTo("rw-------");
        assertThat(permissions(folder.resolve("data/berth"))).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("config/berth"))).isEqualTo("rwx------");
        try (Stream<Path> paths = Files.walk(folder)) {
            assertThat(paths.filter(Files::isRegularFile))
                    .extracting(path -> String.valueOf(path.getFileName()))
                    .containsExactlyInAnyOrder("dev.secrets", "dev.secrets.lock", "dev.key");
        }
        assertThat(Files.readString(file(), StandardCharsets.ISO_8859_1))
                .startsWith("berth-secrets 1\n")
                .doesNotContain("canary-value", "some.name");
    }

    @Test
    void readWhenNothingWasStoredWritesNothing() throws IOException {
        assertThat(store().isNew()).isTrue();
        store().read("absent");

        try (Stream<Path> paths = Files.list(folder)) {
            assertThat(paths).isEmpty();
        }
    }

    @Test
    void readWhenAnyByteWasChangedRefusesAndLeavesTheFile() throws IOException {
        store().write("a", SecretValue.of("value"), 0);
        byte[] good = Files.readAllBytes(file());
        for (int position = 0; position < good.length; position++) {
            byte[] bad = good.clone();
            bad[position] ^= 1;
            Files.write(file(), bad);
            assertLocked(store());
            assertThat(Files.readAllBytes(file())).isEqualTo(bad);
        }
    }

    @Test
    void readWhenTheFileIsCutOffRefuses() throws IOException {
        store().write("a", SecretValue.of("value"), 0);
        byte[] good = Files.readAllBytes(file());
        for (int length = 0; length < good.length; length++) {
            Files.write(file(), Arrays.copyOf(good, length));
            assertLocked(store());
        }
    }

    @Test
    void readWhenTheFormatIsNewerSaysSo() throws IOException {
        store().write("a", SecretValue.of("value"), 0);
        byte[] content = Files.readAllBytes(file());
        content["berth-secrets ".length()] = '2';
        Files.write(file(), content);

        assertLocked(store()).withMessageContaining("newer version of Berth");
    }

    @Test
    void writeWhenTheKeyIsGoneRefusesAndMakesNoOther() throws IOException {
        store().write("a", SecretValue.of("value"), 0);
        byte[] before = Files.readAllBytes(file());
        Files.delete(key());

        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> store().write("b", SecretValue.of("other"), 0))
                .withMessageContaining(key().toString())
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.SECRET_STORE_LOCKED);
                    assertThat(failure.hint()).contains("secrets key import", "nobody can read");
                });
        assertThat(key()).doesNotExist();
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void readWhenTheKeyIsAnotherOneRefuses() throws IOException {
        store().write("a", SecretValue.of("value"), 0);
        byte[] before = Files.readAllBytes(file());
        Files.delete(key());
        store().key().create();

        assertLocked(store()).withMessageContaining("does not open");
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> store().write("b", SecretValue.of("other"), 0));
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void readWhenOthersCanReadTheKeyRefusesAndSaysHowToCloseIt() throws IOException {
        store().write("a", SecretValue.of("value"), 0);
        Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString("rw-r-----"));

        assertLocked(store()).withMessageContaining("rw-r-----");
    }

    @Test
    void writeWhenAnotherDiedInTheMiddleGoesOn() throws IOException {
        store().write("a", SecretValue.of("value"), 0);
        Files.writeString(file().resolveSibling("dev.secrets.new"), "half a fi");

        store().write("b", SecretValue.of("other"), 0);

        assertThat(store().readAll(List.of("a", "b"))).hasSize(2);
        assertThat(file().resolveSibling("dev.secrets.new")).doesNotExist();
    }

    @Test
    void writeWhenTheFolderCannotBeWrittenSaysWhich() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/berth"), "a file, where a folder is needed");

        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> store().write("a", SecretValue.of("value"), 0))
                .withMessageContaining(folder.resolve("data/berth").toString());
    }

    private static ThrowableAssertAlternative<BerthException> assertLocked(SecretStore store) {
        return assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> store.read("a"))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.SECRET_STORE_LOCKED);
                    assertThat(failure.hint()).isNotNull();
                });
    }

    private Path file() {
        return folder.resolve("data/berth/dev.secrets");
    }

    private Path key() {
        return folder.resolve("config/berth/dev.key");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
