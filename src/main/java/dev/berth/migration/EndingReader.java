package dev.berth.migration;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.FilterReader;
import java.io.IOException;
import java.io.StringReader;

/** A script's text, which does not let itself be read beyond its end for ever: Flyway looks there for the end of a COPY's data. */
final class EndingReader extends FilterReader {
    /** Far more often than a parser looks whether there is more. */
    private static final int PATIENCE = 100_000;

    private final String script;
    private int beyond;

    EndingReader(String text, String script) {
        super(new StringReader(text));
        this.script = script;
    }

    @Override
    public int read() throws IOException {
        return counted(super.read());
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        return counted(super.read(buffer, offset, length));
    }

    private int counted(int read) {
        if (read < 0 && ++beyond > PATIENCE) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "%s: the data of a COPY has no end".formatted(script),
                    "Write a line with nothing but \\. after it.");
        }
        return read;
    }
}
