package dev.berth.docker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * A command's standard input and output as one byte stream.
 *
 * <p>Where the command ends with an error, the input's end is an IOException with the command's own words.
 */
final class CommandStream implements ByteStream {
    /** How the engine begins, on standard output, when the command could not be started. */
    private static final byte[] NOT_STARTED = "OCI runtime exec failed".getBytes(StandardCharsets.US_ASCII);

    private static final int KEPT_COMPLAINT = 4096;

    private final EngineReply reply;
    private final IntSupplier exitCode;
    private final String command;
    private final Input input;
    private final Output output;

    CommandStream(EngineReply reply, IntSupplier exitCode, String command) {
        this.reply = reply;
        this.exitCode = exitCode;
        this.command = command;
        this.input = new Input(new FrameReader(reply.body()));
        this.output = new Output(reply.connection());
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void close() {
        input.closed = true;
        reply.close();
    }

    /** What the command prints on standard output. */
    private final class Input extends BlockInput {
        private final FrameReader frames;
        private final ByteArrayOutputStream complaint = new ByteArrayOutputStream();
        private ByteArrayInputStream current = new ByteArrayInputStream(new byte[0]);
        private boolean begun;
        private boolean ended;
        private volatile boolean closed;

        Input(FrameReader frames) {
            this.frames = frames;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (current.available() == 0) {
                if (ended || !advance()) {
                    return -1;
                }
            }
            return current.read(buffer, offset, length);
        }

        @Override
        public int available() {
            return current.available();
        }

        @Override
        public void close() {
            CommandStream.this.close();
        }

        private boolean advance() throws IOException {
            Optional<FrameReader.Frame> frame = frames.next();
            if (frame.isEmpty()) {
                ended = true;
                failIfTheCommandFailed();
                return false;
            }
            byte[] payload = frame.get().payload();
            if (frame.get().error()) {
                complaint.write(payload, 0, Math.min(payload.length, Math.max(0, KEPT_COMPLAINT - complaint.size())));
                return true;
            }
            if (!begun && startsWith(payload, NOT_STARTED)) {
                throw new IOException("cannot run %s: %s".formatted(command, text(payload)));
            }
            begun = true;
            current = new ByteArrayInputStream(payload);
            return true;
        }

        private void failIfTheCommandFailed() throws IOException {
            if (closed) {
                return;
            }
            int code = exitCode.getAsInt();
            if (code != 0) {
                String words = text(complaint.toByteArray());
                throw new IOException(
                        "%s ended with exit code %d%s".formatted(command, code, words.isEmpty() ? "" : ": " + words));
            }
        }

        private static boolean startsWith(byte[] bytes, byte[] beginning) {
            return bytes.length >= beginning.length
                    && java.util.Arrays.equals(bytes, 0, beginning.length, beginning, 0, beginning.length);
        }

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }

    /** What the command reads as standard input; closing it is the end of that, and no more. */
    private static final class Output extends FilterOutputStream {
        private final Connection connection;

        Output(Connection connection) {
            super(connection.output());
            this.connection = connection;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
            connection.endOutput();
        }
    }
}
