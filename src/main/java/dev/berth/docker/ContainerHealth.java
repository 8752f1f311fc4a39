package dev.berth.docker;

/** The engine's verdict from a container's health check. */
public enum ContainerHealth {
    /** It has no health check. */
    NONE,
    STARTING,
    HEALTHY,
    UNHEALTHY
}
