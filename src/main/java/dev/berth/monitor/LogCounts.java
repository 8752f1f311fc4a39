package dev.berth.monitor;

import dev.berth.logs.LogLevel;
import java.util.Map;

/**
 * How much of what services say was read since a watch began.
 *
 * @param reads whether somebody reads it now
 * @param entries by service and level
 * @param dropped how many of them could not be kept
 */
public record LogCounts(boolean reads, Map<String, Map<LogLevel, Long>> entries, long dropped) {}
