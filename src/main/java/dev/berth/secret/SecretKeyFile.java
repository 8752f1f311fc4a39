package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The key of a secrets file, in a file of its own that only its owner can read: either the key itself, or the salt with which
 * a passphrase becomes the key (PBKDF2 with HMAC-SHA-256, OWASP's 600,000 rounds).
 */
public final class SecretKeyFile {
    private static final String PLAIN = "berth-key-1";
    private static final String PASSPHRASE = "berth-passphrase-1";
    private static final int KEY_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int ROUNDS = 600_000;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final SecureRandom random;
    private final Supplier<char[]> passphrase;

    /** @param passphrase asks for it; called only where the file says that there is one */
    public SecretKeyFile(Path file, SecureRandom random, Supplier<char[]> passphrase) {
        this.file = file;
        this.random = random;
        this.passphrase = passphrase;
    }

    public boolean exists() {
        return Files.exists(file);
    }

    public Path path() {
        return file;
    }

    /** Makes a new random key; the file must not exist. */
    void create() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        write(PLAIN + " " + Base64.getEncoder().encodeToString(key) + "\n");
    }

    /** From now on the key comes from a passphrase; the caller encrypts the secrets anew. */
    void createFromPassphrase() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        write(PASSPHRASE + " " + Base64.getEncoder().encodeToString(salt) + "\n");
    }

    byte[] key() {
        String[] words = content().strip().split(" ", -1);
        try {
            if (words.length == 2 && words[0].equals(PLAIN)) {
                byte[] key = Base64.getDecoder().decode(words[1]);
                if (key.length == KEY_BYTES) {
                    return key;
                }
            }
            if (words.length == 2 && words[0].equals(PASSPHRASE)) {
                return derive(Base64.getDecoder().decode(words[1]));
            }
        } catch (IllegalArgumentException e) {
            throw unusable("is damaged", e);
        }
        throw unusable("is damaged", null);
    }

    /**
     * The key as text for paper or a password manager: eight groups of hexadecimal digits and a checksum.
     *
     * @return the key itself: whoever has it reads every secret
     */
    public SecretValue export() {
        byte[] key = key();
        return SecretValue.of(
                HexFormat.of().formatHex(key).toUpperCase(Locale.ROOT).replaceAll("(.{8})", "$1-") + checksum(key));
    }

    /**
     * Takes an exported key.
     *
     * @param opens whether a key opens the secrets file; a key that does not changes nothing
     */
    public void importKey(SecretValue text, java.util.function.Predicate<byte[]> opens) {
        String plain = text.reveal().strip().replace("-", "").replace(" ", "");
        byte[] key;
        try {
            key = HexFormat.of().parseHex(plain.substring(0, Math.min(plain.length(), KEY_BYTES * 2)));
        } catch (IllegalArgumentException e) {
            throw notAKey(e);
        }
        if (plain.length() != KEY_BYTES * 2 + 8
                || !plain.substring(KEY_BYTES * 2).equalsIgnoreCase(checksum(key))) {
            throw notAKey(null);
        }
        if (!opens.test(key)) {
            throw new BerthException(
                    ErrorCode.SECRET_STORE_LOCKED,
                    "that key does not open the secrets file",
                    "Nothing was changed. Look for the key that was exported for this workspace and environment.");
        }
        write(PLAIN + " " + Base64.getEncoder().encodeToString(key) + "\n");
    }

    private byte[] derive(byte[] salt) {
        char[] words = passphrase.get();
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(words, salt, ROUNDS, KEY_BYTES * 8))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2 with HMAC-SHA-256", e);
        } finally {
            java.util.Arrays.fill(words, ' ');
        }
    }

    private String content() {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw unusable(
                        "can be read by others (%s)".formatted(PosixFilePermissions.toString(permissions)), null);
            }
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw unusable("cannot be read: " + e.getMessage(), e);
        }
    }

    private void write(String text) {
        Path folder = file.toAbsolutePath().resolve("..").normalize();
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path temporary = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(temporary);
            Files.createFile(temporary, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.writeString(temporary, text, StandardOpenOption.DSYNC, StandardOpenOption.WRITE);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write the key file %s: %s".formatted(file, e.getMessage()),
                    "Check the folder's permissions and the free space.",
                    e);
        }
    }

    private static String checksum(byte[] key) {
        CRC32C checksum = new CRC32C();
        checksum.update(key);
        return "%08X".formatted(checksum.getValue());
    }

    private static BerthException notAKey(@org.jspecify.annotations.Nullable Throwable cause) {
        return new BerthException(
                ErrorCode.USAGE,
                "that is no exported key, or a character of it is wrong",
                "It has eight groups of eight hexadecimal digits and a ninth that checks them: secrets key export",
                cause);
    }

    private BerthException unusable(String reason, @org.jspecify.annotations.Nullable Throwable cause) {
        return new BerthException(
                ErrorCode.SECRET_STORE_LOCKED,
                "the key file %s %s".formatted(file, reason),
                "chmod 600 it if others can read it (and think of its secrets as known); else bring it back with: secrets key import",
                cause);
    }
}
