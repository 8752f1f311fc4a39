package dev.berth.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body of a length known beforehand; ends with an EOFException when less comes. */
final class FixedLengthInput extends BlockInput {
    private final InputStream input;
    private long left;

    FixedLengthInput(InputStream input, long length) {
        this.input = input;
        this.left = length;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = input.read(buffer, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("it broke off its answer");
        }
        left -= count;
        return count;
    }
}
