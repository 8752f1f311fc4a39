package dev.berth.environment;

import dev.berth.failure.BerthException;
import dev.berth.workspace.Definition;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which environments a workspace has and which of them are protected, remembered until a file beside the definitions changes:
 * reading definitions takes longer than everything else that is done before the first prompt.
 *
 * <p>What cannot be remembered is read again; what commands refuse and ask is never decided from here.
 */
public final class KnownEnvironments {
    private static final String FORMAT = "1";
    private static final String PROTECTED = " protected";

    private final Workspace workspace;
    private final Definitions definitions;
    private final Path file;

    public KnownEnvironments(Workspace workspace, Definitions definitions) {
        this.workspace = workspace;
        this.definitions = definitions;
        // Environments' names begin with no dot: no cache of one of them is meant.
        this.file = workspace.state().resolve("cache").resolve(".environments");
    }

    /** One environment. */
    public record Known(String name, boolean isProtected) {}

    /** All environments, sorted by name; one whose definition is wrong is not known to be protected. */
    public List<Known> list() {
        Optional<String> stamp = FileStamp.ofFolder(workspace.environments()).map(text -> FORMAT + "\n" + text);
        Optional<List<Known>> remembered = stamp.flatMap(this::remembered);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        List<Known> known = new ArrayList<>();
        boolean allAreRight = true;
        for (String name : definitions.names()) {
            Optional<Definition> definition = read(name);
            known.add(new Known(name, definition.map(Definition::isProtected).orElse(false)));
            allAreRight &= definition.isPresent();
        }
        if (allAreRight) {
            stamp.ifPresent(text -> remember(text, known));
        }
        return List.copyOf(known);
    }

    private Optional<Definition> read(String name) {
        try {
            return Optional.of(definitions.read(name));
        } catch (BerthException e) {
            return Optional.empty();
        }
    }

    /** The lines after the stamp and an empty line, one an environment. */
    private Optional<List<Known>> remembered(String stamp) {
        Optional<String> text = Workspace.stateText(file);
        if (text.isEmpty() || !text.get().startsWith(stamp + "\n")) {
            return Optional.empty();
        }
        List<Known> known = new ArrayList<>();
        for (String line : text.get().substring(stamp.length() + 1).split("\n", -1)) {
            if (!line.isEmpty()) {
                boolean isProtected = line.endsWith(PROTECTED);
                known.add(new Known(
                        isProtected ? line.substring(0, line.length() - PROTECTED.length()) : line, isProtected));
            }
        }
        return Optional.of(List.copyOf(known));
    }

    private void remember(String stamp, List<Known> known) {
        StringBuilder text = new StringBuilder(stamp).append('\n');
        known.forEach(each -> text.append(each.name())
                .append(each.isProtected() ? PROTECTED : "")
                .append('\n'));
        try {
            workspace.createState();
            Files.createDirectories(file.getParent());
            Path temporary = Files.createTempFile(file.getParent(), ".environments", ".new");
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | BerthException e) {
            // Only speed is lost.
            return;
        }
    }
}
