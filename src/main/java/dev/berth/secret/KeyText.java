package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A key as text for paper or a password manager: eight groups of eight hexadecimal digits, and a ninth that checks them. */
final class KeyText {
    private static final int KEY_DIGITS = AuthenticatedCipher.KEY_BYTES * 2;
    private static final int CHECK_DIGITS = 8;

    private KeyText() {}

    static SecretValue of(byte[] key) {
        String digits = HexFormat.of().withUpperCase().formatHex(key);
        return SecretValue.of(digits.replaceAll("(.{8})", "$1-") + checksum(key));
    }

    /** The key that a text stands for; case, spaces, line ends and hyphens do not matter. */
    static byte[] parse(SecretValue text) {
        String digits = text.reveal().replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        if (digits.length() != KEY_DIGITS + CHECK_DIGITS) {
            throw notAKey(null);
        }
        try {
            byte[] key = HexFormat.of().parseHex(digits.substring(0, KEY_DIGITS));
            if (digits.endsWith(checksum(key))) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw notAKey(e);
        }
        throw notAKey(null);
    }

    private static String checksum(byte[] key) {
        CRC32C checksum = new CRC32C();
        checksum.update(key);
        return "%08X".formatted(checksum.getValue());
    }

    private static BerthException notAKey(@Nullable Throwable cause) {
        return new BerthException(
                ErrorCode.USAGE,
                "that is no exported key, or a character of it is wrong or missing",
                "It is what secrets key export printed: eight groups of eight hexadecimal digits, and a ninth that checks them.",
                cause);
    }
}
