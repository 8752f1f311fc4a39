package dev.berth.deployment;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Observation;
import dev.berth.environment.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What ran already when Berth came to a project that it had not brought up itself.
 *
 * @param containers by service
 */
record RanBefore(Map<String, Set<String>> containers) {

    /**
     * What a failed first run must leave running; nothing where an earlier run has succeeded, which is put back.
     *
     * @param unfinished an earlier run that this one goes on with or undoes: what it started did not run before
     */
    static RanBefore of(Engine engine, String project, EngineState state, Optional<Run> unfinished) {
        if (Committed.read(state).isPresent()) {
            return new RanBefore(Map.of());
        }
        Instant until = unfinished.map(Run::startedAt).orElse(Instant.MAX);
        Map<String, Set<String>> containers = new LinkedHashMap<>();
        Observation.of(engine, project).services().forEach((service, all) -> {
            Set<String> ran = ranAlready(engine, all, until);
            if (!ran.isEmpty()) {
                containers.put(service, ran);
            }
        });
        return new RanBefore(containers);
    }

    boolean isEmpty() {
        return containers.isEmpty();
    }

    boolean includes(String service) {
        return containers.containsKey(service);
    }

    /** The services whose containers are no longer those that ran. */
    List<String> replaced(Observation now) {
        List<String> replaced = new ArrayList<>();
        containers.forEach((service, ran) -> {
            if (now.of(service).stream().map(Container::id).noneMatch(ran::contains)) {
                replaced.add(service);
            }
        });
        return replaced;
    }

    private static Set<String> ranAlready(Engine engine, List<Container> containers, Instant until) {
        List<String> running = containers.stream()
                .filter(ServicePlanner::isRunning)
                .map(Container::id)
                .toList();
        return engine.inspectAll(running).stream()
                .filter(container -> container
                        .startedAt()
                        .filter(start -> start.isBefore(until))
                        .isPresent())
                .map(ContainerDetails::id)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }
}
