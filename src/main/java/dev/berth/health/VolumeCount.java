package dev.berth.health;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Counts what a stack's volumes hold: a database is asked, everything else is counted file by file, inside the container
 * that mounts it and as its user; seldom, and the more seldom the longer it takes.
 */
final class VolumeCount {
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
    private static final Duration LONGEST_COUNT = Duration.ofSeconds(20);
    private static final Duration BETWEEN_COUNTS = Duration.ofMinutes(10);
    private static final Duration AFTER_A_LONG_COUNT = Duration.ofHours(1);

    /** Growth over less than that says nothing of a day. */
    private static final Duration SHORTEST_COURSE = Duration.ofMinutes(10);

    private static final Duration BETWEEN_REMEMBERED = Duration.ofMinutes(5);
    private static final int REMEMBERED = 24 * 12;
    private static final int KIBIBYTE = 1024;

    private final Engine engine;
    private final Clock clock;
    private final Map<String, Counted> counted = new HashMap<>();
    private final Map<String, Deque<Point>> courses = new HashMap<>();

    VolumeCount(Engine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    private record Counted(OptionalLong bytes, Instant at, String basis, Instant again) {}

    private record Point(Instant at, long bytes) {}

    /**
     * Looks at all of them.
     *
     * @param containers by service
     * @param stores what they said of themselves last, by service
     */
    List<VolumeUse> look(Map<String, List<ContainerDetails>> containers, Map<String, StoreHealth> stores) {
        Map<String, VolumeUse> volumes = new LinkedHashMap<>();
        containers.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(service -> {
            for (ContainerDetails container : service.getValue()) {
                List<ContainerDetails.Mount> mounts = container.mounts().stream()
                        .filter(mount -> mount.type().equals("volume") && !volumes.containsKey(mount.source()))
                        .toList();
                Map<String, Long> free = mounts.isEmpty() ? Map.of() : free(container, mounts);
                for (ContainerDetails.Mount mount : mounts) {
                    Counted size = databases(container, mount, Optional.ofNullable(stores.get(service.getKey())))
                            .orElseGet(() -> files(container, mount));
                    Long room = free.get(mount.target());
                    volumes.put(
                            mount.source(),
                            new VolumeUse(
                                    mount.source(),
                                    service.getKey(),
                                    mount.target(),
                                    size.bytes(),
                                    size.bytes().isPresent() ? Optional.of(size.at()) : Optional.empty(),
                                    size.basis(),
                                    room == null ? OptionalLong.empty() : OptionalLong.of(room),
                                    growth(mount.source(), size)));
                }
            }
        });
        return new ArrayList<>(volumes.values());
    }

    /** A database knows its size without anybody walking through its files. */
    private static Optional<Counted> databases(
            ContainerDetails container, ContainerDetails.Mount mount, Optional<StoreHealth> said) {
        String data = container.environment().getOrDefault("PGDATA", mount.target());
        if (said.isEmpty()
                || !(said.get() instanceof PostgresHealth postgres)
                || !(data + "/").startsWith(mount.target() + "/")) {
            return Optional.empty();
        }
        OptionalLong databases = postgres.size().allDatabasesBytes();
        OptionalLong log = postgres.size().walBytes();
        return databases.isPresent() && log.isPresent()
                ? Optional.of(new Counted(
                        OptionalLong.of(databases.getAsLong() + log.getAsLong()),
                        postgres.takenAt(),
                        "databases and WAL",
                        Instant.MAX))
                : Optional.empty();
    }

    private Counted files(ContainerDetails container, ContainerDetails.Mount mount) {
        Counted before = counted.get(mount.source());
        Instant now = clock.instant();
        if (before != null && now.isBefore(before.again())) {
            return before;
        }
        Counted size = count(container, mount, now);
        counted.put(mount.source(), size);
        return size;
    }

    private Counted count(ContainerDetails container, ContainerDetails.Mount mount, Instant now) {
        if (container.state() != ContainerState.RUNNING) {
            return new Counted(OptionalLong.empty(), now, "not counted: its container does not run", now);
        }
        try {
            ExecResult result = run(container, LONGEST_COUNT, "du", "-skx", mount.target());
            if (!result.succeeded()) {
                return new Counted(OptionalLong.empty(), now, "cannot be counted", now.plus(AFTER_A_LONG_COUNT));
            }
            long bytes = Long.parseLong(result.output().split("\\s", 2)[0]) * KIBIBYTE;
            return new Counted(OptionalLong.of(bytes), now, "counted", now.plus(BETWEEN_COUNTS));
        } catch (BerthException | NumberFormatException e) {
            return new Counted(OptionalLong.empty(), now, "cannot be counted", now.plus(AFTER_A_LONG_COUNT));
        }
    }

    /** How many bytes each may still grow by, by its target. */
    private Map<String, Long> free(ContainerDetails container, List<ContainerDetails.Mount> mounts) {
        Map<String, Long> free = new HashMap<>();
        if (container.state() != ContainerState.RUNNING) {
            return free;
        }
        List<String> command = new ArrayList<>(List.of("df", "-Pk"));
        mounts.forEach(mount -> command.add(mount.target()));
        try {
            List<String> lines = run(container, LONGEST_LOOK, command.toArray(String[]::new))
                    .output()
                    .lines()
                    .skip(1)
                    .toList();
            // One line for each, in their order; where one is missing nobody knows which.
            for (int i = 0; i < mounts.size() && lines.size() == mounts.size(); i++) {
                List<String> columns = List.of(lines.get(i).trim().split("\\s+", -1));
                free.put(mounts.get(i).target(), Long.parseLong(columns.get(3)) * KIBIBYTE);
            }
        } catch (BerthException | NumberFormatException | IndexOutOfBoundsException e) {
            // An image without df: nobody knows.
            return Map.of();
        }
        return free;
    }

    private ExecResult run(ContainerDetails container, Duration limit, String... command) {
        return engine.exec(container.id(), ExecRequest.of(command), InputStream.nullInputStream(), limit);
    }

    private OptionalDouble growth(String volume, Counted size) {
        if (size.bytes().isEmpty()) {
            return OptionalDouble.empty();
        }
        Deque<Point> course = courses.computeIfAbsent(volume, name -> new ArrayDeque<>());
        Point now = new Point(size.at(), size.bytes().getAsLong());
        if (course.isEmpty()
                || Duration.between(course.getLast().at(), now.at()).compareTo(BETWEEN_REMEMBERED) >= 0) {
            course.addLast(now);
            if (course.size() > REMEMBERED) {
                course.removeFirst();
            }
        }
        Point first = course.getFirst();
        Duration seen = Duration.between(first.at(), now.at());
        return seen.compareTo(SHORTEST_COURSE) < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        (now.bytes() - first.bytes()) * (Duration.ofDays(1).toMillis() / (double) seen.toMillis()));
    }
}
