package dev.berth.monitor;

import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** Where a watch of one environment keeps what it remembers, on the machine that watches. */
public record WatchFolder(Workspace workspace, String environment) {
    private static final String PRIVATE = "rwx------";

    public Path path() {
        return workspace.state().resolve("monitor").resolve(environment);
    }

    Path file(String name) {
        return path().resolve(name);
    }

    /** What services have said. */
    public Path logs() {
        return file("logs.db");
    }

    /** What the watch itself has said, where it is in the background. */
    public Path log() {
        return file("watch.log");
    }

    /** What it said before. */
    public Path olderLog() {
        return file("watch.log.old");
    }

    /** For which boot of the machine the environment was started. */
    public Path boot() {
        return file("boot");
    }

    /** Makes it, where there is none. */
    public void create() throws IOException {
        create(path());
    }

    /** Makes a folder below, too. Nobody else is to look into it: services' logs lie there. */
    void create(Path below) throws IOException {
        workspace.createState();
        Files.createDirectories(below);
        for (Path each = below; !each.equals(workspace.state()); each = Objects.requireNonNull(each.getParent())) {
            PosixFileAttributeView view = Files.getFileAttributeView(each, PosixFileAttributeView.class);
            if (view != null) {
                view.setPermissions(PosixFilePermissions.fromString(PRIVATE));
            }
        }
    }
}
