package dev.berth.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in HTTP chunks; ends with an EOFException when the last chunk never comes. */
final class ChunkedInput extends BlockInput {
    /** Hexadecimal digits of a positive int. */
    private static final int LONGEST_SIZE = 7;

    private final InputStream input;
    private int left;
    private boolean first = true;
    private boolean ended;

    ChunkedInput(InputStream input) {
        this.input = input;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = input.read(buffer, offset, Math.min(length, left));
        if (count < 0) {
            throw new EOFException("it broke off its answer");
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        if (!first) {
            skipLine();
        }
        first = false;
        left = size();
        if (left == 0) {
            ended = true;
        }
    }

    /** A chunk's size, and what stands behind it to the end of the line; a log brings a chunk a line, so no text is made. */
    private int size() throws IOException {
        int size = 0;
        int digits = 0;
        int next = input.read();
        for (; Character.digit(next, 16) >= 0; next = input.read()) {
            size = size * 16 + Character.digit(next, 16);
            digits++;
        }
        if (digits == 0 || digits > LONGEST_SIZE || !(next == '\r' || next == ';' || next == '\n' || next == ' ')) {
            throw next < 0 ? new EOFException("it closed the connection") : new IOException("its answer is not HTTP");
        }
        if (next != '\n') {
            skipLine();
        }
        return size;
    }

    private void skipLine() throws IOException {
        int next;
        do {
            next = input.read();
            if (next < 0) {
                throw new EOFException("it closed the connection");
            }
        } while (next != '\n');
    }
}
