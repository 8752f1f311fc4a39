package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A secret value on its way in: asked for without being shown, or from standard input, or from a file; never a word typed. */
final class SecretInput {
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
            return SecretValue.of(withoutLineEnd(decode(System.in.readAllBytes(), "standard input")));
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

    private static SecretValue fromFile(Path file) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new BerthException(ErrorCode.USAGE, "cannot read the file %s".formatted(file), null);
        }
        return SecretValue.of(decode(Files.readAllBytes(file), file.toString()));
    }

    private static String decode(byte[] bytes, String source) {
        if (bytes.length == 0) {
            throw empty(source);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
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
        return new BerthException(ErrorCode.USAGE, "%s is empty: nothing was stored".formatted(source), null);
    }
}
