package dev.berth.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in HTTP chunks; ends with an EOFException when the last chunk never comes. */
final class ChunkedInput extends InputStream {
    private final InputStream input;
    private int left;
    private boolean first = true;
    private boolean ended;

    ChunkedInput(InputStream input) {
        this.input = input;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
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
            HttpWire.line(input);
        }
        first = false;
        String size = HttpWire.line(input);
        int semicolon = size.indexOf(';');
        try {
            left = Integer.parseInt((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("its answer is not HTTP", e);
        }
        if (left == 0) {
            ended = true;
        }
    }
}
