package dev.berth.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A two-way stream of bytes; closing the output tells the other side that no more will come. */
public interface ByteStream extends AutoCloseable {
    InputStream input();

    OutputStream output();

    @Override
    void close() throws IOException;
}
