package dev.berth.docker;

import java.time.Instant;
import java.util.Map;

/** Something that happened to a container: start, die, oom, health_status: unhealthy, … in the engine's words. */
public record EngineEvent(Instant time, String action, String containerId, Map<String, String> attributes) {}
