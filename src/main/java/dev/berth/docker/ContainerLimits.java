package dev.berth.docker;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Upper bounds of one container: CPUs (1.0 is one core), memory in bytes, processes. Absent means unlimited or unchanged. */
public record ContainerLimits(OptionalDouble cpus, OptionalLong memoryBytes, OptionalLong pids) {}
