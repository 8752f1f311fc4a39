package dev.berth.docker;

import java.io.IOException;

/** Opens connections to one engine. */
interface Connector extends AutoCloseable {

    /** A new connection; an IOException's message says in a few words why there is none. */
    Connection connect() throws IOException;

    /** Gives up what was opened once for all connections. */
    @Override
    void close();
}
