package dev.berth.view;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** A terminal that is at one program's disposal: keys come in one by one and unseen, and nothing else is drawn on it. */
public interface RawTerminal {
    /** Nothing was typed in time. */
    int NOTHING = -2;

    /** The terminal is gone. */
    int END = -1;

    /** How many characters it has in a row, and how many rows. */
    record Size(int columns, int rows) {}

    /** The next byte that was typed, {@link #NOTHING} or {@link #END}; by one thread at a time. */
    int read(Duration timeout) throws IOException;

    OutputStream output();

    /** As it is now. */
    Size size();

    /** Makes it an ordinary terminal again while this is done; nobody may be reading. */
    void lend(Runnable work);

    /** Where such a terminal is had. */
    interface Source {

        /** Hands it out for as long as it is used, and leaves it as it was, whatever happens. */
        void use(User user) throws InterruptedException;
    }

    /** What is done with it. */
    interface User {
        void use(RawTerminal terminal) throws InterruptedException;
    }
}
