package dev.berth.docker;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of a container's log.
 *
 * <p>The engine cuts lines after 16 KiB and puts its time before every piece; the pieces are joined again, under the first
 * one's time.
 */
final class LogReader {
    /** Where the engine cuts: the size of the buffer that copies a container's output. */
    private static final int PIECE = 16 * 1024;

    /** The longest time that the engine writes: nanoseconds and an offset. */
    private static final int LONGEST_TIME = 40;

    private final Consumer<LogLine> lines;
    private final Joiner output = new Joiner(false);
    private final Joiner error = new Joiner(true);

    LogReader(Consumer<LogLine> lines) {
        this.lines = lines;
    }

    /** The log of a container without a terminal: one frame a piece, output and errors apart. */
    void readFrames(InputStream body) throws IOException {
        FrameReader frames = new FrameReader(body);
        for (Optional<FrameReader.Frame> frame = frames.next(); frame.isPresent(); frame = frames.next()) {
            (frame.get().error() ? error : output).add(frame.get().payload());
        }
        output.finish();
        error.finish();
    }

    /** The log of a container with a terminal: nothing but text; only a piece's length tells that it was cut. */
    void readTerminal(InputStream body) throws IOException {
        InputStream input = new BufferedInputStream(body);
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        int text = 0;
        boolean timed = false;
        for (int next = input.read(); next >= 0; next = input.read()) {
            piece.write(next);
            if (timed) {
                text++;
            } else {
                timed = next == ' ';
            }
            if (next == '\n' || text == PIECE) {
                output.add(piece.toByteArray());
                piece.reset();
                text = 0;
                timed = false;
            }
        }
        if (piece.size() > 0) {
            output.add(piece.toByteArray());
        }
        output.finish();
    }

    /** Joins the pieces of one stream's current line. */
    private final class Joiner {
        private final boolean isError;
        private ByteArrayOutputStream text = new ByteArrayOutputStream();
        private final EngineTime.Repeated times = new EngineTime.Repeated();
        private @Nullable Instant time;

        Joiner(boolean isError) {
            this.isError = isError;
        }

        void add(byte[] piece) {
            int space = indexOfSpace(piece);
            Optional<Instant> pieceTime = space < 0 ? Optional.empty() : times.parse(piece, space);
            int begin = pieceTime.isPresent() ? space + 1 : 0;
            Instant begun = time == null ? pieceTime.orElse(Instant.EPOCH) : time;
            boolean whole = piece.length > begin && piece[piece.length - 1] == '\n';
            int length = piece.length - begin - (whole ? 1 : 0);
            if (whole && text.size() == 0) {
                time = null;
                give(begun, new String(piece, begin, length, StandardCharsets.UTF_8));
                return;
            }
            time = begun;
            text.write(piece, begin, length);
            if (whole || piece.length - begin < PIECE || text.size() >= LogLine.LONGEST) {
                finish();
            }
        }

        void finish() {
            Instant begun = time;
            if (begun == null) {
                return;
            }
            String line = text.toString(StandardCharsets.UTF_8);
            // What a long line took is not kept for short ones.
            text = new ByteArrayOutputStream();
            time = null;
            give(begun, line);
        }

        private void give(Instant begun, String line) {
            lines.accept(
                    new LogLine(begun, isError, line.endsWith("\r") ? line.substring(0, line.length() - 1) : line));
        }

        private static int indexOfSpace(byte[] piece) {
            for (int i = 0; i < Math.min(piece.length, LONGEST_TIME); i++) {
                if (piece[i] == ' ') {
                    return i;
                }
            }
            return -1;
        }
    }
}
