package dev.berth.health;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.docker.ExecResult;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at what a stack's volumes hold and have room for, wherever the engine is: inside the container that mounts them, and as
 * its user.
 *
 * <p>Room costs one call that walks through nothing. A database is asked what it holds; everything else is counted file by
 * file, seldom, and the more seldom when that fails or takes long. Each of these programs runs behind everything else, and
 * with its own time-out: whoever leaves, or is cut off, leaves nothing behind that goes on.
 */
final class VolumeCount {
    /** For a board that is open anyway, on a thread of its own. */
    static final Duration LONG_COUNT = Duration.ofSeconds(20);

    /** For somebody who waits. */
    static final Duration SHORT_COUNT = Duration.ofSeconds(3);

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

    /** Until the container's own time-out is taken not to work: its disk may hang, and no signal gets through to the program. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration BETWEEN_COUNTS = Duration.ofMinutes(10);
    private static final Duration AFTER_A_FAILURE = Duration.ofHours(1);

    /** A database that does not answer is not walked through so soon. */
    private static final Duration AFTER_SILENCE = Duration.ofDays(1);

    /** In use, free, and in between nothing but blanks: what stands around them may hold blanks, too. */
    private static final Pattern ROOM = Pattern.compile("\\s\\d+\\s+(\\d+)\\s+(\\d+)\\s+(?:\\d+%|-)\\s+/");

    /** The statuses of a program that its time-out ended: of coreutils, and of BusyBox. */
    private static final List<Integer> TIMED_OUT = List.of(124, 143);

    private static final int KIBIBYTE = 1024;

    /** By how much a capacity may change, and be that of the same file system. */
    private static final double SAME_DISK = 0.1;

    private final Engine engine;
    private final Stack stack;
    private final Clock clock;
    private final VolumeMemory memory;
    private final Duration longestCount;
    private final Map<String, VolumeHistory> known;
    private boolean remembered;

    /**
     * Begins with what is remembered; asks nobody yet.
     *
     * @param longestCount how long one volume may take
     */
    VolumeCount(Engine engine, Stack stack, Clock clock, VolumeMemory memory, Duration longestCount) {
        this.engine = engine;
        this.stack = stack;
        this.clock = clock;
        this.memory = memory;
        this.longestCount = longestCount;
        this.known = memory.read(stack);
    }

    /** A volume, and the container that it is looked at in. */
    private record Mounted(String name, ContainerDetails container, String target, List<String> services) {
        boolean runs() {
            return container.state() == ContainerState.RUNNING;
        }
    }

    /** What it holds. */
    private record Size(OptionalLong bytes, Instant at, String basis, Instant again) {}

    /** What is known now, the worst first. */
    List<VolumeUse> latest() {
        Instant now = clock.instant();
        return known.values().stream()
                .map(history -> history.use().at(now).judged(stack.volumeRules()))
                .sorted(VolumeUse.WORST_FIRST)
                .toList();
    }

    /**
     * Looks at all of them; what is known is told at once, and again after each that took its time. Ends early where the
     * thread is interrupted.
     *
     * @param containers by service
     * @param stores what they said of themselves last, by service
     */
    void look(
            Map<String, List<ContainerDetails>> containers,
            Map<String, StoreHealth> stores,
            Consumer<List<VolumeUse>> told) {
        Collection<Mounted> mounted = mounted(containers, stores);
        Map<String, VolumeUse.Room> rooms = rooms(mounted);
        boolean news = !remembered && !mounted.isEmpty();
        List<Mounted> due = new ArrayList<>();
        for (Mounted volume : mounted) {
            Optional<Size> said = databases(volume, stores);
            if (said.isEmpty() && isDue(volume) && !isSilent(volume) && !isAsked(volume, stores)) {
                due.add(volume);
            }
            news |= take(volume, said.orElseGet(() -> before(volume)), rooms);
        }
        told.accept(latest());
        remember(news);
        for (Mounted volume : due) {
            Size size = count(volume, before(volume));
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            take(volume, size, rooms);
            told.accept(latest());
            remember(volume.runs());
        }
    }

    private void remember(boolean news) {
        if (news) {
            memory.write(stack, known.values());
            remembered = true;
        }
    }

    /** The volumes in the order of their names; a container that runs, and whose database tells its size, is preferred. */
    private static Collection<Mounted> mounted(
            Map<String, List<ContainerDetails>> containers, Map<String, StoreHealth> stores) {
        Map<String, Mounted> mounted = new TreeMap<>();
        new TreeMap<>(containers).forEach((service, replicas) -> {
            for (ContainerDetails container : replicas) {
                for (ContainerDetails.Mount mount : container.mounts()) {
                    if (mount.type().equals("volume")) {
                        Mounted one = new Mounted(mount.source(), container, mount.target(), List.of(service));
                        mounted.merge(mount.source(), one, (first, second) -> together(first, second, stores));
                    }
                }
            }
        });
        return mounted.values();
    }

