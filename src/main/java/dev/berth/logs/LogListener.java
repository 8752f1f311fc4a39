package dev.berth.logs;

/** Takes what services have said, entry by entry, from one thread; a collector is one as well as a printer. */
@FunctionalInterface
public interface LogListener {

    void take(LogEntry entry);

    /** Containers have been started or are to be followed further, and what they say is read next; reading waits for it. */
    default void beforeFollowing() {}

    /** A container's log cannot be read, and why, in a sentence; the others go on. */
    default void unreadable(String sentence) {}
}
