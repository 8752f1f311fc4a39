package dev.berth.deployment;

import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineInfo;
import dev.berth.docker.PublishedPort;
import dev.berth.environment.Environment;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** Looks, before anything is changed, whether the engine's host has what the environment needs. */
final class Preflight {
    private static final long DISK_NEEDED = 1L << 30;
    private static final double GIBIBYTE = 1L << 30;

    private final Engine engine;

    Preflight(Engine engine) {
        this.engine = engine;
    }

    /**
     * Checks disk, memory, ports, and that no data is shared with another project.
     *
     * @return what was found, in a line
     * @throws BerthException PREFLIGHT_FAILED with what lacks and the remedy
     */
    String check(Environment environment) {
        EngineInfo info = engine.info();
        String disk = checkDisk(info);
        checkPorts(environment);
        new SharedData(engine, environment.project()).refuseToStart(environment);
        long committed = environment.stack().services().stream()
                .mapToLong(Preflight::committedMemory)
                .sum();
        return String.format(
                Locale.ROOT,
                "engine %s%s, %.1f of %.1f GiB memory committed, ports free",
                info.version(),
                disk,
                committed / GIBIBYTE,
                info.memoryBytes() / GIBIBYTE);
    }

    private static long committedMemory(Stack.Service service) {
        return service.limits().memoryBytes().orElse(0) * service.replicas();
    }

    /** The engine's own folder can be measured only where it is on this machine. */
    private String checkDisk(EngineInfo info) {
        OptionalLong free = freeBytes(info);
        if (free.isEmpty()) {
            return "";
        }
        if (free.getAsLong() < DISK_NEEDED) {
            throw new BerthException(
                    ErrorCode.PREFLIGHT_FAILED,
                    String.format(
                            Locale.ROOT,
                            "only %d MiB are free for the engine in %s; a database that runs out of disk stops",
                            free.getAsLong() >> 20,
                            info.rootFolder()),
                    "Free at least 1 GiB there: docker image prune, or look for large logs.");
        }
        return String.format(Locale.ROOT, ", %.0f GiB free", free.getAsLong() / GIBIBYTE);
    }

    private OptionalLong freeBytes(EngineInfo info) {
        if (!engine.address().isUnixSocket()) {
            return OptionalLong.empty();
        }
        Path folder = Path.of(info.rootFolder());
        try {
            return Files.exists(folder)
                    ? OptionalLong.of(Files.getFileStore(folder).getUsableSpace())
                    : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private void checkPorts(Environment environment) {
        environment
                .model()
                .services()
                .values()
                .forEach(service -> service.ports().stream()
                        .filter(port -> port.host() != 0
                                && environment.stack().service(service.name()).replicas() > 0)
                        .forEach(port -> checkPort(environment, service.name(), port)));
    }

    private void checkPort(Environment environment, String service, PublishedPort port) {
        for (Container container : engine.containers(Map.of())) {
            boolean own = environment.project().equals(container.labels().get(Stack.PROJECT_LABEL));
            if (!own && container.ports().stream().anyMatch(taken -> clash(taken, port))) {
                throw taken(service, port, "container " + container.name());
            }
            if (own && container.ports().stream().anyMatch(taken -> clash(taken, port))) {
                return;
            }
        }
        if (engine.address().isUnixSocket() && port.protocol().equals("tcp") && !canListen(port)) {
            throw taken(service, port, "another program on this machine");
        }
    }

    private static boolean clash(PublishedPort left, PublishedPort right) {
        return left.host() == right.host()
                && left.protocol().equals(right.protocol())
                && (everywhere(left) || everywhere(right) || left.address().equals(right.address()));
    }

    private static boolean everywhere(PublishedPort port) {
        return port.address().isEmpty()
                || port.address().equals("0.0.0.0")
                || port.address().equals("::");
    }

    private static boolean canListen(PublishedPort port) {
        try (ServerSocket socket = everywhere(port)
                ? new ServerSocket(port.host())
                : new ServerSocket(port.host(), 1, InetAddress.ofLiteral(port.address()))) {
            return socket.isBound();
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static BerthException taken(String service, PublishedPort port, String by) {
        return new BerthException(
                ErrorCode.PREFLIGHT_FAILED,
                "port %d, which %s publishes, is taken by %s".formatted(port.host(), service, by),
                "Stop that, or give %s another port in the environment's variables.".formatted(service));
    }
}