    private static Mounted together(Mounted first, Mounted second, Map<String, StoreHealth> stores) {
        boolean better = rank(second, stores) > rank(first, stores);
        Mounted chosen = better ? second : first;
        List<String> services = new ArrayList<>(chosen.services());
        (better ? first : second)
                .services().stream()
                        .filter(service -> !services.contains(service))
                        .forEach(services::add);
        return new Mounted(chosen.name(), chosen.container(), chosen.target(), services);
    }

    private static int rank(Mounted volume, Map<String, StoreHealth> stores) {
        return databases(volume, stores).isPresent() ? 2 : volume.runs() ? 1 : 0;
    }

    /** A database knows its size without anybody walking through its files. */
    private static Optional<Size> databases(Mounted volume, Map<String, StoreHealth> stores) {
        String data = volume.container().environment().getOrDefault("PGDATA", volume.target());
        if (!(stores.get(volume.services().getFirst()) instanceof PostgresHealth postgres)
                || !(data + "/").startsWith(volume.target() + "/")) {
            return Optional.empty();
        }
        OptionalLong databases = postgres.size().allDatabasesBytes();
        OptionalLong log = postgres.size().walBytes();
        return databases.isPresent() && log.isPresent()
                ? Optional.of(new Size(
                        OptionalLong.of(databases.getAsLong() + log.getAsLong()),
                        postgres.takenAt(),
                        "databases and WAL",
                        postgres.takenAt().plus(AFTER_SILENCE)))
                : Optional.empty();
    }

    /** Whoever opens a board wants to know what could not be counted in the time of a report. */
    private boolean isDue(Mounted volume) {
        VolumeHistory history = known.get(volume.name());
        return history == null
                || history.isDue(clock.instant())
                || (!remembered
                        && longestCount.equals(LONG_COUNT)
                        && history.use().bytes().isEmpty());
    }

    /** Whether its disk hung a short time ago: each question would leave one more program that waits for it. */
    private boolean isSilent(Mounted volume) {
        VolumeHistory history = known.get(volume.name());
        return history != null && history.isSilent(clock.instant());
    }

    /** Whether a database has yet to answer. */
    private boolean isAsked(Mounted volume, Map<String, StoreHealth> stores) {
        String name = volume.services().getFirst();
        return !stores.containsKey(name)
                && stack.services().stream()
                        .anyMatch(service -> service.name().equals(name) && service.kind() == Definition.Kind.POSTGRES);
    }

    /** What was known of its size. */
    private Size before(Mounted volume) {
        VolumeHistory history = known.get(volume.name());
        return history == null
                ? new Size(OptionalLong.empty(), clock.instant(), "not counted yet", Instant.EPOCH)
                : new Size(
                        history.use().bytes(),
                        history.use().countedAt().orElse(clock.instant()),
                        history.use().basis(),
                        history.again());
    }

    /** Whether there is something that a course did not know. */
    private boolean take(Mounted volume, Size size, Map<String, VolumeUse.Room> rooms) {
        Optional<VolumeUse.Room> seen = Optional.ofNullable(rooms.get(volume.name()));
        Optional<VolumeHistory> before = Optional.ofNullable(known.get(volume.name()));
        Optional<VolumeUse.Room> last = before.flatMap(each -> each.use().room());
        Instant silentUntil = before.map(VolumeHistory::silentUntil).orElse(Instant.EPOCH);
        boolean counted =
                before.filter(each -> each.use().basis().equals(size.basis())).isPresent();
        boolean sameDisk = seen.isEmpty() || last.isEmpty() || isSameDisk(last.get(), seen.get());
        Course sizes = counted ? before.orElseThrow().sizes() : Course.EMPTY;
        Course disk = sameDisk ? before.map(VolumeHistory::disk).orElse(Course.EMPTY) : Course.EMPTY;
        Course longer =
                size.bytes().isPresent() ? sizes.with(size.at(), size.bytes().getAsLong()) : sizes;
        Course fuller = seen.isPresent() ? disk.with(seen.get().at(), used(seen.get())) : disk;
        Optional<VolumeUse.Room> room = seen.or(() -> last);
        VolumeUse use = new VolumeUse(
                volume.name(),
                volume.services(),
                volume.target(),
                size.bytes(),
                size.bytes().isPresent() ? Optional.of(size.at()) : Optional.empty(),
                size.basis(),
                room,
                longer.perDay(),
                room.map(each -> daysToFull(each, longer, fuller)).orElse(OptionalDouble.empty()),
                Optional.empty());
        known.put(volume.name(), new VolumeHistory(use, longer, fuller, size.again(), silentUntil));
        return !longer.equals(sizes) || !fuller.equals(disk);
    }

    private static boolean isSameDisk(VolumeUse.Room before, VolumeUse.Room now) {
        return Math.abs(now.capacityBytes() - before.capacityBytes()) <= SAME_DISK * before.capacityBytes();
    }

    private static long used(VolumeUse.Room room) {
        return room.capacityBytes() - room.freeBytes();
    }

    /** Others fill the same file system: whichever of the two is sooner. */
    private static OptionalDouble daysToFull(VolumeUse.Room room, Course sizes, Course disk) {
        OptionalDouble own = sizes.daysToFill(room.freeBytes());
        OptionalDouble all = disk.daysToFill(room.freeBytes());
        return own.isEmpty() || (all.isPresent() && all.getAsDouble() < own.getAsDouble()) ? all : own;
    }

