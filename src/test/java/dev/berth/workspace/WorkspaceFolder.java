package dev.berth.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A workspace in a folder for tests, with one compose file. */
final class WorkspaceFolder {
    private final Path root;

    WorkspaceFolder(Path root) {
        this.root = root;
        write("compose.yaml", "services: {}\n");
    }

    WorkspaceFolder write(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes environments/dev.yaml. */
    WorkspaceFolder dev(String text) {
        return write("environments/dev.yaml", text);
    }

    /** Writes environments/dev.yaml, which has compose files and the keys given. */
    WorkspaceFolder devWith(String keys) {
        return dev("compose: {files: [compose.yaml]}\n" + keys);
    }

    Workspace workspace() {
        return new Workspace(root);
    }

    Definitions definitions() {
        return Definitions.in(workspace());
    }

    Definition definition() {
        return definitions().read("dev");
    }

    /** The problems of dev, each as {@code FILE:LINE:COLUMN: MESSAGE → HINT}. */
    List<String> problems() {
        return definitions().problems("dev").stream().map(WorkspaceFolder::line).toList();
    }

    static String line(Problem problem) {
        String place = problem.file()
                + (problem.line() == 0 ? "" : ":" + problem.line())
                + (problem.column() == 0 ? "" : ":" + problem.column());
        return "%s: %s → %s"
                .formatted(
                        place,
                        problem.message(),
                        Optional.of(problem.hint().orElse("")).get());
    }
}
