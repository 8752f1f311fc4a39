package dev.berth.workspace;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Quoted;
import dev.berth.failure.Refusal;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/** A workspace's folder, and where its parts lie. */
public record Workspace(Path root) {
    public Workspace {
        root = root.toAbsolutePath().normalize();
    }

    /**
     * The nearest workspace, from a folder upwards.
     *
     * @throws BerthException WORKSPACE_NOT_FOUND when there is none
     */
    public static Workspace around(Path folder) {
        Path start = folder.toAbsolutePath().normalize();
        for (Path candidate = start; candidate != null; candidate = candidate.getParent()) {
            if (isWorkspace(candidate)) {
                return new Workspace(candidate);
            }
        }
        throw new BerthException(
                ErrorCode.WORKSPACE_NOT_FOUND,
                "no workspace in %s or above: no folder there has environments/*.yaml".formatted(start),
                "Next: berth init DIR, or name one by --workspace DIR or BERTH_WORKSPACE.");
    }

    /**
     * The workspace in a folder that the user named.
     *
     * @throws BerthException WORKSPACE_NOT_FOUND when it is none
     */
    public static Workspace at(Path folder) {
        if (isWorkspace(folder)) {
            return new Workspace(folder);
        }
        String place = Quoted.line(folder.toAbsolutePath().normalize().toString());
        throw new BerthException(
                ErrorCode.WORKSPACE_NOT_FOUND,
                complaint(folder).formatted(place),
                "Correct --workspace or BERTH_WORKSPACE, or next: berth init " + place);
    }

    private static String complaint(Path folder) {
        if (Files.isDirectory(folder)) {
            return "%s is no workspace: it has no environments/*.yaml";
        }
        return Files.exists(folder) ? "the workspace %s is a file, not a folder" : "the workspace %s does not exist";
    }

    private static boolean isWorkspace(Path folder) {
        Path environments = folder.resolve("environments");
        if (!Files.isDirectory(environments)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(environments)) {
            for (Path file : files) {
                if (file.toString().endsWith(".yaml")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // Whoever reads the definitions will say why that cannot be done.
            return true;
        }
    }

    public Path environments() {
        return root.resolve("environments");
    }

    /** This machine's state: active environment, env files, caches; git-ignored, never a secret value. */
    public Path state() {
        return root.resolve(".berth");
    }

    /**
     * The folder of this machine's state, created where it is missing, with a file that keeps it out of Git.
     *
     * @throws BerthException when it cannot be written
     */
    public Path createState() {
        Path ignore = state().resolve(".gitignore");
        try {
            if (!Files.exists(ignore)) {
                Files.createDirectories(state());
                WholeFile.replace(ignore, "*\n");
            }
            return state();
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write %s: %s".formatted(ignore, Refusal.of(e, ignore)),
                    "%s must be a folder that you may write into, with space left.".formatted(state()),
                    e);
        }
    }

    /** The text of a small file of this machine's state; empty where it is missing, or is anything else. */
    public static Optional<String> stateText(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            // Reading a pipe would wait for whoever writes into it.
            return attributes.isRegularFile() && attributes.size() <= TextFile.LARGEST
                    ? Optional.of(Files.readString(file))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A path as a definition writes it: relative to the workspace, or absolute. */
    public Path resolve(String path) {
        return root.resolve(path(path)).normalize();
    }

    /**
     * A path as somebody wrote it.
     *
     * @throws DefinitionException where this machine's locale has no such name
     */
    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new DefinitionException(List.of(Problem.at(
                    Place.wholeFile(Path.of("environments")),
                    "",
                    "no file can be named %s in this locale".formatted(Wording.quoted(text)),
                    "Set LC_ALL to one with UTF-8, such as C.UTF-8.")));
        }
    }

    /** A path as messages show it: relative to the workspace where it lies inside. */
    Path shown(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(root) ? root.relativize(absolute) : absolute;
    }
}
