package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.RealEngine;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keeps the way of a one-shot clear: what {@code stack status --format json} loads is what it costs. Counts classes and the
 * jars they come from, not milliseconds.
 */
class StartUpIT {
    /** Everything outside the JDK that one status report may load; raise it only for something every report needs. */
    private static final int MOST_CLASSES = 280;

    private static final Set<String> JARS =
            Set.of("berth", "nanojson", "spring-shell-core", "spring-beans", "spring-context");

    @RegisterExtension
    final RealEngine real = new RealEngine();

    @TempDir
    Path folder;

    @Test
    void statusWhenNothingChangedLoadsLittle() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("environments"));
        Files.writeString(folder.resolve("compose.yaml"), "services: {one: {image: %s}}".formatted(RealEngine.IMAGE));
        Files.writeString(
                folder.resolve("environments/dev.yaml"),
                "project: %s%ncompose: {files: [compose.yaml]}".formatted(real.project()));
        run(List.of());

        List<String> loaded = run(List.of("-Xlog:class+load:file=" + folder.resolve("classes.txt")));

        Set<String> jars = new TreeSet<>();
        int classes = 0;
        for (String line : loaded) {
            int source = line.indexOf("source: file:");
            if (source >= 0) {
                classes++;
                jars.add(Path.of(line.substring(source + 13))
                        .getFileName()
                        .toString()
                        .replaceFirst("(-[0-9].*)?\\.jar$", ""));
            }
        }
        assertThat(jars).contains("berth").isSubsetOf(JARS);
        assertThat(classes).isLessThan(MOST_CLASSES);
    }

    private List<String> run(List<String> flags) throws IOException, InterruptedException {
        Path libraries = Path.of("target/berth/lib").toAbsolutePath();
        List<String> jars =
                new ArrayList<>(List.of(libraries.resolve("berth.jar").toString()));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(libraries, "*.jar")) {
            files.forEach(jar -> jars.add(jar.toString()));
        }
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        words.addAll(flags);
        words.addAll(List.of(
                "-cp",
                String.join(":", jars),
                "dev.berth.Main",
                "--workspace",
                folder.toString(),
                "--env",
                "dev",
                "stack",
                "status",
                "--format",
                "json"));
        Process process = new ProcessBuilder(words)
                .redirectOutput(folder.resolve("out.json").toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("out.json")))
                .as(Files.readString(folder.resolve("err.txt")))
                .contains("\"state\":\"stopped\"");
        Path classes = folder.resolve("classes.txt");
        return Files.exists(classes) ? Files.readAllLines(classes) : List.of();
    }
}
