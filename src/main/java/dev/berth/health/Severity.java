package dev.berth.health;

/** How a store is; what is not known is neither well nor ill. */
public enum Severity {
    WELL,
    NO_DATA,
    DEGRADED
}
