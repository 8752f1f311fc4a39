package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A file encrypted and authenticated with AES-256-GCM: one header line, which is authenticated too, a nonce of 12 bytes, the
 * ciphertext with its tag of 16.
 *
 * <p>Written whole or not at all: to a file beside it, forced to disk, then renamed.
 */
final class SecretFile {
    private static final String MAGIC = "berth-secrets 1\n";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final Path file;
    private final SecureRandom random;

    SecretFile(Path file, SecureRandom random) {
        this.file = file;
        this.random = random;
    }

    boolean exists() {
        return Files.exists(file);
    }

    Path path() {
        return file;
    }

    /** Its plain content; throws SECRET_STORE_LOCKED when key and file do not fit or the file was damaged. */
    byte[] read(byte[] key) {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.SECRET_STORE_LOCKED,
                    "cannot read %s: %s".formatted(file, e.getMessage()),
                    "Check the file's owner and permissions.",
                    e);
        }
        byte[] header = MAGIC.getBytes(StandardCharsets.US_ASCII);
        if (content.length < header.length + NONCE || !Arrays.equals(header, Arrays.copyOf(content, header.length))) {
            throw new BerthException(
                    ErrorCode.SECRET_STORE_LOCKED,
                    "%s is no secrets file of this version of Berth, or was cut off".formatted(file),
                    "Put back the file from a backup; nothing was changed.");
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(TAG_BITS, content, header.length, NONCE));
            cipher.updateAAD(header);
            int start = header.length + NONCE;
            return cipher.doFinal(content, start, content.length - start);
        } catch (GeneralSecurityException e) {
            throw new BerthException(
                    ErrorCode.SECRET_STORE_LOCKED,
                    "the key does not open %s, or the file was damaged".formatted(file),
                    "Bring back the right key with: secrets key import     (nothing was changed)",
                    e);
        }
    }

    void write(byte[] plain, byte[] key) {
        byte[] header = MAGIC.getBytes(StandardCharsets.US_ASCII);
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(header);
            byte[] encrypted = cipher.doFinal(plain);
            replace(ByteBuffer.allocate(header.length + NONCE + encrypted.length)
                    .put(header)
                    .put(nonce)
                    .put(encrypted)
                    .flip());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    private void replace(ByteBuffer content) {
        Path folder = file.toAbsolutePath().resolve("..").normalize();
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path temporary = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(temporary);
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                while (content.hasRemaining()) {
                    channel.write(content);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write %s: %s".formatted(file, e.getMessage()),
                    "Check permissions and free space; the file before is unchanged.",
                    e);
        }
    }
}
