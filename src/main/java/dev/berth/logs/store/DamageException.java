package dev.berth.logs.store;

/** What was read from a block is not what was written. */
final class DamageException extends Exception {
    private static final long serialVersionUID = 1;

    DamageException(String message) {
        super(message);
    }
}
