package dev.berth.delivery;

import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecResult;
import dev.berth.environment.EngineState;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds a folder in memory on the engine's host: secrets must not reach a disk. */
final class HostFolder {
    /** /run is a tmpfs of its own on most hosts, for rootless engines too; /dev/shm is one on the others. */
    private static final List<String> CANDIDATES = List.of("/run", "/dev/shm");

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Engine engine;

    HostFolder(Engine engine) {
        this.engine = engine;
    }

    /** The tmpfs below which Berth's folder lies. */
    String find() {
        return knownWithoutAsking().orElseGet(this::ask);
    }

    /** This machine's own mounts tell where the engine is here; a rootless engine has a /run of its own. */
    Optional<String> knownWithoutAsking() {
        if (!engine.address().host().equals("unix:///var/run/docker.sock")) {
            return Optional.empty();
        }
        try {
            List<String> mounts = Files.readAllLines(Path.of("/proc/self/mounts"));
            return CANDIDATES.stream()
                    .filter(folder -> mounts.stream().anyMatch(line -> {
                        String[] words = line.split(" ", -1);
                        return words.length > 2 && words[1].equals(folder) && words[2].equals("tmpfs");
                    }))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String ask() {
        ExecResult result = engine.run(
                new ContainerSpecification(
                        Optional.empty(),
                        EngineState.HELPER_IMAGE,
                        List.of("sh", "-c", "for f in /run /dev/shm; do echo \"$f $(stat -f -c %T /host$f)\"; done"),
                        Optional.of("0:0"),
                        Map.of("dev.berth.purpose", "secrets"),
                        CANDIDATES.stream()
                                .map(folder -> folder + ":/host" + folder + ":ro")
                                .toList(),
                        "none",
                        List.of(),
                        true,
                        false,
                        false),
                InputStream.nullInputStream(),
                TIMEOUT);
        return result.output()
                .lines()
                .filter(line -> line.endsWith(" tmpfs"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseThrow(() -> new BerthException(
                        ErrorCode.PREFLIGHT_FAILED,
                        "neither /run nor /dev/shm of the engine's host is in memory (tmpfs), so secrets would reach its disk",
                        "Mount a tmpfs at one of them on the host."));
    }
}
