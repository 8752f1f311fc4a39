package dev.berth.health;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.docker.StatsSample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/** Measures the containers of a stack, one stream each, and records how the numbers of every service go. */
final class StackMeters implements AutoCloseable {
    /** With more containers than that whose measurements are streams, only those that are looked at have one. */
    private static final int MANY = 20;

    private final Engine engine;
    private final Map<String, ContainerMeter> meters = new HashMap<>();
    private final Map<String, Trend.Recorder> trends = new HashMap<>();
    private volatile Optional<Set<String>> shown = Optional.empty();
    private Optional<Set<String>> followed = Optional.empty();

    /** Measures nothing yet. */
    StackMeters(Engine engine) {
        this.engine = engine;
    }

    /** Tells which services are looked at now; until then all of them are. */
    void show(Set<String> services) {
        shown = Optional.of(Set.copyOf(services));
    }

    /** Whether other services are looked at than when streams were opened last. */
    boolean areOutdated() {
        return !shown.equals(followed);
    }

    /** Opens a stream for every container that runs and has none, and closes those of containers that do not. */
    void follow(Map<String, List<ContainerDetails>> services) throws InterruptedException {
        followed = shown;
        long containers = services.values().stream().mapToLong(List::size).sum();
        Set<String> running = new HashSet<>();
        for (Map.Entry<String, List<ContainerDetails>> service : services.entrySet()) {
            for (ContainerDetails container : service.getValue()) {
                if (container.state() == ContainerState.RUNNING && isMeasured(service.getKey(), containers)) {
                    running.add(container.id());
                    ContainerMeter known = meters.get(container.id());
                    if (known == null || known.isOver()) {
                        ContainerMeter meter = new ContainerMeter(service.getKey());
                        meter.subscribed(engine.stats(container.id(), meter::add));
                        meters.put(container.id(), meter);
                    }
                }
            }
        }
        meters.entrySet().removeIf(entry -> {
            boolean gone = !running.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    /** Whether a service's measurements are worth what they cost. */
    private boolean isMeasured(String service, long containers) {
        return containers <= MANY
                || !engine.streamsMeasurements()
                || followed.map(looked -> looked.contains(service)).orElse(true);
    }

    /** The snapshot with what was measured last. */
    StackSnapshot measured(StackSnapshot snapshot) {
        Map<String, List<ContainerMeter>> services = services();
        return snapshot.with(name -> measurements(services.getOrDefault(name, List.of())));
    }

    /** Takes down one moment; a service that does not run has a gap, so that time goes on for all of them alike. */
    void record() {
        Map<String, List<ContainerMeter>> services = services();
        services.keySet().forEach(name -> trends.computeIfAbsent(name, each -> new Trend.Recorder()));
        trends.forEach((name, recorder) -> {
            List<ContainerMeter> replicas = services.getOrDefault(name, List.of());
            recorder.add(
                    sum(replicas, ContainerMeter::cpuPercent),
                    sum(replicas, ContainerMeter::memoryBytes),
                    sum(replicas, ContainerMeter::networkBytesPerSecond),
                    sum(replicas, ContainerMeter::blockBytesPerSecond));
        });
    }

    /** How each service's numbers went, by its name. */
    Map<String, Trend> trends() {
        Map<String, Trend> courses = new HashMap<>();
        trends.forEach((name, recorder) -> courses.put(name, recorder.trend()));
        return Map.copyOf(courses);
    }

    private Map<String, List<ContainerMeter>> services() {
        Map<String, List<ContainerMeter>> services = new HashMap<>();
        meters.values()
                .forEach(meter -> services.computeIfAbsent(meter.service(), name -> new ArrayList<>())
                        .add(meter));
        return services;
    }

    private static ServiceSnapshot.Measurements measurements(List<ContainerMeter> replicas) {
        List<StatsSample> last = new ArrayList<>();
        for (ContainerMeter meter : replicas) {
            StatsSample sample = meter.last();
            if (sample == null) {
                return ServiceSnapshot.Measurements.NONE;
            }
            last.add(sample);
        }
        return last.isEmpty()
                ? ServiceSnapshot.Measurements.NONE
                : StackMeter.measurements(sum(replicas, ContainerMeter::cpuPercent), last);
    }

    /** Unknown as soon as one of them is, and where there are none. */
    private static OptionalDouble sum(List<ContainerMeter> replicas, Function<ContainerMeter, OptionalDouble> amount) {
        if (replicas.isEmpty()) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        for (ContainerMeter meter : replicas) {
            OptionalDouble one = amount.apply(meter);
            if (one.isEmpty()) {
                return OptionalDouble.empty();
            }
            sum += one.getAsDouble();
        }
        return OptionalDouble.of(sum);
    }

    @Override
    public void close() {
        meters.values().forEach(ContainerMeter::close);
    }
}
