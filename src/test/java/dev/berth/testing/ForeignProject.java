package dev.berth.testing;

import static dev.berth.testing.DockerProgram.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** A Compose project that nobody wrote for Berth, in a folder of its own, started as its owner starts it. */
public final class ForeignProject implements AutoCloseable {
    private final Path root;

    private ForeignProject(Path root) {
        this.root = root;
    }

    /** Copies one with what Compose offers below this folder under a random name, which Compose takes as the project's. */
    public static ForeignProject create(Path folder) throws IOException {
        return create(folder, "foreign");
    }

    /** The same of one that keeps data in stores of its own. */
    public static ForeignProject withStores(Path folder) throws IOException {
        return create(folder, "foreign-stores");
    }

    private static ForeignProject create(Path folder, String kind) throws IOException {
        String name = "berthit-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        Path root = folder.resolve(name);
        Folders.copy(Path.of("src/test/resources", kind), root);
        return new ForeignProject(root);
    }

    public String name() {
        return String.valueOf(root.getFileName());
    }

    public Path root() {
        return root;
    }

    public Path composeFile() {
        return root.resolve("compose.yaml");
    }

    /** Compose as the owner types it: in the project's folder, with no option before the verb. */
    public void compose(String... words) {
        List<String> command = new ArrayList<>(List.of("compose", "--project-directory", root.toString()));
        command.addAll(List.of(words));
        docker(command.toArray(String[]::new));
    }

    /** Every file below its folder with what it holds. */
    public Map<Path, String> files() throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(path), Files.readString(path));
            }
        }
        return files;
    }

    @Override
    public void close() {
        compose("--profile", "*", "down", "--volumes", "--rmi", "local", "--timeout", "1");
        DockerProgram.removeProject(name());
    }
}
