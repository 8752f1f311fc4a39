package dev.berth;

import static dev.berth.testing.DockerProgram.container;
import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret as a variable, and values from a file: into the embedded store, to Compose, and nowhere else. */
class SecretVariablesIT {
    private static final String CANARY = "canary-P@$$w0rd ${HOME}";

    private final String project =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

    @TempDir
    private Path folder;

    private Path workspace;
    private BerthProgram berth;

    @BeforeEach
    void createWorkspace() throws IOException {
        DockerProgram.requireEngine();
        workspace = folder.resolve("workspace");
        berth = new BerthProgram(workspace, folder.resolve("home"));
        write("environments/dev.yaml", """
                project: %s
                compose: {files: [compose.yaml]}
                secrets: {templates: secrets-templates}
                variables: {TOKEN: {secret: api.token}}
                """.formatted(project));
        write("compose.yaml", """
                services:
                  user: {image: "berth/helper:1", init: true, command: [sleep, infinity], stop_grace_period: 1s, environment: {TOKEN: "${TOKEN:?}"}}
                  other: {image: "berth/helper:1", init: true, command: [sleep, infinity], stop_grace_period: 1s}
                """);
        write("secrets-templates/secrets.yaml", "api.token: {generate: {length: 32}}\n");
    }

    @AfterEach
    void removeEverything() {
        DockerProgram.removeProject(project);
    }

    @Test
    void variableWhenItTakesASecretReachesItsServiceAndNoFile() throws IOException {
        BerthProgram.Result validated =
                berth.run("env", "validate", "--format", "json").expect(0);
        assertThat(validated.json().getArray("warnings").toString()).contains("TOKEN", "docker inspect");
        assertThat(berth.run("env", "plan", "dev").expect(0).output()).contains("docker inspect");
        Path file = folder.resolve("old.env");
        Files.writeString(file, "OLD_TOKEN='%s'\nPATH=/bin\n".formatted(CANARY));
        String[] words = {"secrets", "import", "--env", "dev", "--from", file.toString(), "--map", "OLD_TOKEN=api.token"
        };
        BerthProgram.Result dry = berth.run(Stream.concat(Stream.of(words), Stream.of("--dry-run", "--format", "json"))
                .toArray(String[]::new));
        assertThat(dry.expect(0).json().getBoolean("imported")).isFalse();
        assertThat(dry.output() + dry.error()).doesNotContain("canary");
        assertThat(dry.json().getArray("unused")).containsExactly("PATH");
        berth.run("secrets", "get", "api.token", "--reveal", "--env", "dev").expect(1);
        berth.run(words).expect(0);

        berth.run("env", "switch", "dev", "--yes").expect(0);

        assertThat(docker("exec", container(project, "user"), "printenv", "TOKEN"))
                .isEqualTo(CANARY);
        berth.run("env", "plan", "dev", "--exit-code").expect(0);
        JsonObject shown =
                berth.run("env", "show", "dev", "--format", "json").expect(0).json();
        assertThat(shown.getArray("mustBeSet").getObject(0).getString("variable"))
                .isEqualTo("TOKEN");
        assertNothingHolds("canary");
        // Journal and what was committed lie there; grep finds nothing, and says so by its exit code.
        assertThat(docker(
                        "run",
                        "--rm",
                        "--entrypoint",
                        "sh",
                        "-v",
                        project + "_berth:/it:ro",
                        "berth/helper:1",
                        "-c",
                        "find /it -type f | grep -c . && ! grep -r canary /it && echo none"))
                .endsWith("none");
    }

    @Test
    void variableWhenItsSecretIsRotatedRecreatesExactlyItsUser() {
        berth.run("env", "switch", "dev", "--yes").expect(0);
        String user = container(project, "user");
        String other = container(project, "other");
        String before = docker("exec", user, "printenv", "TOKEN");
        assertThat(before).hasSize(32);

        berth.run("secrets", "rotate", "api.token", "--yes").expect(0);

        assertThat(container(project, "other")).isEqualTo(other);
        assertThat(container(project, "user")).isNotEqualTo(user);
        assertThat(docker("exec", container(project, "user"), "printenv", "TOKEN"))
                .isEqualTo(berth.run("secrets", "get", "api.token", "--reveal")
                        .output()
                        .strip())
                .isNotEqualTo(before);
        berth.run("env", "plan", "dev", "--exit-code").expect(0);
    }

    @Test
    void importWhenAnotherValueIsStoredRefusesUntilTold() {
        berth.runWithInput("first", "secrets", "set", "api.token", "--env", "dev")
                .expect(0);

        JsonObject refusal = berth.runWithInput(
                        "API_TOKEN=second\n", "secrets", "import", "--env", "dev", "--format", "json")
                .expect(1)
                .errorJson();
        assertThat(refusal.getString("code")).isEqualTo("SECRET_CONFLICT");
        assertThat(value()).isEqualTo("first");

        berth.runWithInput("API_TOKEN=second\n", "secrets", "import", "--overwrite", "--env", "dev")
                .expect(0);
        assertThat(value()).isEqualTo("second");
        berth.run("secrets", "import", "--from", "local", "--env", "dev").expect(2);
    }

    private String value() {
        return berth.run("secrets", "get", "api.token", "--reveal", "--env", "dev")
                .expect(0)
                .output()
                .strip();
    }

    /** Every file of the workspace and of the user's folders, but the one that it came from. */
    private void assertNothingHolds(String text) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path root : List.of(workspace, folder.resolve("home"))) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                        found.add(file);
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(workspace.resolve(file).getParent());
        Files.writeString(workspace.resolve(file), text);
    }
}
