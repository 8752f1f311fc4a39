package dev.berth.workspace;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Which environment this machine's commands act on where none is named: one line in .berth/active. */
public final class ActiveEnvironment {
    private final Workspace workspace;

    public ActiveEnvironment(Workspace workspace) {
        this.workspace = workspace;
    }

    /** The environment's name, which may have been removed since; empty where none is active. */
    public Optional<String> read() {
        try {
            return Optional.of(Files.readString(file()).strip()).filter(EnvironmentFiles::isName);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("read", e);
        }
    }

    /** Makes an environment the active one; a crash leaves the old name or the new one, never half of it. */
    public void write(String name) {
        try {
            workspace.createState();
            WholeFile.replace(file(), name + "\n");
        } catch (IOException e) {
            throw failure("write", e);
        }
    }

    /** Leaves no environment active. */
    public void clear() {
        try {
            Files.deleteIfExists(file());
        } catch (IOException e) {
            throw failure("remove", e);
        }
    }

    private Path file() {
        return workspace.state().resolve("active");
    }

    private BerthException failure(String verb, IOException cause) {
        return new BerthException(
                ErrorCode.FAILED,
                "cannot %s %s: %s".formatted(verb, file(), cause.getMessage()),
                "Check the folder's permissions and the free space.",
                cause);
    }
}
