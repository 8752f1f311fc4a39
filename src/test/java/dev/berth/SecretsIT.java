package dev.berth;

import static dev.berth.testing.DockerProgram.container;
import static dev.berth.testing.DockerProgram.docker;
import static dev.berth.testing.DockerProgram.onTheHost;
import static dev.berth.testing.DockerProgram.starts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Secrets reach exactly the services that use them, exactly as they are, in three services that do nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsIT {
    private static final List<String> SERVICES = List.of("reader", "writer", "bystander");
    private static final List<String> VALUES = List.of(
            "$HOME ${BERTH_PROJECT} $$ $(id) `id` %s \\n",
            "both \"double\" and 'single' quotes, and {{ secret \"shared\" }}",
            "-----BEGIN-----\nline one\r\nline two\n\n-----END-----\n",
            " leading and trailing blanks \t",
            "Grüße, 日本語, 👩‍🚀, \u202eright to left",
            "0123456789abcdef".repeat(4096));

    private final String project =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private Path folder;
    private Path workspace;
    private BerthProgram berth;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        DockerProgram.requireEngine();
        folder = temporary;
        workspace = temporary.resolve("workspace");
        berth = new BerthProgram(workspace, temporary.resolve("home"));
        write("environments/dev.yaml", """
                project: %s
                compose: {files: [compose.yaml]}
                secrets: {templates: secrets-templates, provider: local}
                """.formatted(project));
        write("compose.yaml", """
                x-service: &service
                  image: berth/helper:1
                  user: "10042:10042"
                  stop_grace_period: 1s
                services:
                  reader: {<<: *service, volumes: ["${BERTH_SECRETS_DIR}/reader:/run/berth:ro"]}
                  writer: {<<: *service, volumes: ["${BERTH_SECRETS_DIR}/writer:/run/berth:ro"]}
                  bystander: {<<: *service, volumes: ["${BERTH_SECRETS_DIR}/bystander:/run/berth:ro"]}
                """);
        write("secrets-templates/secrets.yaml", """
                shared: {generate: {length: 32, alphabet: url}, consumers: [reader, writer]}
                other: {generate: {length: 32, alphabet: url}, consumers: [bystander]}
                """ + texts());
        write("secrets-templates/shared", "# berth: services=reader,writer file=shared\n{{ secret \"shared\" }}\n");
        write("secrets-templates/other", "# berth: services=bystander file=other\n{{ secret \"other\" }}\n");
        berth.run("env", "switch", "dev", "--yes").expect(0);
    }

    /** Declares one secret a value, and writes the template that shows it. */
    private String texts() throws IOException {
        StringBuilder declarations = new StringBuilder();
        for (int n = 0; n < VALUES.size(); n++) {
            declarations.append("text.%d: {generate: {length: 32, alphabet: url}, consumers: [reader]}%n".formatted(n));
            write("secrets-templates/text." + n, """
                    # berth: services=reader file=text.%1$d
                    <{{ secret "text.%1$d" }}>
                    """.formatted(n));
        }
        return declarations.toString();
    }

    @AfterAll
    void removeEverything() {
        DockerProgram.removeProject(project);
    }

    @Test
    void syncWhenNothingChangedRestartsNothing() {
        String before = starts(project);

        berth.run("secrets", "sync", "--yes").expect(0);

        assertThat(starts(project)).isEqualTo(before);
        berth.run("secrets", "check").expect(0);
    }

    @Test
    void rotateWhenTwoServicesUseItRestartsExactlyThese() {
        Map<String, String> before = startedAt();
        String old = file("reader", "shared");

        berth.run("secrets", "rotate", "shared", "--yes").expect(0);

        assertThat(file("reader", "shared")).isNotEqualTo(old).isEqualTo(file("writer", "shared"));
        assertThat(restartedSince(before)).containsExactlyInAnyOrder("reader", "writer");
    }

    @Test
    void setWhenNotYetSyncedIsDriftAndThenRestartsExactlyItsConsumer() {
        Map<String, String> before = startedAt();
        String old = file("bystander", "other");

        berth.runWithInput("something new\n", "secrets", "set", "other", "--yes")
                .expect(0);
        assertThat(file("bystander", "other")).isEqualTo(old);
        assertThat(restartedSince(before)).isEmpty();
        assertThat(berth.run("secrets", "check", "--format", "json")
                        .expect(10)
                        .json()
                        .getArray("drift")
                        .getObject(0)
                        .getString("name"))
                .isEqualTo("other");
        berth.run("secrets", "sync", "--yes").expect(0);

        assertThat(file("bystander", "other")).isEqualTo("something new\n");
        assertThat(restartedSince(before)).containsExactly("bystander");
        berth.run("secrets", "check").expect(0);
    }

    @Test
    void valuesWhenSetFromFilesStandInTheContainerByteForByte() throws IOException {
        for (int n = 0; n < VALUES.size(); n++) {
            Path file = Files.writeString(folder.resolve("value"), VALUES.get(n));
            berth.run("secrets", "set", "text." + n, "--file", file.toString(), "--yes")
                    .expect(0);
        }
        berth.run("secrets", "sync", "--yes").expect(0);

        for (int n = 0; n < VALUES.size(); n++) {
            assertThat(file("reader", "text." + n)).isEqualTo("<" + VALUES.get(n) + ">\n");
            assertThat(berth.run("secrets", "get", "text." + n, "--reveal")
                            .expect(0)
                            .output())
                    .isEqualTo(VALUES.get(n) + "\n");
        }
    }

    @Test
    void filesWhenRenderedAreReadableByTheirServiceAlone() {
        assertThat(docker(
                        "exec",
                        container(project, "reader"),
                        "stat",
                        "-L",
                        "-c",
                        "%a %u:%g",
                        "/run/berth/current/shared"))
                .isEqualTo("400 10042:10042");
    }

    @Test
    void syncWhenAnEarlierOneDiedBeforeItsLastRenameTurnsToTheNewSet() {
        onTheHost("cd /t/berth/%s/writer 2>/dev/null && ln -s \"$(readlink current)\" .turn".formatted(project));

        berth.run("secrets", "rotate", "shared", "--yes").expect(0);

        assertThat(file("writer", "shared")).isEqualTo(file("reader", "shared"));
    }

    @Test
    void upWhenTheHostForgotTheFilesInARebootRendersThemAgain() {
        String before = file("reader", "shared");
        SERVICES.forEach(service -> docker("stop", "--time", "1", container(project, service)));
        onTheHost("rm -rf /t/berth/" + project);

        berth.run("stack", "up", "--yes").expect(0);

        assertThat(file("reader", "shared")).isEqualTo(before);
        berth.run("stack", "status").expect(0);
    }

    @Test
    void syncWhenServicesWereStartedBeforeTheirFilesAfterARebootRendersThemAgain() {
        String before = file("writer", "shared");
        SERVICES.forEach(service -> docker("stop", "--time", "1", container(project, service)));
        onTheHost("rm -rf /t/berth/" + project);
        SERVICES.forEach(service -> docker("start", container(project, service)));

        berth.run("secrets", "sync", "--yes").expect(0);

        assertThat(file("writer", "shared")).isEqualTo(before);
        berth.run("stack", "status").expect(0);
    }

    @Test
    void syncWhenTheHostsMemoryIsFullLeavesEverythingAndDeliversItLater() {
        String folder = docker("inspect", "-f", "{{(index .Mounts 0).Source}}", container(project, "bystander"))
                .replaceFirst("/bystander$", "");
        Assumptions.assumeTrue(
                Files.isWritable(Path.of(folder).getParent()),
                "only who may mount on the engine's host can limit its memory");
        berth.run("stack", "down", "--yes").expect(0);
        onThisMachine("mkdir -p '%1$s' && mount -t tmpfs -o size=1m,mode=700 none '%1$s'".formatted(folder));
        try {
            berth.run("stack", "up", "--yes").expect(0);
            Map<String, String> before = startedAt();
            String old = file("bystander", "other");
            onThisMachine("head -c 2m /dev/zero > '%s/filler' 2>/dev/null || true".formatted(folder));
            berth.runWithInput("what does not fit", "secrets", "set", "other", "--yes")
                    .expect(0);

            BerthProgram.Result full = berth.run("secrets", "sync", "--yes").expect(1);

            assertThat(full.error()).contains("cannot write secrets", "No space left", "unchanged");
            assertThat(file("bystander", "other")).isEqualTo(old);
            assertThat(restartedSince(before)).isEmpty();
            berth.run("secrets", "check").expect(10);

            onThisMachine("rm '%s/filler'".formatted(folder));
            berth.run("secrets", "sync", "--yes").expect(0);

            assertThat(file("bystander", "other")).isEqualTo("what does not fit\n");
            assertThat(restartedSince(before)).containsExactly("bystander");
            berth.run("secrets", "check").expect(0);
        } finally {
            berth.run("stack", "down", "--yes");
            onThisMachine("umount '%s'".formatted(folder));
            berth.run("stack", "up", "--yes").expect(0);
        }
    }

    @Test
    void keyWhenExportedOpensACopyOfTheStoreElsewhereAndNothingElseDoes() throws IOException {
        String shared =
                berth.run("secrets", "get", "shared", "--reveal").expect(0).output();
        String key = berth.run("secrets", "key", "export").expect(0).output();
        Path elsewhere = Files.createTempDirectory(folder, "elsewhere");
        BerthProgram other = new BerthProgram(workspace, elsewhere);
        copyStores(folder.resolve("home/data"), elsewhere.resolve("data"));

        other.run("secrets", "get", "shared", "--reveal").expect(1);
        other.runWithInput("BERTH-KEY-that-is-none\n", "secrets", "key", "import")
                .expect(2);
        other.runWithInput(key, "secrets", "key", "import").expect(0);

        assertThat(other.run("secrets", "get", "shared", "--reveal").expect(0).output())
                .isEqualTo(shared);
    }

    private void write(String file, String text) throws IOException {
        Path path = workspace.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static void onThisMachine(String script) {
        try {
            Process process =
                    new ProcessBuilder("sh", "-ec", script).inheritIO().start();
            if (process.waitFor() != 0) {
                throw new AssertionError("ended with %d: %s".formatted(process.exitValue(), script));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A file as the service itself reads it, to the last line end. */
    private String file(String service, String name) {
        String hex = docker(
                "exec",
                container(project, service),
                "sh",
                "-c",
                "od -An -v -tx1 /run/berth/current/" + name + " | tr -d ' \\n'");
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }

    private Map<String, String> startedAt() {
        return SERVICES.stream()
                .collect(Collectors.toMap(
                        service -> service,
                        service -> docker("inspect", "-f", "{{.State.StartedAt}}", container(project, service))));
    }

    private List<String> restartedSince(Map<String, String> before) {
        Map<String, String> now = startedAt();
        return SERVICES.stream()
                .filter(service -> !Objects.equals(now.get(service), before.get(service)))
                .toList();
    }

    /** Every encrypted file of the data folder, but no key. */
    private static void copyStores(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.createDirectories(target.getParent());
                Files.copy(path, target);
            }
        }
    }
}
