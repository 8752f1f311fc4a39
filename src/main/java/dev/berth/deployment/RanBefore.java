package dev.berth.deployment;

import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Observation;
import dev.berth.environment.Run;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What ran already when Berth came to a project that it had not brought up itself. */
final class RanBefore {
    private RanBefore() {}

    /**
     * The services that a failed first run must leave running; none where an earlier run has succeeded, which is put back.
     *
     * @param unfinished an earlier run that this one goes on with or undoes: what it started did not run before
     */
    static Set<String> services(Engine engine, String project, EngineState state, Optional<Run> unfinished) {
        if (Committed.read(state).isPresent()) {
            return Set.of();
        }
        Instant until = unfinished.map(Run::startedAt).orElse(Instant.MAX);
        return Observation.of(engine, project).services().entrySet().stream()
                .filter(service -> ranAlready(engine, service.getValue(), until))
                .map(service -> service.getKey())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean ranAlready(Engine engine, List<Container> containers, Instant until) {
        List<String> running = containers.stream()
                .filter(ServicePlanner::isRunning)
                .map(Container::id)
                .toList();
        return engine.inspectAll(running).stream()
                .anyMatch(container -> container
                        .startedAt()
                        .filter(start -> start.isBefore(until))
                        .isPresent());
    }
}