    /** What it holds; where that cannot be told now, what was known before stays, as old as it says that it is. */
    private Size count(Mounted volume, Size before) {
        Instant now = clock.instant();
        if (!volume.runs()) {
            return failed(before, "not counted: its container does not run", Instant.EPOCH);
        }
        try {
            ExecResult result = run(volume.container(), longestCount, "du", "-skx", volume.target());
            OptionalLong bytes = kibibytes(result.output().split("\\s", 2)[0]);
            if (result.succeeded() && bytes.isPresent()) {
                return new Size(bytes, now, "counted", now.plus(BETWEEN_COUNTS));
            }
            return failed(
                    before,
                    TIMED_OUT.contains(result.exitCode()) ? tooLong() : "cannot be counted",
                    now.plus(AFTER_A_FAILURE));
        } catch (BerthException e) {
            return failed(
                    before,
                    e.code() == ErrorCode.TIMED_OUT ? tooLong() : "cannot be counted",
                    now.plus(AFTER_A_FAILURE));
        }
    }

    private static Size failed(Size before, String why, Instant again) {
        return before.bytes().isPresent()
                ? new Size(before.bytes(), before.at(), before.basis(), again)
                : new Size(OptionalLong.empty(), before.at(), why, again);
    }

    private String tooLong() {
        return "not counted: takes more than %d s".formatted(longestCount.toSeconds());
    }

    /** By the volumes' names; one question for all in the same container. */
    private Map<String, VolumeUse.Room> rooms(Collection<Mounted> volumes) {
        Map<String, List<Mounted>> together = new LinkedHashMap<>();
        for (Mounted volume : volumes) {
            if (volume.runs()) {
                together.computeIfAbsent(volume.container().id(), id -> new ArrayList<>())
                        .add(volume);
            }
        }
        Map<String, VolumeUse.Room> rooms = new HashMap<>();
        together.forEach((container, mounted) -> {
            if (mounted.stream().anyMatch(this::isSilent)) {
                return;
            }
            Instant now = clock.instant();
            List<String> lines = room(mounted);
            // One line for each, in their order; where one is missing nobody knows which.
            for (int i = 0; i < mounted.size() && lines.size() == mounted.size(); i++) {
                String name = mounted.get(i).name();
                room(lines.get(i), now).ifPresent(room -> rooms.put(name, room));
            }
        });
        return rooms;
    }

    private List<String> room(List<Mounted> mounted) {
        List<String> command = new ArrayList<>(List.of("df", "-Pk"));
        mounted.forEach(volume -> command.add(volume.target()));
        try {
            ExecResult result = run(mounted.getFirst().container(), LONGEST_LOOK, command.toArray(String[]::new));
            if (!TIMED_OUT.contains(result.exitCode())) {
                return result.output().lines().skip(1).toList();
            }
        } catch (BerthException e) {
            if (e.code() != ErrorCode.TIMED_OUT) {
                return List.of();
            }
        }
        Instant until = clock.instant().plus(AFTER_A_FAILURE);
        mounted.forEach(volume -> known.merge(
                volume.name(),
                new VolumeHistory(unknown(volume), Course.EMPTY, Course.EMPTY, Instant.EPOCH, until),
                (before, silent) ->
                        new VolumeHistory(before.use(), before.sizes(), before.disk(), before.again(), until)));
        remembered = false;
        return List.of();
    }

    private static VolumeUse unknown(Mounted volume) {
        return new VolumeUse(
                volume.name(),
                volume.services(),
                volume.target(),
                OptionalLong.empty(),
                Optional.empty(),
                "its disk does not answer",
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    private static Optional<VolumeUse.Room> room(String line, Instant at) {
        Matcher matcher = ROOM.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        OptionalLong used = kibibytes(matcher.group(1));
        OptionalLong free = kibibytes(matcher.group(2));
        if (used.isEmpty() || free.isEmpty()) {
            return Optional.empty();
        }
        long capacity = used.getAsLong() + free.getAsLong();
        return capacity > 0 ? Optional.of(new VolumeUse.Room(capacity, free.getAsLong(), at)) : Optional.empty();
    }

    /** Empty for what is no amount, such as the -1 of who does not know. */
    private static OptionalLong kibibytes(String text) {
        try {
            long amount = Long.parseLong(text);
            return amount < 0 || amount > Long.MAX_VALUE / KIBIBYTE / 2
                    ? OptionalLong.empty()
                    : OptionalLong.of(amount * KIBIBYTE);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private ExecResult run(ContainerDetails container, Duration limit, String... command) {
        List<String> bounded =
                new ArrayList<>(List.of("nice", "-n", "19", "timeout", Long.toString(limit.toSeconds())));
        bounded.addAll(List.of(command));
        return engine.exec(
                container.id(),
                ExecRequest.of(bounded.toArray(String[]::new)),
                InputStream.nullInputStream(),
                limit.plus(GRACE));
    }
}
