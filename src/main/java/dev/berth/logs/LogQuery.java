package dev.berth.logs;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which entries are wanted.
 *
 * @param services by Compose's names; all when empty
 * @param tail how many of the last lines of each container
 * @param until only entries before this
 * @param follow whether to go on with what comes
 * @param grep found in the message
 * @param level at least this grave
 */
public record LogQuery(
        Set<String> services,
        OptionalInt tail,
        Optional<Instant> since,
        Optional<Instant> until,
        boolean follow,
        Optional<Pattern> grep,
        LogLevel level) {

    /** The last lines of everything, and what comes. */
    public static LogQuery following(int tail) {
        return new LogQuery(
                Set.of(),
                OptionalInt.of(tail),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                LogLevel.UNKNOWN);
    }

    /** Everything from the first line, and what comes. */
    static LogQuery everything() {
        return new LogQuery(
                Set.of(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                LogLevel.UNKNOWN);
    }

    boolean wants(String service) {
        return services.isEmpty() || services.contains(service);
    }

    boolean wants(LogEntry entry) {
        return entry.level().compareTo(level) >= 0
                && until.map(end -> entry.time().isBefore(end)).orElse(true)
                && grep.map(pattern -> BoundedSearch.find(pattern, entry.message()))
                        .orElse(true);
    }
}
