package dev.berth.datastore;

import java.io.IOException;

/** A service answered, and refused; the message is its own first line. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
