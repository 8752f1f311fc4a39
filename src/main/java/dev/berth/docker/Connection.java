package dev.berth.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** One open connection to an engine; closing it ends a read that waits in another thread, and may be done twice. */
interface Connection extends AutoCloseable {
    InputStream input();

    OutputStream output();

    /** Tells the other side that no more will come, while reading goes on. */
    void endOutput() throws IOException;

    @Override
    void close();
}
