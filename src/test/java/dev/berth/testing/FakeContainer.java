package dev.berth.testing;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.ContainerSetup;
import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.ContainerState;
import dev.berth.docker.LogLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** A container of the fake engine. */
final class FakeContainer {
    final String id;
    String name;
    final ContainerSpecification specification;
    final FakeFiles files = new FakeFiles();
    final List<LogLine> log = new ArrayList<>();
    ContainerState state = ContainerState.CREATED;
    ContainerHealth health = ContainerHealth.NONE;
    ContainerLimits limits = new ContainerLimits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty());
    int exitCode;

    private final String imageId;
    private Optional<Instant> startedAt = Optional.empty();
    private Optional<Instant> finishedAt = Optional.empty();

    FakeContainer(String id, String name, ContainerSpecification specification, String imageId) {
        this.id = id;
        this.name = name;
        this.specification = specification;
        this.imageId = imageId;
        files.addFolder("etc");
        files.addFolder("tmp");
    }

    void start(Instant now) {
        state = ContainerState.RUNNING;
        startedAt = Optional.of(now);
    }

    void end(int code, Instant now) {
        state = ContainerState.EXITED;
        exitCode = code;
        finishedAt = Optional.of(now);
    }

    void change(ContainerLimits wanted) {
        limits = new ContainerLimits(
                wanted.cpus().isPresent() ? wanted.cpus() : limits.cpus(),
                wanted.memoryBytes().isPresent() ? wanted.memoryBytes() : limits.memoryBytes(),
                wanted.pids().isPresent() ? wanted.pids() : limits.pids());
    }

    boolean hasLabels(Map<String, String> labels) {
        return matches(specification.labels(), labels);
    }

    /** Whether all labels are there; one with an empty value need only be present. */
    static boolean matches(Map<String, String> own, Map<String, String> labels) {
        return labels.entrySet().stream()
                .allMatch(label -> label.getValue().isEmpty()
                        ? own.containsKey(label.getKey())
                        : label.getValue().equals(own.get(label.getKey())));
    }

    boolean mounts(String volume) {
        return details().mounts().stream().anyMatch(mount -> mount.source().equals(volume));
    }

    Container line() {
        return new Container(
                id,
                name,
                specification.image(),
                imageId,
                state,
                health,
                specification.labels(),
                List.of(),
                details().mounts());
    }

    ContainerDetails details() {
        return new ContainerDetails(
                id,
                name,
                specification.image(),
                state,
                health,
                specification.labels(),
                Map.of(),
                limits,
                specification.binds().stream().map(FakeContainer::mount).toList(),
                Map.of(),
                0,
                startedAt,
                finishedAt,
                exitCode,
                false,
                "",
                state == ContainerState.RUNNING ? 1 : 0,
                List.of(),
                setup());
    }

    /** A container of Berth's own gets no more than it was created for. */
    private ContainerSetup setup() {
        return new ContainerSetup(
                specification.user().orElse(""),
                false,
                specification.readOnlyRoot(),
                List.of("no-new-privileges"),
                specification.capabilities(),
                List.of("ALL"),
                specification.network().equals("host") ? List.of("network") : List.of(),
                List.of(),
                Set.of(),
                false,
                "no",
                "json-file",
                Map.of());
    }

    private static ContainerDetails.Mount mount(String bind) {
        String[] parts = bind.split(":", -1);
        return new ContainerDetails.Mount(
                parts[0].startsWith("/") ? "bind" : "volume",
                parts[0],
                parts[1],
                parts.length > 2 && parts[2].equals("ro"));
    }
}
