package dev.berth.logs.store;

import dev.berth.logs.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * An entry as the file has it.
 *
 * @param nanos its time
 * @param source the number of who said it
 * @param logged the time that it says itself
 * @param bytes of its message
 */
record Row(long nanos, long source, int level, boolean cut, OptionalLong logged, String message, int bytes) {

    Row(long nanos, long source, int level, boolean cut, OptionalLong logged, String message) {
        this(nanos, source, level, cut, logged, message, message.getBytes(StandardCharsets.UTF_8).length);
    }

    static Row of(long source, LogEntry entry) {
        return new Row(
                Nanos.of(entry.time()),
                source,
                LevelNumber.of(entry.level()),
                entry.cut(),
                entry.loggedAt().map(Nanos::of).map(OptionalLong::of).orElse(OptionalLong.empty()),
                entry.message());
    }
}
