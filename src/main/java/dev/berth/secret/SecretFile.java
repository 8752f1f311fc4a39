package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An encrypted file: one header line with the format's version, which is authenticated too, then what the cipher made. */
final class SecretFile {
    private static final String NAME = "berth-secrets ";
    private static final byte[] HEADER = (NAME + "1\n").getBytes(StandardCharsets.US_ASCII);

    /** Far above what every version of every secret takes; a file that has more was damaged or is none of ours. */
    private static final int LARGEST = 256 << 20;

    private final Path file;
    private final SecureRandom random;

    SecretFile(Path file, SecureRandom random) {
        this.file = file;
        this.random = random;
    }

    boolean exists() {
        return PrivateFile.exists(file);
    }

    Path path() {
        return file;
    }

    /** Its plain content; throws SECRET_STORE_LOCKED when key and file do not fit or the file was damaged. */
    byte[] read(byte[] key) {
        byte[] content;
        try {
            content = PrivateFile.read(file, LARGEST);
        } catch (IOException e) {
            throw locked(
                    "cannot read %s: %s".formatted(file, Refusal.of(e, file)),
                    "Check the file's owner and permissions, and that its disk is there; nothing was changed.",
                    e);
        }
        checkHeader(content);
        try {
            return AuthenticatedCipher.decrypt(key, Arrays.copyOfRange(content, HEADER.length, content.length), HEADER);
        } catch (GeneralSecurityException e) {
            throw locked(
                    "the key does not open %s, or the file was damaged or cut off".formatted(file),
                    "Bring back the right key with secrets key import, or the file from a backup; nothing was changed.",
                    e);
        }
    }

    void write(byte[] plain, byte[] key) {
        byte[] sealed = AuthenticatedCipher.encrypt(key, plain, HEADER, random);
        byte[] content = Arrays.copyOf(HEADER, HEADER.length + sealed.length);
        System.arraycopy(sealed, 0, content, HEADER.length, sealed.length);
        try {
            PrivateFile.replace(file, content);
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write %s: %s".formatted(file, Refusal.of(e, file)),
                    "Check permissions and free space; the file before is unchanged.",
                    e);
        }
    }

    private void checkHeader(byte[] content) {
        if (content.length >= HEADER.length && Arrays.equals(HEADER, Arrays.copyOf(content, HEADER.length))) {
            return;
        }
        String start = new String(content, 0, Math.min(content.length, NAME.length()), StandardCharsets.US_ASCII);
        if (start.equals(NAME) && content.length >= HEADER.length) {
            throw locked(
                    "%s was written by a newer version of Berth".formatted(file),
                    "Use that version; nothing was changed.",
                    null);
        }
        throw locked(
                "%s is no secrets file, or was cut off".formatted(file),
                "Put back the file from a backup; nothing was changed.",
                null);
    }

    private static BerthException locked(String message, String hint, @Nullable Throwable cause) {
        return new BerthException(ErrorCode.SECRET_STORE_LOCKED, message, hint, cause);
    }
}
