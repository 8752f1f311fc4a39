package dev.berth.workspace;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
            Path temporary = Files.createTempFile(workspace.createState(), "active-", ".new");
            Files.writeString(temporary, name + "\n");
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(temporary, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
