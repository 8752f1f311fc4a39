package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What every store asks of a secret's name and value before it takes them. */
final class SecretText {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]*");

    private SecretText() {}

    static void check(String name, SecretValue value) {
        if (!NAME.matcher(name).matches()) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "'%s' is no name for a secret".formatted(name.replaceAll("\\p{Cntrl}", "?")),
                    "A name is made of letters, digits, dots, hyphens and underscores, such as postgres.app.");
        }
        if (value.length() == 0) {
            throw new BerthException(
                    ErrorCode.USAGE, "the value of %s is empty".formatted(name), "Give one; nothing was changed.");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value.reveal())) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "the value of %s is no valid Unicode text".formatted(name),
                    "Encode binary values, for example with base64; nothing was changed.");
        }
    }
}
