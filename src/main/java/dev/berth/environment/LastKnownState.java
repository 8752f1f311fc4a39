package dev.berth.environment;

import dev.berth.failure.BerthException;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** What state each environment was last seen in from this machine, so that lists and the prompt need not ask an engine. */
public final class LastKnownState {
    private final Workspace workspace;
    private final Path folder;

    public LastKnownState(Workspace workspace) {
        this.workspace = workspace;
        this.folder = workspace.state().resolve("last-known");
    }

    /** A state, such as healthy, and when it was seen. */
    public record Seen(String state, Instant at) {}

    public Optional<Seen> read(String environment) {
        String[] words = Workspace.stateText(folder.resolve(environment))
                .orElse("")
                .strip()
                .split(" ", -1);
        try {
            return words.length == 2
                    ? Optional.of(new Seen(words[0], Instant.ofEpochMilli(Long.parseLong(words[1]))))
                    : Optional.empty();
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Remembers it; a workspace that cannot be written to remembers nothing. */
    public void write(String environment, Seen seen) {
        try {
            workspace.createState();
            Files.createDirectories(folder);
            // Each writer has a file of its own. Java's temporary files and texts of times are not made ready for this.
            Path temporary = folder.resolve(environment + "." + System.nanoTime() + ".new");
            Files.writeString(temporary, seen.state() + " " + seen.at().toEpochMilli() + "\n");
            Files.move(
                    temporary,
                    folder.resolve(environment),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | BerthException e) {
            // It is only shown, never relied on.
            return;
        }
    }
}
