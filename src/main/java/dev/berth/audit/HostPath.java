package dev.berth.audit;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A path on an engine's host that a container sees, without a slash at its end. */
record HostPath(String text) {
    /** Docker Desktop shows its own machine's folders of the user's machine so. */
    private static final String DESKTOP = "/host_mnt";

    private static final List<String> SOCKETS =
            List.of("docker.sock", "podman.sock", "containerd.sock", "crio.sock", "buildkitd.sock");

    /** Each by itself: of what lies below, much is harmless, such as the time zone. */
    private static final Set<String> SYSTEM = Set.of(
            "",
            "/bin",
            "/boot",
            "/dev",
            "/etc",
            "/home",
            "/lib",
            "/lib64",
            "/proc",
            "/root",
            "/run",
            "/sbin",
            "/sys",
            "/usr",
            "/var",
            "/var/lib",
            "/var/log",
            "/var/run");

    /** With all that lies below. */
    private static final List<String> ENTIRE = List.of(
            "/boot",
            "/etc/docker",
            "/etc/shadow",
            "/etc/ssh",
            "/etc/sudoers",
            "/proc",
            "/sys",
            "/var/lib/containerd",
            "/var/lib/containers",
            "/var/lib/docker");

    private static final List<String> IN_MEMORY = List.of("/run", "/var/run", "/dev/shm");

    static HostPath of(String source) {
        String path = source.startsWith(DESKTOP + "/") ? source.substring(DESKTOP.length()) : source;
        return new HostPath(path.replaceAll("/+$", ""));
    }

    /** Whether an engine listens there, or this one does. */
    boolean isEngineSocket(Optional<String> own) {
        return own.filter(text::equals).isPresent()
                || SOCKETS.stream().anyMatch(socket -> text.endsWith("/" + socket))
                || List.of("/run/docker", "/run/podman", "/run/containerd", "/var/run/docker", "/var/run/podman")
                        .contains(text);
    }

    /** Whether whoever sees it sees how its host works, and whoever writes to it can change that. */
    boolean isOfTheSystem() {
        return SYSTEM.contains(text) || ENTIRE.stream().anyMatch(this::isIn);
    }

    /** Whether it lies where hosts keep a file system in memory. */
    boolean isInMemory() {
        return IN_MEMORY.stream().anyMatch(this::isIn);
    }

    /** Whether it is that folder, or lies below it. */
    boolean isIn(String folder) {
        return text.equals(folder) || text.startsWith(folder + "/");
    }
}
