package dev.berth.workspace;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** Makes a folder a workspace; never changes a file that is there. */
public final class WorkspaceInitializer {
    private static final List<String> PARTS =
            List.of("environments", "schemas", "secrets-templates", "compose", "migrations");
    /** What the installation's own environments have recorded; a new workspace has none yet. */
    private static final Path SUCCEEDED = Path.of("migrations", "succeeded");

    /** What YAML reads as a text, whatever it spells; Compose's names of services need no other care than quotes. */
    private static final Pattern PLAIN_KEY = Pattern.compile("(?!(?i:true|false|null)$)[A-Za-z_][A-Za-z0-9_.-]*");

    private final Workspace workspace;

    public WorkspaceInitializer(Path folder) {
        this.workspace = new Workspace(folder);
    }

    /**
     * Writes the reference stack: its environments, compose files, secret templates, migrations and schemas.
     *
     * @param installation the folder of Berth's own workspace
     * @throws BerthException when one of these is there already, or the folder's name can name no workspace
     */
    public Workspace fromInstallation(Path installation) {
        String name = DefinitionMapper.defaultName(workspace);
        if (name.isEmpty()) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s cannot be a workspace's folder: its name has no letter or digit that Compose allows"
                            .formatted(workspace.root()),
                    "Choose a folder with another name.");
        }
        PARTS.forEach(this::refuseToOverwrite);
        for (String part : PARTS) {
            if (!Files.isDirectory(installation.resolve(part))) {
                throw new BerthException(
                        ErrorCode.FAILED,
                        "the installation in %s has no folder %s to copy".formatted(installation, part),
                        "Install Berth again, or start from a compose file: init --from compose.yaml DIR");
            }
        }
        try {
            for (String part : PARTS) {
                copy(installation, installation.resolve(part));
            }
            rename(workspace.environments().resolve("base.yaml"), name);
            return workspace;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * The files of the project that its owner starts by this file: several stay as they are, and one brings those that
     * Compose reads by itself as long as it is not told which.
     *
     * @throws BerthException when one of them is not there
     */
    public static List<Path> composeFiles(List<Path> named) {
        named.forEach(WorkspaceInitializer::requireFile);
        List<Path> files = named.size() == 1 ? ComposeDefaults.with(named.getFirst()) : named;
        files.forEach(WorkspaceInitializer::requireFile);
        return files;
    }

    private static void requireFile(Path composeFile) {
        if (!Files.isRegularFile(composeFile)) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    Files.isDirectory(composeFile)
                            ? "%s is a folder".formatted(composeFile)
                            : "the compose file %s does not exist".formatted(composeFile),
                    "Name the file: init --from compose.yaml DIR");
        }
    }

    /**
     * Writes environments/dev.yaml around a compose project that stays where it is.
     *
     * @param files as {@link #composeFiles} has them
     * @param project the name that Compose itself resolves for it
     * @param kinds of services that are surely of one, by their names
     * @throws BerthException when environments/dev.yaml is there already
     */
    public Workspace aroundCompose(List<Path> files, String project, SortedMap<String, Definition.Kind> kinds) {
        refuseToOverwrite("environments/dev.yaml");
        try {
            Files.createDirectories(workspace.environments());
            Files.writeString(
                    workspace.environments().resolve("dev.yaml"),
                    definition(files, project, kinds),
                    StandardOpenOption.CREATE_NEW);
            return workspace;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private String definition(List<Path> files, String project, SortedMap<String, Definition.Kind> kinds) {
        String name = DefinitionMapper.defaultName(workspace);
        StringBuilder text =
                new StringBuilder("""
                # A Compose project as it stands. What Berth should know beyond Compose (which service is the database, limits,
                # migrations, secrets) is said here; docs/environments.md describes every key. An environment that extends this one
                # needs a project of its own.
                %sproject: %s
                compose:
                  files:
                """.formatted(name.isEmpty() ? "" : "workspace: " + name + "\n", project));
        for (Path file : files) {
            text.append("    - '%s'%n".formatted(written(file).replace("'", "''")));
        }
        if (!kinds.isEmpty()) {
            text.append("# Told by their images: correct what is not so.\nservices:\n");
            kinds.forEach((service, kind) -> text.append("  %s: {kind: %s}\n"
                    .formatted(
                            PLAIN_KEY.matcher(service).matches() ? service : "'" + service + "'",
                            kind.name().toLowerCase(Locale.ROOT))));
        }
        return text.toString();
    }

    /** Relative where workspace and file move together: one lies in the other's folder. Absolute elsewhere. */
    private String written(Path file) {
        boolean together = file.startsWith(workspace.root()) || workspace.root().startsWith(file.getParent());
        return together ? workspace.root().relativize(file).toString() : file.toString();
    }

    private void refuseToOverwrite(String part) {
        Path path = workspace.root().resolve(part);
        if (Files.exists(path)) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s is there already, and init overwrites nothing".formatted(path),
                    "Choose another folder, or move it away.");
        }
    }

    private void copy(Path installation, Path part) throws IOException {
        Files.walkFileTree(part, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path relative = installation.relativize(folder);
                if (relative.equals(SUCCEEDED)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(workspace.root().resolve(relative));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        file,
                        workspace.root().resolve(installation.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Two workspaces of one name on one engine would be one. */
    private static void rename(Path base, String name) throws IOException {
        String text = Files.readString(base);
        Files.writeString(base, text.replaceFirst("(?m)^workspace: .*$", "workspace: " + name));
    }

    private BerthException failure(IOException cause) {
        return new BerthException(
                ErrorCode.FAILED,
                "cannot write the workspace %s: %s".formatted(workspace.root(), Refusal.of(cause, workspace.root())),
                "Check the folder's permissions and the free space.",
                cause);
    }
}
