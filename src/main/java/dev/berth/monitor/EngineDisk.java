package dev.berth.monitor;

import dev.berth.docker.Engine;
import dev.berth.failure.BerthException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/** How full the disk is that an engine of this machine keeps everything on. */
final class EngineDisk {
    private final Engine engine;
    private Optional<Path> root = Optional.empty();

    EngineDisk(Engine engine) {
        this.engine = engine;
    }

    /** From 0 to 1; empty where it is another machine's, or cannot be looked at. */
    OptionalDouble usage() {
        if (!engine.address().isUnixSocket()) {
            return OptionalDouble.empty();
        }
        try {
            if (root.isEmpty()) {
                root = Optional.of(Path.of(engine.info().rootFolder()));
            }
            Path folder = root.get();
            if (!Files.exists(folder)) {
                return OptionalDouble.empty();
            }
            FileStore disk = Files.getFileStore(folder);
            // As df has it: what only root may still use counts as used.
            long used = disk.getTotalSpace() - disk.getUnallocatedSpace();
            long all = used + disk.getUsableSpace();
            return all > 0 ? OptionalDouble.of((double) used / all) : OptionalDouble.empty();
        } catch (IOException | BerthException e) {
            return OptionalDouble.empty();
        }
    }
}
