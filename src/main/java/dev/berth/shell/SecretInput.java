package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import dev.berth.secret.SecretValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A secret value on its way in: asked for without being shown, or from standard input, or from a file; never a word typed. */
final class SecretInput {
    private static final int LARGEST = 1 << 20;

    private SecretInput() {}

    /**
     * Reads one value.
     *
     * @param file a file's path, or - for standard input; empty to ask, or to read standard input where nobody can be asked
     */
    static SecretValue read(Call call, Optional<String> file, String question) throws IOException {
        boolean fromStandardInput =
                file.map("-"::equals).orElse(!call.console().capabilities().readsTerminal());
        if (fromStandardInput) {
            return SecretValue.of(withoutLineEnd(decode(bytes(System.in, "standard input"), "standard input")));
        }
        if (file.isPresent()) {
            return fromFile(call.session().folder().resolve(file.get()));
        }
        char[] value = call.console().askSecret(question, "Give it on standard input, or with --file FILE.");
        if (value.length == 0) {
            throw empty("what was typed");
        }
        return SecretValue.of(value);
    }

    private static SecretValue fromFile(Path file) {
        if (Files.isDirectory(file)) {
            throw new BerthException(
                    ErrorCode.USAGE, "%s is a folder, not a file".formatted(file), "Name the file with the value.");
        }
        // What another program writes into a pipe is as good as a file.
        try (InputStream input = Files.newInputStream(file)) {
            return SecretValue.of(decode(bytes(input, file.toString()), file.toString()));
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "cannot read the file %s: %s".formatted(file, Refusal.of(e, file)),
                    "Correct the name, or the file's permissions; nothing was stored.",
                    e);
        }
    }

    private static byte[] bytes(InputStream input, String source) throws IOException {
        byte[] bytes = input.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s holds more than the 1 MiB that a secret may have: nothing was stored".formatted(source),
                    "Is this the right file? What is large belongs into object storage, its key into a secret.");
        }
        return bytes;
    }

    private static String decode(byte[] bytes, String source) {
        if (bytes.length == 0) {
            throw empty(source);
        }
        try {
            return StrictText.of(bytes);
        } catch (CharacterCodingException e) {
            throw new BerthException(
                    ErrorCode.USAGE, "%s is not UTF-8 text".formatted(source), "Encode it, in base64 for one.", e);
        }
    }

    private static String withoutLineEnd(String text) {
        int end = text.endsWith("\r\n") ? text.length() - 2 : text.endsWith("\n") ? text.length() - 1 : text.length();
        if (end == 0) {
            throw empty("standard input");
        }
        return text.substring(0, end);
    }

    private static BerthException empty(String source) {
        return new BerthException(
                ErrorCode.USAGE,
                "%s is empty: nothing was stored".formatted(source),
                "Give the value when asked, on standard input, or with --file FILE.");
    }
}
