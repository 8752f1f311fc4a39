package dev.berth.workspace;

import java.util.List;

/** What a watch does to a service that is not well. */
public sealed interface Recovery {

    /** One of those that need no more words. */
    enum Usual implements Recovery {
        /** Containers that are unhealthy are restarted, those that have ended are started. */
        RESTART,
        /** All containers of the service are made anew, and those that are gone. */
        RECREATE,
        /** Nothing, not even where a process has ended. */
        NONE
    }

    /** A program on the machine that watches, run in the workspace's folder. */
    record Command(List<String> words) implements Recovery {}
}
