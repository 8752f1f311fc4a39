package dev.berth.health;

/** How an environment is as a whole: its worst required service decides. */
public enum StackState {
    HEALTHY,
    DEGRADED,
    UNHEALTHY,
    STOPPED,
    UNKNOWN
}
