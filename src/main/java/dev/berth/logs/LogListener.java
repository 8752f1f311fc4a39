package dev.berth.logs;

import java.util.List;

/** Takes what services have said, entry by entry, from one thread; a collector is one as well as a printer. */
@FunctionalInterface
public interface LogListener {

    void take(LogEntry entry);

    /** Containers have been started or are to be followed further, and what they say is read next; reading waits for it. */
    default void beforeFollowing() {}

    /** Entries are missing here, or may be; a collector hears of it. */
    default void gap(LogGap gap) {}

    /** What was taken before is whole up to these: a feed that begins from them brings what follows, and nothing of it again. */
    default void reached(List<LogCursor> cursors) {}

    /** There is no such container any more, and what it said has been taken: nobody goes on from its cursor. */
    default void forgotten(String containerId) {}

    /** A container's log cannot be read, and why, in a sentence; the others go on. */
    default void unreadable(String sentence) {}
}
