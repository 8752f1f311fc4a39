package dev.berth.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How a Redis is.
 *
 * @param role what the definition says that it keeps: {@code cache}, which may lose keys, or {@code session}, which may not
 * @param policy maxmemory-policy
 * @param commandsPerSecond since the sample before; absent at the first and after a restart
 * @param keys in all its databases
 * @param loading whether it reads its data in and answers nothing else yet
 */
public record RedisHealth(
        Instant takenAt,
        String version,
        Optional<String> role,
        Memory memory,
        String policy,
        OptionalDouble hitRatio,
        OptionalDouble commandsPerSecond,
        Evictions evictions,
        Clients clients,
        Persistence persistence,
        OptionalLong keys,
        boolean loading,
        Optional<Duration> replicaLag)
        implements StoreHealth {
    private static final double NEARLY_ALL = 0.9;

    /**
     * Its memory.
     *
     * @param maximumBytes absent where it has no bound
     * @param fragmentation what the process holds for each byte of data
     */
    public record Memory(OptionalLong usedBytes, OptionalLong maximumBytes, OptionalDouble fragmentation) {}

    /** Keys thrown away for want of memory: since it started, and each second since the sample before. */
    public record Evictions(OptionalLong total, OptionalDouble perSecond) {}

    /**
     * Its clients.
     *
     * @param rejected since it started, because there were too many
     * @param newlyRejected since the sample before
     */
    public record Clients(
            OptionalLong connected,
            OptionalLong maximum,
            OptionalLong blocked,
            OptionalLong rejected,
            OptionalLong newlyRejected) {}

    /**
     * Whether what it holds is on disk.
     *
     * @param appendOnly whether every write is kept in a file
     * @param unsavedChanges since the last whole save
     * @param filesBytes of the append-only file; absent where there is none
     */
    public record Persistence(
            boolean appendOnly,
            boolean lastWriteFailed,
            boolean lastRewriteFailed,
            boolean lastSaveFailed,
            Optional<Instant> lastSavedAt,
            OptionalLong unsavedChanges,
            OptionalLong filesBytes) {}

    /** Whether keys that it throws away are lost for somebody. */
    public boolean mayLoseNothing() {
        return role.filter("session"::equals).isPresent();
    }

    @Override
    public Verdict verdict() {
        List<String> complaints = complaints();
        return complaints.isEmpty() ? Verdict.well(numbers()) : Verdict.degraded(String.join(", ", complaints));
    }

    private List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (loading) {
            complaints.add("loads its data");
        }
        boolean evicts = !policy.isEmpty() && !policy.equals("noeviction");
        if (mayLoseNothing() && evicts) {
            complaints.add(
                    evictions.total().orElse(0) > 0
                            ? "evicts keys (noeviction expected)"
                            : "may evict keys: maxmemory-policy is %s (noeviction expected)".formatted(policy));
        }
        if (persistence.lastWriteFailed()) {
            complaints.add("cannot write its append-only file");
        }
        if (persistence.lastSaveFailed()) {
            complaints.add("its last save failed");
        }
        if (persistence.lastRewriteFailed()) {
            complaints.add("could not rewrite its append-only file");
        }
        if (isNearlyFull() && !evicts) {
            complaints.add("%s used, then it takes no more writes"
                    .formatted(Figures.bytesOf(
                            memory.usedBytes().getAsLong(),
                            " of ",
                            memory.maximumBytes().getAsLong())));
        }
        if (clients.newlyRejected().orElse(0) > 0) {
            complaints.add("turns clients away (%s of %s connected)"
                    .formatted(number(clients.connected()), number(clients.maximum())));
        }
        return complaints;
    }

    private boolean isNearlyFull() {
        return memory.usedBytes().isPresent()
                && memory.maximumBytes().isPresent()
                && memory.usedBytes().getAsLong()
                        >= NEARLY_ALL * memory.maximumBytes().getAsLong();
    }

    private String numbers() {
        List<String> parts = new ArrayList<>();
        if (mayLoseNothing() || hitRatio.isEmpty()) {
            if (memory.usedBytes().isPresent()) {
                parts.add(
                        memory.maximumBytes().isPresent()
                                ? Figures.bytesOf(
                                                memory.usedBytes().getAsLong(),
                                                " of ",
                                                memory.maximumBytes().getAsLong())
                                        + " used"
                                : Figures.bytes(memory.usedBytes().getAsLong()) + " used");
            }
        } else {
            parts.add("hit " + Figures.percent(hitRatio.getAsDouble()));
        }
        if (evictions.perSecond().isPresent()) {
            parts.add(Figures.rate(evictions.perSecond().getAsDouble()) + " evicted/s");
        } else if (evictions.total().isPresent()) {
            parts.add(evictions.total().getAsLong() + " evicted");
        }
        return parts.isEmpty() ? "answers" : String.join(" · ", parts);
    }

    private static String number(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "–";
    }
}
