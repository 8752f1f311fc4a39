package dev.berth.health;

/** What a service's containers do, as one word: the worst of its replicas. */
public enum ServiceState {
    RUNNING,
    STARTING,
    RESTARTING,
    PAUSED,
    /** A container is there that was never started. */
    CREATED,
    EXITED,
    /** A service that is meant to end has ended well. */
    COMPLETED,
    MISSING,
    UNKNOWN
}
