package dev.berth.testing;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Drives bin/berth from outside, as a script does: arguments in; exit code, standard output and standard error out. */
public final class BerthProgram {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final Path launcher;
    private final Path workspace;
    private final Map<String, String> environment;
    private List<String> before = List.of();

    public BerthProgram(Path workspace, Path home) {
        this.launcher = Path.of("bin/berth").toAbsolutePath();
        this.workspace = workspace;
        this.environment = new HashMap<>(Map.of(
                "XDG_DATA_HOME", home.resolve("data").toString(),
                "XDG_CONFIG_HOME", home.resolve("config").toString(),
                "XDG_STATE_HOME", home.resolve("state").toString(),
                "XDG_CACHE_HOME", home.resolve("cache").toString()));
    }

    /** How a run ended. */
    public record Result(List<String> words, int exitCode, String output, String error) {

        /** Standard output as a JSON object. */
        public JsonObject json() {
            return parse(output);
        }

        /** The one JSON error object on standard error. */
        public JsonObject errorJson() {
            return parse(error).getObject("error");
        }

        /** Fails, showing everything, unless it ended with this code. */
        public Result expect(int code) {
            if (exitCode != code) {
                throw new AssertionError("berth %s ended with %d instead of %d%n--- stdout%n%s--- stderr%n%s"
                        .formatted(String.join(" ", words), exitCode, code, output, error));
            }
            return this;
        }

        private JsonObject parse(String text) {
            try {
                return JsonParser.object().from(text);
            } catch (JsonParserException e) {
                throw new AssertionError(
                        "berth %s printed no JSON object%n--- stdout%n%s--- stderr%n%s"
                                .formatted(String.join(" ", words), output, error),
                        e);
            }
        }
    }

    /** The same program for the same home, in another workspace: another clone of the same user. */
    public BerthProgram in(Path otherWorkspace) {
        BerthProgram other = new BerthProgram(otherWorkspace, Path.of("/nonexistent"));
        other.environment.clear();
        other.environment.putAll(environment);
        other.before = before;
        return other;
    }

    /** The same program with one more variable in its process environment. */
    public BerthProgram with(String name, String value) {
        BerthProgram other = in(workspace);
        other.environment.put(name, value);
        return other;
    }

    /** The same program with words of another before its own, such as one that enters a network. */
    public BerthProgram through(List<String> words) {
        BerthProgram other = in(workspace);
        other.before = List.copyOf(words);
        return other;
    }

    public Result run(String... words) {
        return runWithInput("", words);
    }

    public Result runWithInput(String input, String... words) {
        try {
            Path output = Files.createTempFile("berth-out-", ".txt");
            Path error = Files.createTempFile("berth-err-", ".txt");
            try {
                Process process = start(output, error, words);
                try (var stdin = process.getOutputStream()) {
                    stdin.write(input.getBytes(StandardCharsets.UTF_8));
                }
                if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("berth %s did not end within %s%n%s"
                            .formatted(String.join(" ", words), TIMEOUT, Files.readString(error)));
                }
                return new Result(
                        List.of(words), process.exitValue(), Files.readString(output), Files.readString(error));
            } finally {
                Files.delete(output);
                Files.delete(error);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The same as one command for somebody else to run, such as a terminal; it brings its variables along. */
    public List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of("env", "-u", "CI", "-u", "BERTH_ENV", "-u", "BERTH_WORKSPACE"));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(List.of(launcher.toString(), "--workspace", workspace.toString()));
        command.addAll(List.of(words));
        return command;
    }

    /** Starts it and does not wait: for tests that interrupt or kill it. */
    public Process start(Path output, Path error, String... words) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(launcher.toString(), "--workspace", workspace.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(error.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_") || name.equals("CI"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
