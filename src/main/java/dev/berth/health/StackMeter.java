package dev.berth.health;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.docker.StatsSample;
import dev.berth.docker.Subscription;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Measures what runs of a stack, once: two samples of every container at the same time, about a second apart. */
public final class StackMeter {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration BETWEEN_TWO = Duration.ofSeconds(1);

    private final Engine engine;

    public StackMeter(Engine engine) {
        this.engine = engine;
    }

    /**
     * The snapshot with measurements of its services, what stores and the secrets' server say, and what volumes hold, all asked
     * at the same time; a volume that cannot be counted in time is as it was last.
     */
    public StackSnapshot measure(Stack stack, StackSnapshot snapshot, StoreProbes probes) throws InterruptedException {
        AtomicReference<Map<String, StoreHealth>> stores = new AtomicReference<>(Map.of());
        AtomicReference<Optional<Surroundings.SecretServer>> secretServer = new AtomicReference<>(Optional.empty());
        Thread asking = Thread.ofVirtual().name("health of stores").start(() -> {
            try {
                stores.set(probes.ask(stack, Set.of(), BETWEEN_TWO));
            } catch (InterruptedException | BerthException e) {
                // What the services do is shown all the same.
            }
        });
        Thread askingServer = Thread.ofVirtual()
                .name("health of the secret server")
                .start(() -> {
                    try {
                        secretServer.set(probes.askSecretServer(stack));
                    } catch (BerthException e) {
                        // The same.
                    }
                });
        AtomicReference<Optional<Survey.Findings>> found = new AtomicReference<>(Optional.empty());
        Thread surveying =
                Thread.ofVirtual().name("survey").start(() -> found.set(SurveyWatch.once(() -> probes.survey(stack))));
        AtomicReference<List<VolumeUse>> volumes = new AtomicReference<>(List.of());
        Thread counting = Thread.ofVirtual()
                .name("volumes")
                .start(() -> count(stack, probes.volumeMemory(), asking, stores::get, volumes::set));
        try {
            StackSnapshot measured = measure(stack, snapshot);
            asking.join();
            counting.join(LONGEST_WAIT);
            surveying.join(LONGEST_WAIT);
            askingServer.join(LONGEST_WAIT);
            StackSnapshot informed = measured.withStores(stores.get()).withVolumes(volumes.get());
            StackSnapshot surveyed = found.get()
                    .map(each -> informed.around(surroundings -> surroundings.with(each)))
                    .orElse(informed);
            return secretServer
                    .get()
                    .map(server -> surveyed.around(surroundings -> surroundings.with(server)))
                    .orElse(surveyed);
        } finally {
            asking.interrupt();
            counting.interrupt();
            surveying.interrupt();
            askingServer.interrupt();
        }
    }

    /** Waits for what the stores say, which spares most of the counting. */
    private void count(
            Stack stack,
            VolumeMemory memory,
            Thread asking,
            Supplier<Map<String, StoreHealth>> stores,
            Consumer<List<VolumeUse>> told) {
        try {
            asking.join();
            new VolumeCount(engine, stack, Clock.systemUTC(), memory, VolumeCount.SHORT_COUNT)
                    .look(
                            new StackObserver(engine, Clock.systemUTC())
                                    .inspect(stack)
                                    .containers(),
                            stores.get(),
                            told);
        } catch (InterruptedException | BerthException e) {
            // What was known before is shown.
            return;
        }
    }

