package dev.berth.docker;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Raw counters of one container at one moment; times in nanoseconds, amounts in bytes, absent where the engine is silent.
 *
 * @param memoryUsageBytes without reclaimable file cache, as {@code docker stats} shows it
 */
public record StatsSample(
        Instant readAt,
        OptionalLong cpuNanos,
        OptionalLong memoryUsageBytes,
        OptionalLong memoryLimitBytes,
        OptionalLong networkReceivedBytes,
        OptionalLong networkSentBytes,
        OptionalLong blockReadBytes,
        OptionalLong blockWrittenBytes,
        OptionalLong pids) {}
