package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.BucketWorkspace;
import dev.berth.testing.Canaries;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Folders;
import dev.berth.testing.ProcessWatch;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.testing.StackClient;
import dev.berth.testing.TestBucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Sets in a real S3 server's bucket, from the first one to the machine that has nothing else left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BackupBucketIT {
    private final Canaries canaries = new Canaries();
    private final List<String> said = new ArrayList<>();
    private TestBucket bucket;
    private ReferenceWorkspace workspace;
    private Path folder;
    private String project;
    private BerthProgram berth;
    private ProcessWatch watch;
    private String access = "";
    private String secret = "";
    private String passphrase = "";
    private String first = "";

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        DockerProgram.requireEngine();
        folder = temporary;
        access = canaries.plant("the access key").replaceAll("[^A-Za-z0-9]", "");
        secret = canaries.plant("the secret key");
        passphrase = Files.writeString(folder.resolve("passphrase"), "four words and more\n")
                .toString();
        bucket = TestBucket.start(access, secret);
        workspace = BucketWorkspace.create(folder, bucket);
        project = workspace.project("dev");
        berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        BucketWorkspace.storeKeys(berth, access, secret);
        watch = ProcessWatch.over(canaries);
        run(0, "env", "switch", "dev", "--yes");
        psql("CREATE TABLE oracle (id bigserial PRIMARY KEY); INSERT INTO oracle SELECT FROM generate_series(1, 5)");
        docker("exec", DockerProgram.container(project, "gateway"), "sh", "-c", "echo kept >/var/lib/caddy/witness");
        StackClient.of(berth, UUID.randomUUID()).redis("REDIS_SESSION_URL", "SET", "witness", "kept");
    }

    @AfterAll
    void removeEverything() {
        if (watch != null) {
            watch.close();
        }
        if (project != null) {
            DockerProgram.removeProject(project);
        }
        if (bucket != null) {
            bucket.close();
        }
    }

    @Test
    @Order(1)
    void createVerifyAndDrillWhenTheSetIsInTheBucketProveIt() {
        first = run(0, "backup", "create", "--format", "json")
                .json()
                .getObject("backup")
                .getString("id");

        assertThat(bucket.shell("find /data -name manifest.json")).contains("/%s/sets/%s/".formatted(project, first));
        assertThat(repositoryVolume()).as("what lies on the machine").isEqualTo("0");
        assertThat(run(0, "backup", "list").output()).contains(first);
        assertThat(run(0, "backup", "show", "latest").output()).contains(first);
        run(0, "backup", "verify", "latest");
        run(0, "backup", "drill", "latest");
    }

    @Test
    @Tag("long")
    @Order(2)
    void restoreBringsEverythingBackFromTheBucket() throws Exception {
        psql("DELETE FROM oracle");
        docker("exec", DockerProgram.container(project, "gateway"), "rm", "/var/lib/caddy/witness");

        run(0, "backup", "restore", first, "--yes");

        assertEverythingIsBack();
        run(0, "backup", "restore", "--undo", "--yes");
        assertThat(psql("SELECT count(*) FROM oracle")).isEqualTo("0");
    }

    @Test
    @Order(3)
    void keysWhenAllOfThatWasDoneAreNowhereToBeFound() throws IOException {
        Set<String> hits = new TreeSet<>(watch.hits());
        said.forEach(text -> hits.addAll(
                canaries.search("what Berth said: " + text.lines().findFirst().orElse(""), text)));
        hits.addAll(canaries.searchFiles(workspace.root()));
        hits.addAll(canaries.searchFiles(folder.resolve("home")));
        for (String label : List.of("com.docker.compose.project=" + project, "dev.berth.project=" + project)) {
            for (String id : lines("ps", "-aq", "--filter", "label=" + label)) {
                hits.addAll(canaries.search("docker inspect " + id, docker("inspect", id)));
                hits.addAll(DockerProgram.read(stream -> canaries.search("docker logs " + id, stream), "logs", id));
            }
            for (String volume : lines("volume", "ls", "-q", "--filter", "label=" + label)) {
                hits.addAll(DockerProgram.read(
                        stream -> canaries.search("the volume " + volume, stream),
                        "run",
                        "--rm",
                        "--network=none",
                        "--user=0:0",
                        "-v",
                        volume + ":/v:ro",
                        "--entrypoint=sh",
                        "berth/helper:1",
                        "-c",
                        // A store that runs changes its files meanwhile.
                        "tar -c /v 2>/dev/null || [ $? -eq 1 ]"));
            }
        }
        hits.addAll(canaries.search(
                "the bucket", bucket.shell("cd /data && find . -type f -exec cat {} + | tr -d '\\000'")));
        assertThat(hits).isEmpty();
        assertThat(watch.looks()).isPositive();
    }

    /** The database is given keys that the bucket does not take: whoever reads it then has them from the page. */
    @Test
    @Order(4)
    void drillBySheetWhenTheStoredKeysAreOthersIsOpenedByThePageAlone() throws IOException {
        Path sheet = Files.writeString(folder.resolve("page.txt"), exportSheet());
        BucketWorkspace.storeKeys(berth, access, "another");
        run(0, "secrets", "sync", "--env", "dev", "--yes");
        Path useless = Files.writeString(folder.resolve("useless.txt"), exportSheet());
        try {
            assertThat(run(1, "backup", "drill", "latest").error())
                    .contains(TestBucket.HOST + " answers 403 (Forbidden", "secrets sync");
            assertThat(run(
                                    1,
                                    "backup",
                                    "drill",
                                    "latest",
                                    "--sheet",
                                    useless.toString(),
                                    "--passphrase-file",
                                    passphrase)
                            .error())
                    .contains("with what the sheet keeps: ", "answers 403 (Forbidden", "print it anew");
            assertThat(run(2, "backup", "drill", "latest", "--sheet", sheet.toString())
                            .error())
                    .contains("--passphrase-file");

            JsonObject drilled = berth.runWithInput(
                            Files.readString(sheet),
                            "backup",
                            "drill",
                            "latest",
                            "--sheet",
                            "-",
                            "--passphrase-file",
                            passphrase,
                            "--format",
                            "json")
                    .expect(0)
                    .json();
            assertThat(drilled.getArray("checks").stream()
                            .map(JsonObject.class::cast)
                            .filter(check -> check.getBoolean("ok"))
                            .map(check -> check.getString("name")))
                    .contains("sheet", "restored", "rows", "redis-session", "gateway-data");
        } finally {
            BucketWorkspace.storeKeys(berth, access, secret);
            run(0, "secrets", "sync", "--env", "dev", "--yes");
        }
        JsonObject shown =
                run(0, "backup", "show", "latest", "--format", "json").json();
        assertThat(shown.getString("sheetOpenedAt")).matches("\\d{4}-.*T.*\\.\\d{9}Z");
        assertThat(run(0, "backup", "show", "latest").output()).contains("the printed sheet opened it");
        DockerProgram.onTheHost("[ ! -e /t/berth/%s/.aside ]".formatted(project));
    }

    private String exportSheet() {
        return berth.run("secrets", "key", "export", "--env", "dev", "--sheet", "--passphrase-file", passphrase)
                .expect(0)
                .output();
    }

    /** Nothing is left but the bucket, the page and the workspace's files; the commands are those of the documentation. */
    @Test
    @Order(5)
    void restoreWhenTheMachineIsLostGoesByTheDocumentedCommands() throws Exception {
        Path sheet = Files.writeString(folder.resolve("page.txt"), exportSheet());
        DockerProgram.removeProject(project);
        Folders.delete(workspace.root().resolve(".berth"));
        Folders.delete(folder.resolve("home"));
        berth = new BerthProgram(workspace.root(), folder.resolve("another-home"));

        for (List<String> command : documented()) {
            List<String> words = new ArrayList<>(command.stream()
                    .map(word -> word.equals("prod") ? "dev" : word.equals("page.txt") ? sheet.toString() : word)
                    .toList());
            if (words.contains("--sheet")) {
                words.addAll(List.of("--passphrase-file", passphrase));
            }
            words.add("--yes");
            run(0, words.toArray(String[]::new));
        }

        assertEverythingIsBack();
        run(0, "backup", "create");
        run(0, "backup", "verify", "latest");
    }

    /** The commands under the heading, without the program's name. */
    private static List<List<String>> documented() throws IOException {
        String page = Files.readString(Path.of("docs/backups.md"));
        String section = page.substring(page.indexOf("## On a machine that has nothing but the bucket and the sheet"));
        return Arrays.stream(section.split("\n\n"))
                .filter(paragraph -> paragraph.startsWith("    berth "))
                .findFirst()
                .orElseThrow()
                .lines()
                .map(line -> line.replaceFirst(" +#.*", "").strip())
                .map(line -> List.of(line.split(" ")).subList(1, line.split(" ").length))
                .toList();
    }

    private void assertEverythingIsBack() throws Exception {
        assertThat(psql("SELECT count(*) FROM oracle")).isEqualTo("5");
        assertThat(docker("exec", DockerProgram.container(project, "gateway"), "cat", "/var/lib/caddy/witness"))
                .isEqualTo("kept");
        assertThat(StackClient.of(berth, UUID.randomUUID()).redis("REDIS_SESSION_URL", "GET", "witness"))
                .contains("kept");
        JsonObject status = run(0, "stack", "status", "--format", "json").json();
        assertThat(status.getString("state")).isEqualTo("healthy");
    }

    private String repositoryVolume() {
        return docker(
                "run",
                "--rm",
                "--network=none",
                "--user=0:0",
                "-v",
                project + "_backup:/v:ro",
                "--entrypoint=sh",
                "berth/helper:1",
                "-c",
                "find /v -type f | wc -l");
    }

    private BerthProgram.Result run(int exitCode, String... words) {
        BerthProgram.Result result = berth.run(words);
        said.add(String.join(" ", words) + "\n" + result.output() + result.error());
        return result.expect(exitCode);
    }

    private static List<String> lines(String... words) {
        return docker(words).lines().filter(line -> !line.isBlank()).toList();
    }

    private String psql(String sql) {
        return docker(
                        "exec",
                        DockerProgram.container(project, "postgres"),
                        "psql",
                        "-XqAt",
                        "-d",
                        "app",
                        "-c",
                        "SET search_path = public; " + sql)
                .strip();
    }
}