    /** The snapshot with measurements of its services; a container that gives no samples in time leaves them unknown. */
    public StackSnapshot measure(Stack stack, StackSnapshot snapshot) throws InterruptedException {
        Map<String, List<Samples>> services = new LinkedHashMap<>();
        Map<String, OptionalLong> written = new ConcurrentHashMap<>();
        List<Thread> counting = new ArrayList<>();
        List<Subscription> subscriptions = new ArrayList<>();
        try {
            Observation.of(engine, stack.project()).services().forEach((service, containers) -> {
                for (Container container : containers) {
                    if (container.state() == ContainerState.RUNNING) {
                        Samples samples = new Samples();
                        services.computeIfAbsent(service, name -> new ArrayList<>())
                                .add(samples);
                        subscriptions.add(engine.stats(container.id(), samples::add));
                    }
                }
                counting.add(Thread.ofVirtual()
                        .name("files of " + service)
                        .start(() ->
                                count(containers).ifPresent(bytes -> written.put(service, OptionalLong.of(bytes)))));
            });
            long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
            for (List<Samples> replicas : services.values()) {
                for (Samples samples : replicas) {
                    if (!samples.await(deadline - System.nanoTime())) {
                        break;
                    }
                }
            }
            for (Thread thread : counting) {
                thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        } finally {
            subscriptions.forEach(Subscription::close);
            counting.forEach(Thread::interrupt);
        }
        return snapshot.with(name -> measurements(services.getOrDefault(name, List.of()))
                .with(written.getOrDefault(name, OptionalLong.empty())));
    }

    /** What a service's containers wrote into themselves; unknown as soon as it is of one of them. */
    private OptionalLong count(List<Container> containers) {
        long sum = 0;
        for (Container container : containers) {
            OptionalLong one;
            try {
                one = engine.writtenBytes(container.id());
            } catch (BerthException e) {
                return OptionalLong.empty();
            }
            if (one.isEmpty()) {
                return one;
            }
            sum += one.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    private static ServiceSnapshot.Measurements measurements(List<Samples> replicas) {
        List<StatsSample> last = new ArrayList<>();
        OptionalDouble cpu = OptionalDouble.of(0);
        for (Samples samples : replicas) {
            List<StatsSample> both = samples.both();
            if (both.size() < 2) {
                return ServiceSnapshot.Measurements.NONE;
            }
            OptionalDouble used = cpuPercent(both.getFirst(), both.getLast());
            cpu = cpu.isPresent() && used.isPresent()
                    ? OptionalDouble.of(cpu.getAsDouble() + used.getAsDouble())
                    : OptionalDouble.empty();
            last.add(both.getLast());
        }
        return last.isEmpty() ? ServiceSnapshot.Measurements.NONE : measurements(cpu, last);
    }

    /** The sums over replicas, one sample each. */
    static ServiceSnapshot.Measurements measurements(OptionalDouble cpuPercent, List<StatsSample> last) {
        return new ServiceSnapshot.Measurements(
                cpuPercent,
                sum(last, StatsSample::memoryUsageBytes),
                sum(last, StatsSample::memoryLimitBytes),
                sum(last, StatsSample::networkReceivedBytes),
                sum(last, StatsSample::networkSentBytes),
                sum(last, StatsSample::blockReadBytes),
                sum(last, StatsSample::blockWrittenBytes),
                sum(last, StatsSample::pids),
                OptionalLong.empty());
    }

    /** Percent of one core between two samples of a container; absent where the engine does not count or began anew. */
    static OptionalDouble cpuPercent(StatsSample first, StatsSample second) {
        long nanos = Duration.between(first.readAt(), second.readAt()).toNanos();
        if (nanos <= 0 || first.cpuNanos().isEmpty() || second.cpuNanos().isEmpty()) {
            return OptionalDouble.empty();
        }
        long used = second.cpuNanos().getAsLong() - first.cpuNanos().getAsLong();
        // A container that was restarted between the two counts from zero again.
        return used < 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * used / nanos);
    }

    /** Unknown as soon as one of them is. */
    private static OptionalLong sum(List<StatsSample> samples, Function<StatsSample, OptionalLong> amount) {
        long sum = 0;
        for (StatsSample sample : samples) {
            OptionalLong one = amount.apply(sample);
            if (one.isEmpty()) {
                return OptionalLong.empty();
            }
            sum += one.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    /** The first two samples of one container. */
    private static final class Samples {
        private final CountDownLatch awaited = new CountDownLatch(2);
        private final List<StatsSample> samples = new ArrayList<>();

        synchronized void add(StatsSample sample) {
            if (samples.size() < 2) {
                samples.add(sample);
                awaited.countDown();
            }
        }

        synchronized List<StatsSample> both() {
            return List.copyOf(samples);
        }

        /** Whether both came in time; what is missing stays unknown. */
        boolean await(long nanos) throws InterruptedException {
            return awaited.await(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
