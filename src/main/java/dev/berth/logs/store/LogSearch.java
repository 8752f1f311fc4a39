package dev.berth.logs.store;

import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import dev.berth.logs.LogLevel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What is looked for in what is kept: all of it at once.
 *
 * @param clauses what the message must have
 * @param services by Compose's names; all when empty
 * @param containers by their names; all when empty
 * @param level at least this grave
 * @param since only entries from this moment on
 * @param until only entries before this
 * @param last how many of the newest; all where it is empty
 */
public record LogSearch(
        List<Clause> clauses,
        Set<String> services,
        Set<String> containers,
        LogLevel level,
        Optional<Instant> since,
        Optional<Instant> until,
        OptionalInt last) {

    /**
     * Reads what somebody typed: {@code word}, {@code beginn*}, {@code *part*}, {@code "several words"}, {@code name:value},
     * and of the entry itself {@code level:}, {@code service:} and {@code container:}. Nothing typed is everything.
     *
     * @throws dev.berth.failure.BerthException USAGE when it cannot be understood
     */
    public static LogSearch of(String typed) {
        return new SearchParser(typed).parse();
    }

    /** The same within a time. */
    public LogSearch within(Optional<Instant> begin, Optional<Instant> end) {
        return new LogSearch(clauses, services, containers, level, begin, end, last);
    }

    /** The same, and the newest only. */
    public LogSearch last(int most) {
        return new LogSearch(clauses, services, containers, level, since, until, OptionalInt.of(most));
    }

    /** Whether something that was looked for may be missing there. */
    boolean concerns(LogGap gap) {
        return (services.isEmpty() || gap.service().isEmpty() || services.contains(gap.service()))
                && (containers.isEmpty() || gap.container().isEmpty() || containers.contains(gap.container()))
                && since.map(begin -> !gap.until().isBefore(begin)).orElse(true)
                && until.map(end -> gap.from().isBefore(end)).orElse(true);
    }

    boolean wants(String service, String container) {
        return (services.isEmpty() || services.contains(service))
                && (containers.isEmpty() || containers.contains(container));
    }

    boolean fits(LogEntry entry) {
        if (since.isPresent() && entry.time().isBefore(since.get())) {
            return false;
        }
        if (until.isPresent() && !entry.time().isBefore(until.get())) {
            return false;
        }
        if (clauses.isEmpty()) {
            return true;
        }
        String message = WordSplitter.lowerCase(entry.message());
        return clauses.stream().allMatch(clause -> clause.fits(message));
    }
}
