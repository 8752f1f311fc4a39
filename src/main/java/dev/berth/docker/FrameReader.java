package dev.berth.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes the engine's multiplexed stream apart: an 8-byte head (1 for output or 2 for errors, three zeros, the length in
 * big-endian order), then as many bytes.
 */
final class FrameReader {
    private static final int HEAD = 8;

    /** What is made room for before it has come. */
    private static final int USUAL_LENGTH = 64 * 1024;

    private static final int LONGEST_COMPLAINT = 4096;

    private final InputStream input;
    private final byte[] head = new byte[HEAD];

    FrameReader(InputStream input) {
        this.input = input;
    }

    /** One piece of a container's output or error stream; empty at the stream's end. */
    Optional<Frame> next() throws IOException {
        int read = input.readNBytes(head, 0, HEAD);
        if (read == 0) {
            return Optional.empty();
        }
        if (head[0] < 0 || head[0] > 3 || read < HEAD || head[1] != 0 || head[2] != 0 || head[3] != 0) {
            throw new IOException(complaint(Arrays.copyOf(head, read)));
        }
        int length = (head[4] & 0xff) << 24 | (head[5] & 0xff) << 16 | (head[6] & 0xff) << 8 | (head[7] & 0xff);
        if (length < 0) {
            throw new IOException("its answer is not a stream of frames");
        }
        byte[] payload = length <= USUAL_LENGTH ? new byte[length] : input.readNBytes(length);
        if (length <= USUAL_LENGTH ? input.readNBytes(payload, 0, length) < length : payload.length < length) {
            throw new EOFException("it broke off its answer");
        }
        // 3 is the engine's own error, which belongs to nobody else's output.
        if (head[0] == 3) {
            throw new IOException(new String(payload, StandardCharsets.UTF_8).strip());
        }
        return Optional.of(new Frame(head[0] == 2, payload));
    }

    /** What an engine says in the clear, without frames, when a command could not be started. */
    private String complaint(byte[] begin) throws IOException {
        byte[] rest = input.readNBytes(LONGEST_COMPLAINT);
        return (new String(begin, StandardCharsets.UTF_8) + new String(rest, StandardCharsets.UTF_8)).strip();
    }

    /** A piece of output as it came; not copied, so its receiver must not change it. */
    static final class Frame {
        private final boolean error;
        private final byte[] payload;

        Frame(boolean error, byte[] payload) {
            this.error = error;
            this.payload = payload;
        }

        boolean error() {
            return error;
        }

        byte[] payload() {
            return payload;
        }
    }
}
