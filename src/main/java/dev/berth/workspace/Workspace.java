package dev.berth.workspace;

import java.nio.file.Path;

/** A workspace's folder, and where its parts lie. */
public record Workspace(Path root) {
    public Workspace {
        root = root.toAbsolutePath().normalize();
    }

    public Path environments() {
        return root.resolve("environments");
    }

    /** This machine's state: active environment, env files, caches; git-ignored, never a secret value. */
    public Path state() {
        return root.resolve(".berth");
    }

    /** A path as a definition writes it: relative to the workspace, or absolute. */
    public Path resolve(String path) {
        return root.resolve(path).normalize();
    }
}
