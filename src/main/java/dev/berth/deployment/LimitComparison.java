package dev.berth.deployment;

import dev.berth.deployment.Plan.Code;
import dev.berth.deployment.Plan.Reason;
import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.Engine;
import dev.berth.docker.StatsSample;
import dev.berth.docker.Subscription;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Compares the limits that containers have with those wanted, and tells which can change while they run. */
final class LimitComparison {
    private static final Duration SAMPLE_TIMEOUT = Duration.ofSeconds(5);
    private static final double HEADROOM = 1.1;

    private final Engine engine;

    LimitComparison(Engine engine) {
        this.engine = engine;
    }

    /**
     * What differs.
     *
     * @param removals limits that go away altogether, which only a new container can do
     */
    record Result(List<Reason> reasons, List<Reason> removals) {}

    Result compare(Stack.Service wanted, List<Container> containers) {
        List<Reason> reasons = new ArrayList<>();
        List<Reason> removals = new ArrayList<>();
        for (Container container : containers) {
            Optional<ContainerDetails> details = engine.inspect(container.id());
            if (details.isEmpty()) {
                continue;
            }
            ContainerLimits actual = details.get().limits();
            if (actual.cpus().isPresent() && wanted.limits().cpus().isEmpty()) {
                removals.add(removal("cpus " + cpus(actual.cpus())));
            }
            if (actual.memoryBytes().isPresent()
                    && wanted.limits().memoryBytes().isEmpty()) {
                removals.add(removal("memory " + bytes(actual.memoryBytes())));
            }
            if (actual.pids().isPresent() && wanted.limits().pids().isEmpty()) {
                removals.add(removal("pids " + number(actual.pids())));
            }
            if (differs(actual.cpus(), wanted.limits().cpus())) {
                reasons.add(new Reason(
                        Code.LIMIT_LIVE,
                        Optional.of("cpus " + cpus(actual.cpus())),
                        Optional.of("cpus " + cpus(wanted.limits().cpus()))));
            }
            if (differs(actual.memoryBytes(), wanted.limits().memoryBytes())) {
                reasons.add(new Reason(
                        fitsWhileRunning(container, wanted.limits().memoryBytes())
                                ? Code.LIMIT_LIVE
                                : Code.LIMIT_RESTART,
                        Optional.of("memory " + bytes(actual.memoryBytes())),
                        Optional.of("memory " + bytes(wanted.limits().memoryBytes()))));
            }
            if (differs(actual.pids(), wanted.limits().pids())) {
                reasons.add(new Reason(
                        Code.LIMIT_LIVE,
                        Optional.of("pids " + number(actual.pids())),
                        Optional.of("pids " + number(wanted.limits().pids()))));
            }
            if (!reasons.isEmpty() || !removals.isEmpty()) {
                break;
            }
        }
        return new Result(reasons, removals);
    }

    private static Reason removal(String from) {
        return new Reason(Code.LIMIT_RESTART, Optional.of(from), Optional.of("unlimited"));
    }

    /** Below what is in use, the kernel would kill the container's processes at once. */
    private boolean fitsWhileRunning(Container container, OptionalLong memory) {
        if (memory.isEmpty() || !ServicePlanner.isRunning(container)) {
            return true;
        }
        return memoryInUse(container).orElse(0) * HEADROOM < memory.getAsLong();
    }

    private OptionalLong memoryInUse(Container container) {
        CompletableFuture<StatsSample> first = new CompletableFuture<>();
        try (Subscription subscription = engine.stats(container.id(), first::complete)) {
            return first.get(SAMPLE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).memoryUsageBytes();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BerthException(ErrorCode.INTERRUPTED, "interrupted while measuring " + container.name(), null, e);
        } catch (ExecutionException | TimeoutException e) {
            return OptionalLong.empty();
        }
    }

    private static boolean differs(OptionalDouble actual, OptionalDouble wanted) {
        return wanted.isPresent() && (actual.isEmpty() || Math.abs(actual.getAsDouble() - wanted.getAsDouble()) > 1e-6);
    }

    private static boolean differs(OptionalLong actual, OptionalLong wanted) {
        return wanted.isPresent() && (actual.isEmpty() || actual.getAsLong() != wanted.getAsLong());
    }

    private static String cpus(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "unlimited";
    }

    private static String bytes(OptionalLong value) {
        return value.isPresent() ? (value.getAsLong() >> 20) + " MiB" : "unlimited";
    }

    private static String number(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "unlimited";
    }
}
