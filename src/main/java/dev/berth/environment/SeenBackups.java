package dev.berth.environment;

import dev.berth.failure.BerthException;
import dev.berth.workspace.WholeFile;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The ids of the backups that were last seen from this machine, so that completing one asks no engine. */
public final class SeenBackups {
    private final Workspace workspace;
    private final Path folder;

    public SeenBackups(Workspace workspace) {
        this.workspace = workspace;
        this.folder = workspace.state().resolve("backups");
    }

    /** Newest first; empty where none was seen. */
    public List<String> read(String environment) {
        return Workspace.stateText(folder.resolve(environment))
                .orElse("")
                .lines()
                .toList();
    }

    /** Remembers them; a workspace that cannot be written to remembers nothing. */
    public void write(String environment, List<String> ids) {
        try {
            workspace.createState();
            Files.createDirectories(folder);
            WholeFile.replace(folder.resolve(environment), String.join("\n", ids) + "\n");
        } catch (IOException | BerthException e) {
            // It is only proposed, never relied on.
            return;
        }
    }
}
