package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What services of all kinds say, well behaved or not, as one log. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LONG = 10_000_000;

    private final String project =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private Path folder;
    private BerthProgram berth;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        DockerProgram.requireEngine();
        folder = temporary;
        Path workspace = folder.resolve("acme");
        Files.createDirectories(workspace.resolve("environments"));
        Files.writeString(
                workspace.resolve("environments/dev.yaml"),
                "project: %s\ncompose: {files: [compose.yaml]}\n".formatted(project));
        Files.writeString(workspace.resolve("compose.yaml"), """
                x-service: &service {image: "berth/base:trixie", network_mode: none, stop_grace_period: 0s}
                services:
                  chatty: {<<: *service, command: [sh, -c, "seq 20000; exec sleep infinity"]}
                  long: {<<: *service, command: [sh, -c, "head -c %d /dev/zero | tr '\\\\0' x; echo; echo after"]}
                  odd: {<<: *service, command: [sh, -c, "printf 'nul\\\\000 bad\\\\377 \\\\033[2Jclear\\\\nno end'"]}
                  terminal: {<<: *service, tty: true, command: [sh, -c, "printf 'one\\\\ntwo\\\\r\\\\n'"]}
                  mute: {<<: *service, logging: {driver: none}, command: [echo, unheard]}
                  rotated: &rotated
                    <<: *service
                    logging: {driver: json-file, options: {max-size: 1k, max-file: "5"}}
                    command: [sh, -c, "echo 0; while ! [ -f /tmp/go ]; do sleep 0.1; done; for n in $$(seq 200); do echo $$n; sleep 0.02; done; exec sleep infinity"]
                  cut:
                    <<: *rotated
                    logging: {driver: json-file, options: {max-size: 1k, max-file: "1"}}
                """.formatted(LONG));
        berth = new BerthProgram(workspace, folder.resolve("home")).with("BERTH_ENV", "dev");
        compose("create");
        compose("start", "chatty", "long", "odd", "terminal", "mute");
        Eventually.within(
                PATIENCE,
                "all has been said",
                () -> assertThat(DockerProgram.docker("logs", "-n", "1", container("chatty")))
                        .contains("20000"));
    }

    @AfterAll
    void removeEverything() {
        DockerProgram.removeProject(project);
    }

    @Test
    void tailWhenLinesAreCountedCountsThoseOfEachContainer() {
        assertThat(berth.run("stack", "logs", "-n", "2", "chatty", "terminal")
                        .expect(0)
                        .output()
                        .lines())
                .containsExactlyInAnyOrder("chatty   | 19999", "chatty   | 20000", "terminal | one", "terminal | two");
    }

    @Test
    void tailWhenBytesAreOddShowsWhatCanBeShown() {
        assertThat(berth.run("logs", "tail", "odd").expect(0).output())
                .isEqualTo("odd      | nul bad\ufffd clear\nodd      | no end\n");
    }

    @Test
    void tailWhenALineIsTenMegabytesGivesItWhole() {
        List<JsonObject> lines = documents(berth.run("logs", "tail", "long", "--format", "ndjson")
                .expect(0)
                .output());

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().getString("message")).hasSize(LONG);
        assertThat(lines.getLast().getString("message")).isEqualTo("after");
    }

    @Test
    void tailWhenALogCannotBeReadSaysSoAndShowsTheOthers() {
        BerthProgram.Result result =
                berth.run("logs", "tail", "mute", "terminal").expect(0);

        assertThat(result.output()).contains("terminal | one");
        assertThat(result.error()).contains("the log of " + container("mute") + " cannot be read", "logging driver");
    }

    @Test
    void tailWhenPatternTakesForeverGivesUp() {
        assertThat(berth.run("logs", "tail", "long", "--grep", "(x+x+)+y")
                        .expect(2)
                        .error())
                .contains("takes too long");
        assertThat(berth.run("logs", "tail", "chatty", "--grep", "^1999[89]$")
                        .expect(0)
                        .output()
                        .lines())
                .hasSize(2);
    }

    @Test
    void tailWhenItsReaderLeavesEndsQuietly() throws Exception {
        assertThat(piped("logs tail chatty", "head -n 3")).isEqualTo("141 0\n");
        assertThat(piped("logs tail chatty", "tail -n 1 | grep -q 20000")).isEqualTo("0 0\n");
        assertThat(full("logs tail chatty"))
                .contains("standard output cannot be written")
                .endsWith("1\n");
    }

    @Test
    void tailWhenFollowedAcrossRotationsLosesAndDoublesNothing() throws Exception {
        assertThat(followed("rotated"))
                .containsExactlyElementsOf(IntStream.rangeClosed(0, 200).boxed().toList());
    }

    @Test
    void tailWhenFollowedAcrossTruncationsDoublesNothingAndGoesOn() throws Exception {
        // What the engine throws away before it has told anybody, nobody can have.
        assertThat(followed("cut")).isSorted().doesNotHaveDuplicates();
    }

    /** The numbers that a service says while it is followed, to the last one. */
    private List<Integer> followed(String service) throws IOException {
        Path output = folder.resolve(service + ".txt");
        compose("start", service);
        Process follower = berth.start(
                output, folder.resolve(service + ".err"), "logs", "tail", service, "--follow", "--format", "ndjson");
        try {
            awaitNumber(output, 0);
            DockerProgram.docker("exec", container(service), "touch", "/tmp/go");
            awaitNumber(output, 200);
        } finally {
            follower.destroyForcibly();
        }
        return numbers(output);
    }

    private static void awaitNumber(Path output, int number) {
        Eventually.within(
                PATIENCE,
                number + " has come",
                () -> assertThat(numbers(output)).contains(number));
    }

    private static List<Integer> numbers(Path output) throws IOException {
        String text = Files.readString(output);
        return documents(text.substring(0, text.lastIndexOf('\n') + 1)).stream()
                .map(line -> Integer.valueOf(line.getString("message")))
                .toList();
    }

    private static List<JsonObject> documents(String ndjson) {
        List<JsonObject> documents = new ArrayList<>();
        for (String line : ndjson.lines().toList()) {
            if (!line.isEmpty()) {
                try {
                    documents.add(JsonParser.object().from(line));
                } catch (JsonParserException e) {
                    throw new AssertionError(line, e);
                }
            }
        }
        return documents;
    }

    private void compose(String... words) {
        List<String> all = new ArrayList<>(List.of(
                "compose",
                "-p",
                project,
                "-f",
                folder.resolve("acme/compose.yaml").toString()));
        all.addAll(List.of(words));
        DockerProgram.docker(all.toArray(String[]::new));
    }

    private String container(String service) {
        return project + "-" + service + "-1";
    }

    /** Both exit codes of a pipe; nothing may be said on standard error. */
    private String piped(String command, String reader) throws IOException, InterruptedException {
        return shell("\"$@\" | (" + reader + ") >/dev/null; echo \"${PIPESTATUS[*]}\"", command);
    }

    /** What is said, and the exit code, when the disk behind standard output is full. */
    private String full(String command) throws IOException, InterruptedException {
        return shell("\"$@\" >/dev/full; echo $?", command);
    }

    private String shell(String script, String command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("bash", "-c", script, "bash"));
        words.addAll(berth.command(command.split(" ")));
        words.addAll(List.of("--env", "dev"));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(command + " ends")
                    .isTrue();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
