package dev.berth.monitor;

import dev.berth.logs.LogEntry;
import dev.berth.logs.LogLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many errors each service has logged in the last minute, once somebody has read for as long; may be asked from any thread.
 */
final class ErrorRates {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** More of one service need not be told apart. */
    private static final int MOST = 10_000;

    private final Map<String, Deque<Instant>> errors = new TreeMap<>();
    private Optional<Instant> readSince = Optional.empty();

    /** Somebody reads from now on. */
    synchronized void begin(Instant now) {
        readSince = Optional.of(now);
    }

    /** Nobody reads any more. */
    synchronized void end() {
        readSince = Optional.empty();
    }

    synchronized void add(LogEntry entry, Instant now) {
        Deque<Instant> times = errors.computeIfAbsent(entry.service(), service -> new ArrayDeque<>());
        // What was said long ago, and is only read now, is not of this minute.
        if (entry.level().compareTo(LogLevel.ERROR) >= 0
                && entry.time().isAfter(now.minus(WINDOW))
                && times.size() < MOST) {
            times.add(entry.time());
        }
    }

    /** By service; those that have never said anything are left out. Empty where nobody has read for a minute. */
    synchronized Optional<Map<String, Double>> perMinute(Instant now) {
        // A clock that was put back says nothing of how long that is.
        boolean known = readSince
                .filter(since -> now.isBefore(since) || !now.isBefore(since.plus(WINDOW)))
                .isPresent();
        return known ? Optional.of(counts(now)) : Optional.empty();
    }

    private Map<String, Double> counts(Instant now) {
        Map<String, Double> rates = new TreeMap<>();
        errors.forEach((service, times) -> {
            times.removeIf(time -> !time.isAfter(now.minus(WINDOW)));
            rates.put(service, (double) times.size());
        });
        return rates;
    }
}
