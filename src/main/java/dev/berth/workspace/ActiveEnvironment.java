package dev.berth.workspace;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which environment this machine's commands act on where none is named: one line in .berth/active. */
public final class ActiveEnvironment {
    private final Workspace workspace;

    public ActiveEnvironment(Workspace workspace) {
        this.workspace = workspace;
    }

    /** The environment's name, which may have been removed since; empty where none is active. */
    public Optional<String> read() {
        try {
            if (Files.readAttributes(file(), BasicFileAttributes.class).isRegularFile()) {
                return Optional.of(Files.readString(file()).strip()).filter(EnvironmentFiles::isName);
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(Refusal.of(e, file()), e);
        }
        throw unreadable("it is a folder, device or pipe", null);
    }

    /** Makes an environment the active one; a crash leaves the old name or the new one, never half of it. */
    public void write(String name) {
        try {
            workspace.createState();
            WholeFile.replace(file(), name + "\n");
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write %s: %s".formatted(file(), Refusal.of(e, file())),
                    "%s must be a folder that you may write into, with space left.".formatted(workspace.state()),
                    e);
        }
    }

    private Path file() {
        return workspace.state().resolve("active");
    }

    private BerthException unreadable(String reason, @Nullable Throwable cause) {
        return new BerthException(
                ErrorCode.FAILED,
                "cannot read %s, which names the active environment: %s".formatted(file(), reason),
                "Take it away, and choose the environment anew: env switch NAME",
                cause);
    }
}
