package dev.berth.monitor;

import dev.berth.logs.LogEntry;
import dev.berth.logs.LogLevel;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Counts what services say, for as long as a watch lives; may be asked from any thread. */
final class LogTally {
    private final Map<String, Map<LogLevel, Long>> entries = new TreeMap<>();
    private LongSupplier dropped = () -> 0;
    private long droppedBefore;

    synchronized void add(LogEntry entry) {
        entries.computeIfAbsent(entry.service(), service -> new EnumMap<>(LogLevel.class))
                .merge(entry.level(), 1L, Long::sum);
    }

    /** Another store keeps them from now on, and counts by itself what it drops. */
    synchronized void keptBy(LongSupplier drops) {
        droppedBefore += dropped.getAsLong();
        dropped = drops;
    }

    synchronized LogCounts counts(boolean reads) {
        Map<String, Map<LogLevel, Long>> copy = new HashMap<>();
        entries.forEach((service, levels) -> copy.put(service, Map.copyOf(levels)));
        return new LogCounts(reads, Map.copyOf(copy), droppedBefore + dropped.getAsLong());
    }
}
