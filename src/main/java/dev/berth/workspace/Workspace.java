package dev.berth.workspace;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

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
        String place = folder.toAbsolutePath().normalize().toString();
        throw new BerthException(
                ErrorCode.WORKSPACE_NOT_FOUND,
                Files.isDirectory(folder)
                        ? "%s is no workspace: it has no environments/*.yaml".formatted(place)
                        : "the workspace %s does not exist".formatted(place),
                "Correct --workspace or BERTH_WORKSPACE, or next: berth init " + place);
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
            return false;
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
                // Nothing is written through a link that came with the workspace.
                Files.writeString(ignore, "*\n", StandardOpenOption.CREATE_NEW);
            }
            return state();
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write %s: %s".formatted(ignore, e.getMessage()),
                    "Check the folder's permissions and the free space.",
                    e);
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
