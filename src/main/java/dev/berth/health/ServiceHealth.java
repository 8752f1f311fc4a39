package dev.berth.health;

/** What a service's health checks say: the worst of its replicas. */
public enum ServiceHealth {
    HEALTHY,
    UNHEALTHY,
    STARTING,
    /** It has no health check. */
    NONE,
    UNKNOWN
}
