package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.DockerProgram;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.testing.TerminalScreen;
import dev.berth.testing.TestVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the five-minute tour of README.md as it is written there, command by command, in a copy of the workspace. What stands
 * in the copy for something of the reader's own: the folder on the PATH, and the gateway's port.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TourIT {
    private static final Pattern TOUR = Pattern.compile("\n## Five minutes\n(.*?)\n## ", Pattern.DOTALL);
    private static final Pattern EDIT = Pattern.compile("Change a limit in `([^`]+)` \\(say, `((\\S+): [^`]+)`\\)");
    private static final Pattern ASKING_SWITCH = Pattern.compile("berth env switch (\\S+)");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private ReferenceWorkspace workspace;
    private Path programs;
    private Map<String, String> environment;

    @BeforeAll
    void standWhereQuickstartLeaves(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        TerminalScreen.require();
        // The tour's own server is started by the program that Berth finds: on the PATH, or where scripts/vault puts
        // it.
        TestVault.program();
        workspace = ReferenceWorkspace.create(folder);
        programs = Files.createDirectory(folder.resolve("programs"));
        Path launcher = Files.createDirectory(workspace.root().resolve("bin")).resolve("berth");
        Files.writeString(
                launcher,
                "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(Path.of("bin/berth").toAbsolutePath()));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path home = folder.resolve("home");
        environment = Map.of(
                "PATH", programs + ":" + System.getenv("PATH"),
                "XDG_DATA_HOME", home.resolve("data").toString(),
                "XDG_CONFIG_HOME", home.resolve("config").toString(),
                "XDG_STATE_HOME", home.resolve("state").toString());
        run("bin/berth env switch dev --yes --wait-timeout 5m", 0);
    }

    @AfterAll
    void removeEverything() throws IOException {
        if (workspace != null) {
            run("bin/berth secrets server stop || true", 0);
            DockerProgram.removeProject(workspace.project("dev"));
            DockerProgram.removeProject(workspace.project("prod"));
        }
    }

    @TestFactory
    Stream<DynamicTest> tour() throws IOException {
        Matcher tour = TOUR.matcher(Files.readString(Path.of("README.md")));
        assertThat(tour.find()).as("README.md has its tour").isTrue();
        List<DynamicTest> steps = new ArrayList<>();
        for (String paragraph : tour.group(1).split("\n\n", -1)) {
            Matcher edit = EDIT.matcher(paragraph.replace('\n', ' '));
            if (edit.find()) {
                steps.add(DynamicTest.dynamicTest(
                        "edit " + edit.group(2), () -> edit(edit.group(1), edit.group(3), edit.group(2))));
            }
            paragraph
                    .lines()
                    .filter(line -> line.startsWith("    "))
                    .map(String::strip)
                    .forEach(line -> steps.add(DynamicTest.dynamicTest(line, () -> take(line))));
        }
        assertThat(steps).as("commands in the tour").hasSizeGreaterThan(10);
        return steps.stream();
    }

    private void take(String line) throws IOException {
        Matcher asking = ASKING_SWITCH.matcher(line);
        if (asking.matches()) {
            switchAsked(line, asking.group(1));
            return;
        }
        boolean finds = line.startsWith("berth env audit");
        String output = run(
                line.replace("/usr/local/bin", programs.toString()).replace(":8000/", ":" + gateway() + "/"),
                finds ? 1 : 0);
        if (finds) {
            assertThat(output).as("all that lacks").contains(": 1 finding by", "complete-backup");
        }
        if (line.startsWith("curl ")) {
            assertThat(output).as("nobody reads without a token").contains(" 401 ");
        }
        if (line.startsWith("berth env plan dev")) {
            assertThat(output).as("the changed limit").contains("limit");
        }
    }

    /** Only the line of that key changes, as somebody with an editor would do it. */
    private void edit(String file, String key, String line) throws IOException {
        Path path = workspace.root().resolve(file);
        String text = Files.readString(path);
        String changed =
                text.replaceAll("(?m)^  " + Pattern.quote(key) + ": .*$", Matcher.quoteReplacement("  " + line));
        assertThat(changed).as("%s has a line for %s", file, key).isNotEqualTo(text);
        Files.writeString(path, changed);
    }

    private void switchAsked(String line, String name) {
        List<String> words = new ArrayList<>(List.of("env", "-u", "CI", "-u", "BERTH_ENV", "-u", "BERTH_WORKSPACE"));
        environment.forEach((variable, value) -> words.add(variable + "=" + value));
        words.addAll(List.of("TERM=xterm-256color", "sh", "-c", "cd '" + workspace.root() + "' && " + line));
        try (TerminalScreen screen = TerminalScreen.running(words)) {
            screen.showsWithin(PATIENCE, "Type its name to go on")
                    .type(name)
                    .press("Enter")
                    .showsWithin(PATIENCE, "ended with")
                    .shows("ended with 0");
        }
    }

    private String gateway() {
        return docker("port", DockerProgram.container(workspace.project("dev"), "gateway"), "8080")
                .lines()
                .findFirst()
                .map(address -> address.substring(address.lastIndexOf(':') + 1))
                .orElseThrow();
    }

    /** Runs a line as a shell does, and fails unless it ends so. */
    private String run(String line, int exitCode) throws IOException {
        Path output = Files.createTempFile("berthit-tour-", ".txt");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line)
                .directory(workspace.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_") || name.equals("CI"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            process.destroyForcibly();
            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as("%s%n%s", line, said).isTrue();
            assertThat(process.exitValue()).as("%s%n%s", line, said).isEqualTo(exitCode);
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            Files.delete(output);
        }
    }
}
