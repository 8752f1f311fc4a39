package dev.berth.monitor;

import dev.berth.health.LiveStack;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a watch saw at one look, and what it makes of it.
 *
 * @param judges whether alerts were judged by it: while somebody changes the stack they stay as they were
 * @param engineDiskUsage which part of the engine's disk is in use, from 0 to 1
 * @param logs what services said since the watch began
 */
public record Sight(
        Instant at,
        LiveStack live,
        boolean judges,
        List<Standing> standings,
        OptionalDouble engineDiskUsage,
        LogCounts logs) {}
