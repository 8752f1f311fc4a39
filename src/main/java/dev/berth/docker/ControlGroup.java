package dev.berth.docker;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A container's numbers where its engine itself gets them: in the kernel's files, on the engine's own machine.
 *
 * <p>A second's measurements of many containers cost a fraction of what the engine needs to tell them.
 */
final class ControlGroup {
    private static final String ALL = "";

    private final Path process;
    private final Map<String, Path> folders;
    private final boolean ownNetwork;
    private final long machineMemory;
    private final byte[] buffer = new byte[1 << 14];

    private ControlGroup(Path process, Map<String, Path> folders, boolean ownNetwork, long machineMemory) {
        this.process = process;
        this.folders = folders;
        this.ownNetwork = ownNetwork;
        this.machineMemory = machineMemory;
    }

    /**
     * Finds a container's files; empty where the engine's processes are not this machine's, or may not be read.
     *
     * @param root the machine's root folder
     * @param container its whole id: only a process whose group carries it is the container's
     */
    static Optional<ControlGroup> of(Path root, String container, long process) {
        try {
            Path folder = root.resolve("proc/" + process);
            Map<String, Path> folders = folders(root, folder, container);
            if (folders.isEmpty()) {
                return Optional.empty();
            }
            boolean ownNetwork = !network(folder).equals(network(root.resolve("proc/self")));
            ControlGroup group = new ControlGroup(folder, folders, ownNetwork, machineMemory(root));
            return group.sample(Instant.EPOCH).cpuNanos().isPresent() ? Optional.of(group) : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** The folder of each controller under version 1, the one of all under version 2. */
    private static Map<String, Path> folders(Path root, Path process, String container) throws IOException {
        Path mount = root.resolve("sys/fs/cgroup");
        Map<String, Path> folders = new TreeMap<>();
        Optional<Path> unified = Optional.empty();
        for (String line : Files.readAllLines(process.resolve("cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3 || !parts[2].contains(container)) {
                continue;
            }
            String path = parts[2].substring(1);
            if (parts[1].isEmpty()) {
                unified = Optional.of(mount.resolve(path));
            }
            for (String controller : parts[1].split(",", -1)) {
                if (!controller.isEmpty()) {
                    folders.put(controller, mount.resolve(controller).resolve(path));
                }
            }
        }
        if (folders.containsKey("memory") && folders.containsKey("cpuacct")) {
            return folders;
        }
        return unified.map(folder -> Map.of(ALL, folder)).orElse(Map.of());
    }

    private static Path network(Path process) throws IOException {
        return Files.readSymbolicLink(process.resolve("ns/net"));
    }

    private static long machineMemory(Path root) throws IOException {
        for (String line : Files.readAllLines(root.resolve("proc/meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return Long.MAX_VALUE;
    }

    /** What it has used until now; fails when the container has ended. */
    StatsSample sample(Instant now) throws IOException {
        return folders.containsKey(ALL) ? unified(now, folders.getOrDefault(ALL, process)) : separate(now);
    }

    private StatsSample separate(Instant now) throws IOException {
        Path memory = folders.getOrDefault("memory", process);
        Counters details = new Counters(text(memory.resolve("memory.stat")));
        Counters block = Counters.NONE;
        Path blocks = folders.get("blkio");
        if (blocks != null) {
            block = operations(text(blocks.resolve("blkio.throttle.io_service_bytes_recursive")));
        }
        Path processes = folders.get("pids");
        return sample(
                now,
                number(folders.getOrDefault("cpuacct", process).resolve("cpuacct.usage")),
                number(memory.resolve("memory.usage_in_bytes")),
                details.get("total_inactive_file").orElse(0),
                number(memory.resolve("memory.limit_in_bytes")),
                block,
                processes == null ? OptionalLong.empty() : number(processes.resolve("pids.current")));
    }

    private StatsSample unified(Instant now, Path folder) throws IOException {
        OptionalLong micros = new Counters(text(folder.resolve("cpu.stat"))).get("usage_usec");
        Path io = folder.resolve("io.stat");
        return sample(
                now,
                micros.isPresent() ? OptionalLong.of(micros.getAsLong() * 1000) : micros,
                number(folder.resolve("memory.current")),
                new Counters(text(folder.resolve("memory.stat")))
                        .get("inactive_file")
                        .orElse(0),
                number(folder.resolve("memory.max")),
                Files.exists(io) ? devices(text(io)) : Counters.NONE,
                number(folder.resolve("pids.current")));
    }

    private StatsSample sample(
            Instant now,
            OptionalLong cpuNanos,
            OptionalLong memory,
            long reclaimable,
            OptionalLong limit,
            Counters block,
            OptionalLong processes)
            throws IOException {
        Traffic traffic = ownNetwork ? traffic(text(process.resolve("net/dev"))) : Traffic.NONE;
        OptionalLong used = memory;
        if (memory.isPresent() && reclaimable < memory.getAsLong()) {
            used = OptionalLong.of(memory.getAsLong() - reclaimable);
        }
        return new StatsSample(
                now,
                cpuNanos,
                used,
                OptionalLong.of(Math.min(limit.orElse(Long.MAX_VALUE), machineMemory)),
                traffic.received(),
                traffic.sent(),
                block.get("read"),
                block.get("write"),
                processes);
    }

    /** Bytes that came in and went out over all of a container's networks. */
    private record Traffic(OptionalLong received, OptionalLong sent) {
        static final Traffic NONE = new Traffic(OptionalLong.empty(), OptionalLong.empty());
    }

    private static Traffic traffic(String table) {
        long received = 0;
        long sent = 0;
        boolean any = false;
        for (String line : table.split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon < 0 || line.substring(0, colon).strip().equals("lo")) {
                continue;
            }
            String[] numbers = line.substring(colon + 1).strip().split(" +", -1);
            if (numbers.length > 8) {
                received += Long.parseLong(numbers[0]);
                sent += Long.parseLong(numbers[8]);
                any = true;
            }
        }
        return any ? new Traffic(OptionalLong.of(received), OptionalLong.of(sent)) : Traffic.NONE;
    }

    /** Version 1: a line for each device and operation. */
    private static Counters operations(String table) {
        long read = 0;
        long written = 0;
        for (String line : table.split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words.length == 3 && words[1].equals("Read")) {
                read += Long.parseLong(words[2]);
            } else if (words.length == 3 && words[1].equals("Write")) {
                written += Long.parseLong(words[2]);
            }
        }
        return new Counters("read " + read + "\nwrite " + written);
    }

    /** Version 2: a line for each device, with all its operations. */
    private static Counters devices(String table) {
        long read = 0;
        long written = 0;
        for (String word : table.split("[ \n]", -1)) {
            if (word.startsWith("rbytes=")) {
                read += Long.parseLong(word.substring(7));
            } else if (word.startsWith("wbytes=")) {
                written += Long.parseLong(word.substring(7));
            }
        }
        return new Counters("read " + read + "\nwrite " + written);
    }

    /** Numbers by name, one a line. */
    private record Counters(String table) {
        static final Counters NONE = new Counters("");

        OptionalLong get(String name) {
            String start = name + " ";
            int from = table.startsWith(start) ? 0 : table.indexOf("\n" + start) + 1;
            if (from == 0 && !table.startsWith(start)) {
                return OptionalLong.empty();
            }
            int end = table.indexOf('\n', from);
            return OptionalLong.of(
                    Long.parseLong(table.substring(from + start.length(), end < 0 ? table.length() : end)));
        }
    }

    /** Empty where the kernel writes a word: there is no limit. */
    private OptionalLong number(Path file) throws IOException {
        String text = text(file).strip();
        return text.isEmpty() || !Character.isDigit(text.charAt(0))
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(text));
    }

    private String text(Path file) throws IOException {
        try (InputStream input = new FileInputStream(file.toFile())) {
            int length = input.readNBytes(buffer, 0, buffer.length);
            return new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        }
    }
}
