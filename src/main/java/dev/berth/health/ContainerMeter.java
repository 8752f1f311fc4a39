package dev.berth.health;

import dev.berth.docker.StatsSample;
import dev.berth.docker.Subscription;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The last two measurements of one container, and what lies between them. */
final class ContainerMeter implements AutoCloseable {
    private final String service;
    private @Nullable Subscription subscription;
    private @Nullable StatsSample before;
    private @Nullable StatsSample last;

    ContainerMeter(String service) {
        this.service = service;
    }

    String service() {
        return service;
    }

    synchronized void subscribed(Subscription stream) {
        subscription = stream;
    }

    synchronized void add(StatsSample sample) {
        before = last;
        last = sample;
    }

    /** Percent of one core; absent before two samples, and where the counter has begun anew. */
    synchronized OptionalDouble cpuPercent() {
        StatsSample first = before;
        StatsSample second = last;
        return first == null || second == null ? OptionalDouble.empty() : StackMeter.cpuPercent(first, second);
    }

    /** Received and sent together; absent before two samples, and where a counter has begun anew. */
    OptionalDouble networkBytesPerSecond() {
        return rate(StatsSample::networkReceivedBytes, StatsSample::networkSentBytes);
    }

    /** Read and written together; absent before two samples, and where a counter has begun anew. */
    OptionalDouble blockBytesPerSecond() {
        return rate(StatsSample::blockReadBytes, StatsSample::blockWrittenBytes);
    }

    synchronized OptionalDouble memoryBytes() {
        return last == null || last.memoryUsageBytes().isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) last.memoryUsageBytes().getAsLong());
    }

    private synchronized OptionalDouble rate(
            Function<StatsSample, OptionalLong> in, Function<StatsSample, OptionalLong> out) {
        StatsSample first = before;
        StatsSample second = last;
        if (first == null || second == null) {
            return OptionalDouble.empty();
        }
        double seconds = Duration.between(first.readAt(), second.readAt()).toNanos() / 1e9;
        OptionalLong earlier = both(in.apply(first), out.apply(first));
        OptionalLong later = both(in.apply(second), out.apply(second));
        if (seconds <= 0 || earlier.isEmpty() || later.isEmpty() || isReset(earlier, later)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of((later.getAsLong() - earlier.getAsLong()) / seconds);
    }

    synchronized @Nullable StatsSample last() {
        return last;
    }

    /** Whether the stream has ended, so that it must be opened again. */
    synchronized boolean isOver() throws InterruptedException {
        Subscription stream = subscription;
        return stream != null && stream.awaitEnd(Duration.ZERO);
    }

    private static OptionalLong both(OptionalLong in, OptionalLong out) {
        return in.isPresent() && out.isPresent()
                ? OptionalLong.of(in.getAsLong() + out.getAsLong())
                : OptionalLong.empty();
    }

    private static boolean isReset(OptionalLong earlier, OptionalLong later) {
        return earlier.isPresent() && later.isPresent() && later.getAsLong() < earlier.getAsLong();
    }

    @Override
    public synchronized void close() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
