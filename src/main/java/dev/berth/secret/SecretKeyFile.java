package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The key of a secrets file, in a file of its own that only its owner can read: as it is, or sealed with a passphrase where
 * one was given when it was made or imported.
 */
public final class SecretKeyFile {
    private static final String PLAIN = "berth-key-1 ";
    private static final String SEALED = "berth-sealed-key-1 ";

    private static final int LARGEST = 64 << 10;

    private final Path file;
    private final SecureRandom random;
    private final Passphrases passphrases;

    /** What the file's content was found to mean, so that a passphrase is asked for and worked on once. */
    private @Nullable String knownContent;

    private byte[] knownKey = new byte[0];

    public SecretKeyFile(Path file, SecureRandom random, Passphrases passphrases) {
        this.file = file;
        this.random = random;
        this.passphrases = passphrases;
    }

    public boolean exists() {
        return PrivateFile.exists(file);
    }

    public Path path() {
        return file;
    }

    /** Makes a new random key; the file must not exist. */
    void create() {
        byte[] key = new byte[AuthenticatedCipher.KEY_BYTES];
        random.nextBytes(key);
        write(key);
    }

    synchronized byte[] key() {
        String content = content().strip();
        if (!content.equals(knownContent)) {
            knownKey = open(content);
            knownContent = content;
        }
        return knownKey.clone();
    }

    /**
     * The key as text for paper or a password manager.
     *
     * @return the key itself: whoever has it and the secrets file reads every secret
     */
    public SecretValue export() {
        return KeyText.of(key());
    }

    /**
     * Takes an exported key.
     *
     * @param opens whether a key opens the secrets file; a key that does not changes nothing
     */
    public void importKey(SecretValue text, Predicate<byte[]> opens) {
        write(rightKey(text, opens));
    }

    /** The key in a text; throws where it is none, or does not open. */
    byte[] rightKey(SecretValue text, Predicate<byte[]> opens) {
        byte[] key = KeyText.parse(text);
        if (!opens.test(key)) {
            throw new BerthException(
                    ErrorCode.SECRET_STORE_LOCKED,
                    "that key does not open the secrets file",
                    "Nothing was changed. Look for the key that was exported for this workspace and environment.");
        }
        return key;
    }

    private byte[] open(String content) {
        try {
            if (content.startsWith(PLAIN)) {
                byte[] key = Base64.getDecoder().decode(content.substring(PLAIN.length()));
                if (key.length == AuthenticatedCipher.KEY_BYTES) {
                    return key;
                }
            }
            if (content.startsWith(SEALED)) {
                return open(SealedKey.parse(content.substring(SEALED.length())));
            }
        } catch (IllegalArgumentException e) {
            throw damaged(e);
        }
        throw damaged(null);
    }

    private byte[] open(SealedKey sealed) {
        try {
            return sealed.open(passphrases.get(file));
        } catch (GeneralSecurityException e) {
            throw unusable(
                    "is not opened by that passphrase",
                    "Try again. If it is forgotten, an exported key still helps: secrets key import",
                    e);
        }
    }

    private String content() {
        try {
            byte[] content = PrivateFile.read(file, LARGEST);
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!PrivateFile.OWNER_ONLY.containsAll(permissions)) {
                throw unusable(
                        "is open to others (%s)".formatted(PosixFilePermissions.toString(permissions)),
                        "Close it with: chmod 600 %s     (whoever had access may know the key: then rotate every secret)"
                                .formatted(file),
                        null);
            }
            return new String(content, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw unusable(
                    "cannot be read: " + Refusal.of(e, file),
                    "Check its owner, or bring it back with: secrets key import",
                    e);
        }
    }

    private synchronized void write(byte[] key) {
        String content = passphrases
                .given()
                .map(passphrase ->
                        SEALED + SealedKey.seal(key, passphrase, random).text())
                .orElseGet(() -> PLAIN + Base64.getEncoder().encodeToString(key));
        try {
            PrivateFile.replace(file, (content + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write the key file %s: %s".formatted(file, Refusal.of(e, file)),
                    "Check the folder's permissions and the free space; nothing was changed.",
                    e);
        }
        knownKey = key.clone();
        knownContent = content;
    }

    private BerthException damaged(@Nullable Throwable cause) {
        return unusable("is damaged", "Bring it back with: secrets key import", cause);
    }

    private BerthException unusable(String reason, String hint, @Nullable Throwable cause) {
        return new BerthException(
                ErrorCode.SECRET_STORE_LOCKED, "the key file %s %s".formatted(file, reason), hint, cause);
    }
}
