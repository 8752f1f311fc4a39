package dev.berth.health;

import java.io.IOException;

/** Asks one store how it is, again and again; remembers what it needs to tell rates. Used by one thread at a time. */
interface StoreProbe extends AutoCloseable {

    /**
     * Asks once.
     *
     * @throws IOException with the reason in words when it does not answer
     * @throws dev.berth.failure.BerthException when it cannot be reached or lets nobody in
     */
    StoreHealth ask() throws IOException;

    @Override
    void close();
}
