package dev.berth.monitor;

import dev.berth.health.LiveStack;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a watch saw at one look, and what it makes of it.
 *
 * @param judges whether alerts were judged by it: while somebody changes the stack they stay as they were
 * @param engineDiskUsage which part of the engine's disk is in use, from 0 to 1
 * @param repairs how often each service was repaired within a day; none where a service is not named
 * @param logs what services said since the watch began
 */
public record Sight(
        Instant at,
        LiveStack live,
        boolean judges,
        List<Standing> standings,
        OptionalDouble engineDiskUsage,
        Map<String, Integer> repairs,
        LogCounts logs) {}
