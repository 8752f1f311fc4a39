package dev.berth.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How a PgBouncer is.
 *
 * @param paused the databases that it holds clients back from
 */
public record PgBouncerHealth(
        Instant takenAt,
        String version,
        List<Pool> pools,
        List<String> paused,
        OptionalLong maxClients,
        OptionalDouble queriesPerSecond,
        OptionalDouble transactionsPerSecond,
        Optional<Duration> averageWait)
        implements StoreHealth {
    private static final Duration LONG_WAIT = Duration.ofSeconds(1);

    /**
     * One pool, in PgBouncer's own terms: cl_ are clients, sv_ its connections to the server.
     *
     * @param maximumWait of the client that has waited longest, now
     */
    public record Pool(
            String database,
            String user,
            OptionalLong clientsActive,
            OptionalLong clientsWaiting,
            OptionalLong serversActive,
            OptionalLong serversIdle,
            OptionalLong serversUsed,
            Optional<Duration> maximumWait,
            String mode) {}

    @Override
    public Verdict verdict() {
        long waiting = pools.stream()
                .mapToLong(pool -> pool.clientsWaiting().orElse(0))
                .sum();
        Duration longest = pools.stream()
                .flatMap(pool -> pool.maximumWait().stream())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        List<String> complaints = new ArrayList<>();
        if (!paused.isEmpty()) {
            complaints.add("%s paused".formatted(String.join(", ", paused)));
        }
        if (waiting > 0 && longest.compareTo(LONG_WAIT) >= 0) {
            complaints.add("%s, the longest for %s"
                    .formatted(waiting == 1 ? "1 client waits" : waiting + " clients wait", Figures.duration(longest)));
        }
        if (!complaints.isEmpty()) {
            return Verdict.degraded(String.join(", ", complaints));
        }
        long active =
                pools.stream().mapToLong(pool -> pool.clientsActive().orElse(0)).sum();
        return Verdict.well("%d active · %d waiting".formatted(active, waiting));
    }
}
