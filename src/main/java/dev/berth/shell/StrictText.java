package dev.berth.shell;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text that was handed over as bytes: all of it or none, for what is taken for a secret or a command must not be guessed. */
final class StrictText {
    private StrictText() {}

    /** The text; throws where the bytes are not UTF-8. */
    static String of(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
