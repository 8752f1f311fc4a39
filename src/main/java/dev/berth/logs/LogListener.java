package dev.berth.logs;

/** Takes what services have said, entry by entry, from one thread; a collector is one as well as a printer. */
@FunctionalInterface
public interface LogListener {

    void take(LogEntry entry);

    /** A container's log cannot be read, and why, in a sentence; the others go on. */
    default void unreadable(String sentence) {}
}
