package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** The local store's files, damaged in every way: each says that it is locked, and none gives a secret that was not there. */
class SecretFilesFuzzTests {
    private static final byte[] KEY = new byte[AuthenticatedCipher.KEY_BYTES];

    @TempDir
    static Path folder;

    /** Whatever lies there instead, and whatever is done to the bits of what lay there. */
    @FuzzTarget
    void secrets(byte[] input) throws Exception {
        Path path = folder.resolve("secrets");
        SecretFile file = new SecretFile(path, new SecureRandom());
        byte[] plain = "{\"a\":[]}".getBytes(StandardCharsets.UTF_8);
        file.write(plain, KEY);
        byte[] whole = Files.readAllBytes(path);
        byte[] damaged = whole.clone();
        for (int i = 0; i < input.length; i++) {
            damaged[i % damaged.length] ^= input[i];
        }
        byte[] cut = Arrays.copyOf(whole, input.length == 0 ? 0 : (input[0] & 0xff) % whole.length);

        Thrift.of(input.length, () -> {
            locked(path, file, input);
            locked(path, file, cut);
            if (Arrays.equals(damaged, whole)) {
                Files.write(path, whole);
                assertThat(file.read(KEY)).isEqualTo(plain);
            } else {
                locked(path, file, damaged);
            }
        });
    }

    private static void locked(Path path, SecretFile file, byte[] content) throws Exception {
        Files.write(path, content);
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> file.read(KEY))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET_STORE_LOCKED));
    }

    @FuzzTarget
    void key(byte[] input) throws Exception {
        Path path = folder.resolve("key");
        Files.deleteIfExists(path);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PrivateFile.OWNER_ONLY));
        Files.write(path, input);
        SecretKeyFile file =
                new SecretKeyFile(path, new SecureRandom(), new Passphrases(Map.of(), question -> Optional.empty()));

        Thrift.of(input.length, () -> {
            try {
                assertThat(file.key()).hasSize(AuthenticatedCipher.KEY_BYTES);
            } catch (BerthException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.SECRET_STORE_LOCKED);
            }
        });
    }

    @FuzzTarget
    void keyText(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        byte[] key = Arrays.copyOf(input, AuthenticatedCipher.KEY_BYTES);

        Thrift.of(input.length, () -> {
            assertThat(KeyText.parse(KeyText.of(key))).isEqualTo(key);
            try {
                byte[] parsed = KeyText.parse(SecretValue.of(text));
                assertThat(KeyText.parse(KeyText.of(parsed))).isEqualTo(parsed);
            } catch (BerthException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
            }
        });
    }

    /** What an authentic file holds may still be of another version. */
    @FuzzTarget
    void content(byte[] input) throws Exception {
        Path path = folder.resolve("content");
        new SecretFile(path, new SecureRandom()).write(input, KEY);
        Path keyPath = folder.resolve("content.key");
        Files.deleteIfExists(keyPath);
        SecretKeyFile key =
                new SecretKeyFile(keyPath, new SecureRandom(), new Passphrases(Map.of(), question -> Optional.empty()));
        key.importKey(KeyText.of(KEY), candidate -> true);
        LocalSecretStore store = new LocalSecretStore(path, key, new SecureRandom(), Clock.systemUTC());

        Thrift.of(input.length, () -> {
            try {
                store.read("a").ifPresent(secret -> assertThat(secret.name()).isEqualTo("a"));
            } catch (BerthException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.SECRET_STORE_LOCKED);
            }
        });
    }
}
