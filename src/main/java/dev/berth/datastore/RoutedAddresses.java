package dev.berth.datastore;

import dev.berth.docker.Engine;
import dev.berth.docker.EngineInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whether containers' addresses are routed on this machine: elsewhere the same address may be somebody else's. */
final class RoutedAddresses implements BooleanSupplier {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private final Engine engine;
    private @Nullable Boolean answer;

    RoutedAddresses(Engine engine) {
        this.engine = engine;
    }

    @Override
    public synchronized boolean getAsBoolean() {
        Boolean known = answer;
        if (known == null) {
            known = ask();
            answer = known;
        }
        return known;
    }

    private boolean ask() {
        if (!engine.address().isUnixSocket()) {
            return false;
        }
        EngineInfo info = engine.info();
        // A Unix socket may be forwarded from another machine, or lead into a virtual machine.
        return !info.rootless() && !info.operatingSystem().contains("Docker Desktop") && isThisMachine(info.name());
    }

    private static boolean isThisMachine(String name) {
        try {
            return Files.readString(HOST_NAME).strip().equals(name);
        } catch (IOException e) {
            return false;
        }
    }
}
