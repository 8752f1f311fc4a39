package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.RealEngine;
import dev.berth.testing.TerminalScreen;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keeps the way of a one-shot clear: what {@code stack status --format json} loads is what it costs. Counts classes, and the
 * jars they come from, not milliseconds.
 */
class StartUpIT {
    private static final Set<String> JARS =
            Set.of("berth", "nanojson", "spring-shell-core", "spring-beans", "spring-context");

    /** The launcher puts the first three first, and finds the classes of the others in its cache. */
    private static final Set<String> PROMPT_JARS = Set.of(
            "berth",
            "berth-loggers",
            "jline",
            "nanojson",
            "spring-shell-core",
            "spring-beans",
            "spring-context",
            "spring-core");

    /** What none of these commands needs, and what takes long to make ready; each by the beginning of its classes' names. */
    private static final List<String> SLOW = List.of(
            "java.lang.runtime.ObjectMethods",
            "java.lang.runtime.SwitchBootstraps",
            "java.text.",
            "java.time.format.DateTimeFormatterBuilder",
            "java.util.Formatter",
            "java.util.concurrent.ThreadPoolExecutor",
            "java.util.regex.Pattern",
            "javax.net.ssl.");

    private static final List<String> STATUS = List.of("--env", "dev", "stack", "status", "--format", "json");
    private static final String STOPPED = "\"state\":\"stopped\"";

    private static final String ADVICE = """
        The start-up of every %s grew. Find what loads it with
          -Xshare:off -XX:+UnlockDiagnosticVMOptions -XX:LogClassLoadingCauseFor=CLASS -Xlog:class+load+cause
        and make it only where it is needed; raise the number only for what every run needs.\
        """;

    @RegisterExtension
    final RealEngine real = new RealEngine();

    @TempDir
    Path folder;

    /** The classes that a command loaded. */
    private record Loaded(List<String> own, List<String> all, Set<String> jars) {}

    @BeforeEach
    void defineWorkspace() throws IOException {
        Files.createDirectories(folder.resolve("environments"));
        Files.writeString(folder.resolve("compose.yaml"), "services: {one: {image: %s}}".formatted(RealEngine.IMAGE));
        Files.writeString(
                folder.resolve("environments/dev.yaml"),
                "project: %s%ncompose: {files: [compose.yaml]}".formatted(real.project()));
    }

    @Test
    void statusWhenNothingChangedLoadsLittle() throws IOException, InterruptedException {
        // The first one asks Compose and remembers.
        load(STOPPED, STATUS);

        Loaded loaded = load(STOPPED, STATUS);

        check(loaded, "status report", 190, 1520);
    }

    @Test
    void versionLoadsLittle() throws IOException, InterruptedException {
        check(load("Berth ", List.of("version")), "command", 85, 1060);
    }

    private static void check(Loaded loaded, String what, int mostOwn, int mostOfAll) {
        assertThat(loaded.jars()).as(ADVICE, what).contains("berth").isSubsetOf(JARS);
        assertThat(loaded.all())
                .as(ADVICE, what)
                .noneMatch(name -> SLOW.stream().anyMatch(name::startsWith));
        assertThat(loaded.own()).as(ADVICE, what).hasSizeLessThan(mostOwn);
        assertThat(loaded.all()).as(ADVICE, what).hasSizeLessThan(mostOfAll);
    }

    @Test
    void promptStartsNoProgramAndOpensFewJars() throws IOException {
        TerminalScreen.require();
        List<String> program =
                new ArrayList<>(List.of("env", "-u", "CI", "TERM=xterm-256color", "XDG_STATE_HOME=" + folder));
        program.addAll(words(List.of()));
        // What a look at the definitions finds is remembered.
        promptOnce(program);
        try (TerminalScreen screen = TerminalScreen.running(program)) {
            // What is typed before the prompt is thrown away when the terminal is set up.
            screen.lineIs("berth >");
            assertThat(jars(screen.openFiles())).as(ADVICE, "prompt").isSubsetOf(PROMPT_JARS);
            screen.type("exit").press("Enter").shows("ended with 0");
        }

        Loaded loaded = loaded(Files.readAllLines(classes()));

        assertThat(loaded.all())
                .contains("dev.berth.shell.Prompt")
                .doesNotContain("java.lang.ProcessBuilder", "org.jline.utils.ExecHelper")
                .noneMatch(name -> name.startsWith("org.snakeyaml.") || name.startsWith("java.util.logging."));
        assertThat(loaded.all()).as(ADVICE, "prompt").hasSizeLessThan(2150);
    }

    private static void promptOnce(List<String> program) {
        try (TerminalScreen screen = TerminalScreen.running(program)) {
            screen.lineIs("berth >").type("exit").press("Enter").shows("ended with 0");
        }
    }

    private static Set<String> jars(List<Path> files) {
        Set<String> names = new TreeSet<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (name.endsWith(".jar")) {
                names.add(plainName(name));
            }
        }
        return names;
    }

    /** A jar's name without its version. */
    private static String plainName(String file) {
        return file.replaceFirst("(-[0-9].*)?\\.jar$", "");
    }

    private Loaded load(String expected, List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Path error = folder.resolve("error.txt");
        ProcessBuilder builder = new ProcessBuilder(words(command))
                .redirectOutput(output.toFile())
                .redirectError(error.toFile());
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("XDG_STATE_HOME", folder.toString());
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(output)).as(Files.readString(error)).contains(expected);
        return loaded(Files.readAllLines(classes()));
    }

    /** Where the JVM writes what it loads. */
    private Path classes() {
        return folder.resolve("classes.txt");
    }

    private static Loaded loaded(List<String> log) {
        List<String> own = new ArrayList<>();
        List<String> all = new ArrayList<>();
        Set<String> jars = new TreeSet<>();
        for (String line : log) {
            String name = line.substring(line.indexOf("] ") + 2).split(" ", 2)[0];
            all.add(name);
            int source = line.indexOf("source: file:");
            if (source >= 0) {
                own.add(name);
                jars.add(plainName(
                        Path.of(line.substring(source + 13)).getFileName().toString()));
            }
        }
        return new Loaded(own, all, jars);
    }

    private List<String> words(List<String> command) throws IOException {
        Path built = Path.of("target/berth").toAbsolutePath();
        List<String> jars = new ArrayList<>();
        List<String> others = new ArrayList<>();
        // Without a cache, what stands before the jar of a class is opened with it: what may be opened stands first.
        try (DirectoryStream<Path> files = Files.newDirectoryStream(built.resolve("lib"), "*.jar")) {
            for (Path file : files) {
                boolean needed =
                        PROMPT_JARS.contains(plainName(file.getFileName().toString()));
                (needed ? jars : others).add(file.toString());
            }
        }
        Collections.sort(jars);
        jars.addAll(others);
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xlog:class+load:file=" + classes(),
                "-Dorg.jline.terminal.graphemeCluster=false",
                "-Dlibrary.jline.path=" + built.resolve("native"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                String.join(":", jars),
                "dev.berth.Main",
                "--workspace",
                folder.toString()));
        words.addAll(command);
        return words;
    }
}
