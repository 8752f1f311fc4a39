package dev.berth.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** A sound workspace of one service that nobody starts, and its user's folder, for a test to get something wrong in. */
public final class SpoiltWorkspace {
    private final Path root;
    private final Path home;
    private final String project =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

    private SpoiltWorkspace(Path root, Path home) {
        this.root = root;
        this.home = home;
    }

    public static SpoiltWorkspace create(Path folder) throws IOException {
        SpoiltWorkspace workspace = new SpoiltWorkspace(
                Files.createDirectories(folder.resolve("work")), Files.createDirectories(folder.resolve("home")));
        workspace.write("compose.yaml", "services: {shop: {image: \"berth/helper:1\"}}\n");
        workspace.define("");
        workspace.write(".berth/active", "dev\n");
        return workspace;
    }

    public Path root() {
        return root;
    }

    public Path home() {
        return home;
    }

    public String project() {
        return project;
    }

    /** Where a file of the workspace is. */
    public Path file(String name) {
        return root.resolve(name);
    }

    public SpoiltWorkspace define(String lines) throws IOException {
        return write(
                "environments/dev.yaml", "project: %s\ncompose: {files: [compose.yaml]}\n%s".formatted(project, lines));
    }

    public SpoiltWorkspace declare(String secrets) throws IOException {
        define("secrets: {templates: secrets-templates}\n");
        return write("secrets-templates/secrets.yaml", secrets);
    }

    /** Defines a database with migrations in a folder that is there. */
    public SpoiltWorkspace migrate() throws IOException {
        Files.createDirectories(file("migrations"));
        write("compose.yaml", "services: {db: {image: \"berth/postgres:17\"}}\n");
        return define("migrations: {service: db, database: app, user: app}\nservices: {db: {kind: postgres}}\n");
    }

    public SpoiltWorkspace write(String name, String text) throws IOException {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public SpoiltWorkspace write(String name, byte[] bytes) throws IOException {
        Path file = Files.createDirectories(file(name).getParent())
                .resolve(file(name).getFileName());
        Files.write(file, bytes);
        return this;
    }

    /** Puts a file of the user's own there, open to nobody else. */
    public SpoiltWorkspace writeAtHome(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(
                file.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return this;
    }

    public SpoiltWorkspace link(String name, String target) throws IOException {
        return link(file(name), target);
    }

    public SpoiltWorkspace link(Path link, String target) throws IOException {
        remove(link);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
        return this;
    }

    public SpoiltWorkspace pipe(String name) throws IOException, InterruptedException {
        return pipe(file(name));
    }

    public SpoiltWorkspace pipe(Path pipe) throws IOException, InterruptedException {
        remove(pipe);
        Files.createDirectories(pipe.getParent());
        int status = new ProcessBuilder("mkfifo", "-m", "600", pipe.toString())
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("mkfifo ended with " + status);
        }
        return this;
    }

    public SpoiltWorkspace folder(String name) throws IOException {
        remove(file(name));
        Files.createDirectories(file(name));
        return this;
    }

    public SpoiltWorkspace remove(String name) throws IOException {
        remove(file(name));
        return this;
    }

    private static void remove(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> inside = Files.list(path)) {
                for (Path each : inside.toList()) {
                    remove(each);
                }
            }
        }
        Files.deleteIfExists(path);
    }

    /** What everything in both folders is, and what it holds; without what Berth only remembers to be quick. */
    public Map<Path, String> content() throws IOException {
        Map<Path, String> content = new TreeMap<>();
        for (Path folder : new Path[] {root, home}) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.toList()) {
                    if (!isRemembered(root.relativize(path).toString())) {
                        content.put(path, content(path));
                    }
                }
            }
        }
        return content;
    }

    private static boolean isRemembered(String path) {
        return path.matches("\\.berth(/(children|cache|last-known|\\.gitignore|[^/]+\\.env)(/.*)?)?");
    }

    private static String content(Path path) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "posix:*", LinkOption.NOFOLLOW_LINKS);
        String kind = "%s %s".formatted(attributes.get("permissions"), attributes.get("fileKey"));
        if (Files.isSymbolicLink(path)) {
            return kind + " → " + Files.readSymbolicLink(path);
        }
        return Files.isRegularFile(path) ? kind + " " + HexFormat.of().formatHex(Files.readAllBytes(path)) : kind;
    }
}
