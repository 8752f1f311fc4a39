package dev.berth;

import static dev.berth.testing.DockerProgram.container;
import static dev.berth.testing.DockerProgram.docker;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.Canaries;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.FaultyServer;
import dev.berth.testing.ProcessWatch;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.testing.TerminalScreen;
import dev.berth.testing.TestVault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Known values lie in a real Vault and run in the whole stack, and show up nowhere but there and in the folders that the
 * services read: every test does something with them, and after each everything is searched.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CanaryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a service prints of its own accord stands in its log, whoever started it. */
    private static final String TELLTALE = "telltale";

    private final Canaries canaries = new Canaries();
    private final Canaries verifiers = new Canaries();

    /** Everything that Berth said, and every screen. */
    private final List<String> said = new ArrayList<>();

    private Path folder;
    private Path home;
    private ReferenceWorkspace workspace;
    private String project;
    private BerthProgram berth;
    private TestVault vault;
    private FaultyServer server;
    private ProcessWatch watch;
    private Instant start;

    @BeforeAll
    void plant(@TempDir Path temporary) throws IOException {
        DockerProgram.requireEngine();
        start = Instant.now();
        vault = TestVault.start();
        server = FaultyServer.before(vault.address());
        folder = temporary;
        home = folder.resolve("home");
        workspace = ReferenceWorkspace.create(folder);
        project = workspace.project("dev");
        berth = new BerthProgram(workspace.root(), home).with("TERM", "screen").with("LANG", "C.UTF-8");
        Files.writeString(
                workspace.root().resolve("environments/dev.yaml"),
                """
                secrets:
                  provider: vault
                  vault:
                    address: %s
                    mount: kv2
                    path: %s
                    auth: {method: approle, roleId: "%s", secretIdFile: %s}
                """.formatted(server.address(), project, role(), folder.resolve("secret-id")),
                StandardOpenOption.APPEND);
        String secretId = vault.post("auth/approle/role/berth/secret-id", Map.of())
                .getObject("data")
                .getString("secret_id");
        canaries.plant("the secret id", secretId);
        Files.writeString(folder.resolve("secret-id"), secretId);
        verifiers.plant("a SCRAM verifier", "SCRAM-SHA-256$4096:");
        allowWhatItAsksFor();
        for (String name : names()) {
            vault.post(place(name), Map.of("data", new JsonObject(Map.of("value", canaries.plant(name)))));
        }
        watch = ProcessWatch.over(canaries);
    }

    private void allowWhatItAsksFor() {
        String policy = berth.run("secrets", "policy", "dev").expect(0).output();
        vault.post(
                "auth/approle/role/berth",
                Map.of("token_policies", vault.policy(policy), "token_no_default_policy", true));
    }

    private String role() {
        vault.post("sys/auth/approle", Map.of("type", "approle"));
        vault.post("auth/approle/role/berth", Map.of());
        return vault.get("auth/approle/role/berth/role-id").getObject("data").getString("role_id");
    }

    @AfterAll
    void removeEverything() {
        if (watch != null) {
            watch.close();
        }
        if (project != null) {
            DockerProgram.removeProject(project);
        }
        if (server != null) {
            server.close();
        }
        if (vault != null) {
            vault.close();
        }
    }

    @AfterEach
    void nothingIsToBeFound() throws IOException {
        Set<String> hits = new TreeSet<>(watch.hits());
        for (String text : said) {
            hits.addAll(
                    everywhere("what Berth said: " + text.lines().findFirst().orElse(""), text));
        }
        said.clear();
        hits.addAll(canaries.searchFiles(workspace.root()));
        if (Files.exists(home)) {
            hits.addAll(canaries.searchFiles(home));
        }
        hits.addAll(onTheEngine());
        assertThat(hits).isEmpty();
    }

    @Test
    @Order(1)
    void watchWhenAProcessHoldsAValueFindsIt() throws Exception {
        String value = canaries.plant("a value shown on purpose");
        for (List<String> leak :
                List.of(List.of("sh", "-c", "sleep 2; :", value), List.of("env", "LEAK=" + value, "sleep", "2"))) {
            Process process = new ProcessBuilder(leak).start();
            Eventually.within(
                    PATIENCE,
                    "found",
                    () -> assertThat(watch.hits())
                            .anySatisfy(hit -> assertThat(hit).contains("a value shown on purpose in ==> /proc/")));
            process.destroy();
            process.waitFor();
            int looks = watch.looks();
            Eventually.within(PATIENCE, "gone", () -> assertThat(watch.looks()).isGreaterThan(looks + 1));
        }
        watch.hits();
        assertThat(everywhere("base64", Base64.getEncoder().encodeToString(("x" + value + "y").getBytes(UTF_8))))
                .hasSize(1);
    }

    @Test
    @Order(2)
    void switchWhenEverythingIsNewShowsNone() {
        run(0, "env", "switch", "dev", "--yes", "--debug");

        assertThat(docker("exec", container(project, "postgres"), "cat", "/run/berth/current/passwords.sql"))
                .contains("SCRAM-SHA-256$4096:");
        assertThat(canaries.search(
                        "the service's own folder",
                        docker("exec", container(project, "rest"), "cat", "/run/berth/current/db-uri")))
                .hasSize(1);
    }

    @Test
    @Order(3)
    void verbsWhenTheyReportShowNone() throws IOException {
        run(0, "secrets", "list", "--format", "json");
        run(0, "secrets", "diff");
        run(0, "secrets", "check");
        run(0, "env", "show", "dev", "--format", "json");
        run(0, "env", "plan", "dev", "--format", "json");
        run(0, "env", "export");
        run(0, "db", "psql", "-c", "SELECT current_user, pg_sleep(1)");
        run(0, "db", "info");
        run(0, "stack", "logs", "--tail", "200");
        Path script = Files.writeString(folder.resolve("nightly.berth"), """
                secrets list --env dev
                env export --env dev
                db psql -c "SELECT 1" --env dev
                secrets get redis-cache.app --reveal --env dev
                """);
        // The one line that is there to show a value shows it to a person, and to no transcript.
        berth.run("script", "run", script.toString()).expect(0);
        assertThat(workspace.root().resolve(".berth/transcripts")).isDirectoryContaining("glob:**.log");
    }

    @Test
    @Order(4)
    void promptAndBoardWhenLookedAtShowNone() {
        TerminalScreen.require();
        try (TerminalScreen screen = TerminalScreen.running(berth.command())) {
            screen.shows("●");
            screen.type("secrets list").press("Enter").shows("redis-session.monitor");
            said.add(screen.text());
            screen.type("stack status").press("Enter").shows("? help");
            for (String key : List.of("Enter", "l", "i", "Escape", "e", "?", "Escape")) {
                screen.press(key);
                said.add(screen.text());
            }
            said.add(screen.text());
            screen.terminate();
        }
    }

    @Test
    @Order(5)
    void syncAndRotateWhenValuesChangeShowNone() throws IOException {
        String changed = canaries.plant("the changed redis-cache.app");
        said.add(told(berth.runWithInput(changed, "secrets", "set", "redis-cache.app", "--yes")
                .expect(0)));
        run(0, "secrets", "sync", "--yes", "--debug");
        for (String name : List.of("postgres.app", "redis-session.app", "api.jwt")) {
            run(0, "secrets", "rotate", name, "--yes", "--debug");
        }
        for (String name : names()) {
            canaries.plant(name + " as it is now", stored(name));
        }
        run(0, "stack", "status", "--format", "json");
    }

    @Test
    @Order(6)
    void failuresWhenTheyAreToldShowNone() throws IOException {
        server.answer("/data/" + project + "/postgres.app", 403, "{\"errors\": [\"permission denied\"]}");
        run(1, "secrets", "sync", "--yes", "--debug");
        server.answer("/data/", 500, "{\"errors\": [\"no\"], \"data\": \"%s\"}".formatted(stored("postgres.app")));
        run(1, "secrets", "sync", "--yes", "--debug");
        server.heal();

        Path migration = workspace.root().resolve("migrations/V900__fails.sql");
        Files.writeString(migration, "CREATE TABLE fails (n int);\nSELECT 1 / 0;\n");
        assertThat(run(1, "db", "migrate", "--yes", "--debug")).contains("division by zero");
        Files.delete(migration);

        Path compose = workspace.root().resolve("compose/telltale.yaml");
        Files.writeString(compose, """
                services:
                  %s:
                    image: berth/helper:1
                    user: "10004:10004"
                    command: [sh, -c, "cat /run/berth/current/* | tee /dev/stderr | base64; sleep 2; exit 3"]
                    volumes: ["${BERTH_SECRETS_DIR}/rest:/run/berth:ro"]
                    healthcheck: {test: [CMD-SHELL, "cat /run/berth/current/*; false"], interval: 1s, retries: 1}
                """.formatted(TELLTALE));
        workspace.edit(
                "environments/dev.yaml",
                "compose/compose.dev.yaml]",
                "compose/compose.dev.yaml, compose/telltale.yaml]");
        BerthProgram.Result failed = berth.run("env", "switch", "dev", "--yes", "--debug");
        said.add(told(failed));
        assertThat(failed.exitCode()).isNotZero();
        assertThat(failed.error()).contains(TELLTALE, "••••");
        said.add(told(berth.run("stack", "logs", TELLTALE)));
        workspace.edit("environments/dev.yaml", ", compose/telltale.yaml]", "]");
        Files.delete(compose);
        run(0, "env", "history", "--format", "json");
        run(0, "env", "switch", "dev", "--yes");
    }

    /** PostgreSQL and Vault are set up with the documentation's own words. */
    @Test
    @Order(7)
    void psqlWhenVaultMakesItsLoginAsDocumentedShowsNone() throws IOException {
        String page = Files.readString(Path.of("docs/environments.md"));
        List<String> setUp = Arrays.stream(page.substring(page.indexOf("### Database logins for people"))
                        .split("\n\n"))
                .filter(paragraph -> paragraph.startsWith("    "))
                .map(String::stripIndent)
                .limit(2)
                .map(words -> words.replace("…", "vaults-own").replace("db.acme.example", address("postgres")))
                .toList();
        String postgres = container(project, "postgres");
        docker(
                "exec",
                postgres,
                "psql",
                "-Xq",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "postgres",
                "-d",
                "app",
                "-c",
                setUp.get(0));
        vault.post("sys/mounts/database", Map.of("type", "database"));
        vault.run(setUp.get(1));
        // A login's password that is known beforehand.
        String password = "Y".repeat(40);
        vault.post(
                "sys/policies/password/known", Map.of("policy", "length = 40\nrule \"charset\" { charset = \"Y\" }"));
        vault.post("database/config/acme", Map.of("password_policy", "known"));
        canaries.plant("the password of a login", password);
        Files.writeString(
                workspace.root().resolve("environments/dev.yaml"),
                "    database: {role: people}\n",
                StandardOpenOption.APPEND);
        allowWhatItAsksFor();

        assertThat(berth.run("db", "psql", "-c", "\\! cat /dev/shm/.berth-*")
                        .expect(0)
                        .output())
                .contains(password);
        assertThat(run(0, "db", "psql", "--debug", "-c", "SELECT session_user, count(*) FROM notes"))
                .contains("v-approle-people-");
        assertThat(run(1, "db", "psql", "-c", "DELETE FROM notes")).contains("permission denied");
        assertThat(docker(
                        "exec",
                        postgres,
                        "psql",
                        "-XAtq",
                        "-U",
                        "postgres",
                        "-c",
                        "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'v-%'"))
                .isEqualTo("0");
        assertThat(docker("exec", postgres, "ls", "-A", "/dev/shm")).doesNotContain(".berth-");
    }

    private String address(String service) {
        return docker(
                "inspect",
                "--format",
                "{{(index .NetworkSettings.Networks \"%s_pool\").IPAddress}}".formatted(project),
                container(project, service));
    }

    @Test
    @Tag("long")
    @Order(8)
    void switchWhenKilledHalfWayShowsNone() throws Exception {
        String url = "PUBLIC_URL: http://localhost:800";
        int port = 0;
        for (String moment : List.of("✓ preflight", "◐ services")) {
            String value = canaries.plant("redis-cache.app, killed after " + moment);
            said.add(told(berth.runWithInput(value, "secrets", "set", "redis-cache.app", "--yes")
                    .expect(0)));
            workspace.edit("environments/dev.yaml", url + port, url + ++port);
            Path output = folder.resolve("killed.out");
            Process process = berth.start(output, folder.resolve("killed.err"), "env", "switch", "dev", "--yes");
            Eventually.within(
                    PATIENCE,
                    moment,
                    () -> assertThat(folder.resolve("killed.err")).content().contains(moment));
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            said.add(Files.readString(output) + Files.readString(folder.resolve("killed.err")));
            nothingIsToBeFound();

            run(0, "env", "switch", "dev", "--yes");
        }
    }

    /** The containers' file systems whole, and what their images were made of. */
    @Test
    @Tag("long")
    @Order(9)
    void filesWhenContainersAndImagesAreUnpackedHoldNone() throws IOException {
        Set<String> hits = new TreeSet<>();
        for (String id : lines("ps", "-aq", "--filter", "label=com.docker.compose.project=" + project)) {
            hits.addAll(DockerProgram.read(stream -> canaries.search("the export of " + id, stream), "export", id));
            hits.addAll(everywhere("the changes of " + id, docker("diff", id)));
            String image = docker("inspect", "-f", "{{.Image}}", id);
            hits.addAll(everywhere("the history of " + image, docker("history", "--no-trunc", image)));
            hits.addAll(DockerProgram.read(stream -> canaries.search("the layers of " + image, stream), "save", image));
            hits.addAll(everywhere("the image " + image, docker("image", "inspect", image)));
        }
        assertThat(hits).isEmpty();
    }

    private String run(int exitCode, String... words) {
        String told = told(berth.run(words).expect(exitCode));
        said.add(told);
        return told;
    }

    private static String told(BerthProgram.Result result) {
        return String.join(" ", result.words()) + "\n" + result.output() + result.error();
    }

    /** Everything that the engine would tell anybody who may ask it, and all that it keeps for the project. */
    private Set<String> onTheEngine() throws IOException {
        Set<String> hits = new TreeSet<>();
        List<String> containers =
                new ArrayList<>(lines("ps", "-aq", "--filter", "label=com.docker.compose.project=" + project));
        containers.addAll(lines("ps", "-aq", "--filter", "label=dev.berth.project=" + project));
        for (String id : containers) {
            String name = docker("inspect", "-f", "{{.Name}}", id);
            if (name.contains(TELLTALE)) {
                continue;
            }
            hits.addAll(everywhere("docker inspect " + name, docker("inspect", id)));
            hits.addAll(DockerProgram.read(stream -> searched("docker logs " + name, stream), "logs", id));
        }
        for (String network : lines("network", "ls", "-q", "--filter", "label=com.docker.compose.project=" + project)) {
            hits.addAll(everywhere("a network", docker("network", "inspect", network)));
        }
        for (String label : List.of("com.docker.compose.project=" + project, "dev.berth.project=" + project)) {
            for (String volume : lines("volume", "ls", "-q", "--filter", "label=" + label)) {
                hits.addAll(everywhere("docker inspect " + volume, docker("volume", "inspect", volume)));
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
        hits.addAll(everywhere(
                "docker events",
                docker(
                        "events",
                        "--since",
                        start.toString(),
                        "--until",
                        Instant.now().toString())));
        if (Files.exists(workspace.root().resolve(".berth/dev.env"))) {
            hits.addAll(everywhere("docker compose config", docker(composeWords("config"))));
            hits.addAll(everywhere(
                    "Redis's slow log",
                    docker(
                            "exec",
                            container(project, "redis-cache"),
                            "sh",
                            "-c",
                            "as-monitor /run/berth/current/monitor-password 'SLOWLOG GET 128' || true")));
            hits.addAll(everywhere(
                    "pg_stat_statements and pg_settings",
                    docker(
                            "exec",
                            container(project, "postgres"),
                            "psql",
                            "-XAtq",
                            "-U",
                            "postgres",
                            "-d",
                            "app",
                            "-c",
                            "SELECT query FROM extensions.pg_stat_statements UNION ALL SELECT query FROM pg_stat_activity"
                                    + " UNION ALL SELECT name || '=' || setting FROM pg_settings")));
        }
        return hits;
    }

    private Set<String> everywhere(String where, String text) {
        Set<String> hits = new TreeSet<>(canaries.search(where, text));
        hits.addAll(verifiers.search(where, text));
        return hits;
    }

    private Set<String> searched(String where, InputStream stream) throws IOException {
        return everywhere(where, new String(stream.readAllBytes(), UTF_8));
    }

    private String[] composeWords(String verb) {
        JsonArray words = berth.run("env", "show", "dev", "--format", "json")
                .expect(0)
                .json()
                .getArray("composeCommand");
        List<String> command =
                new ArrayList<>(words.stream().map(String.class::cast).skip(1).toList());
        command.add(verb);
        return command.toArray(String[]::new);
    }

    private static List<String> lines(String... words) {
        return Arrays.stream(docker(words).split("\n"))
                .filter(line -> !line.isBlank())
                .toList();
    }

    private List<String> names() {
        try {
            return Files.readAllLines(workspace.root().resolve("secrets-templates/secrets.yaml")).stream()
                    .filter(line -> line.matches("[a-z].*:.*"))
                    .map(line -> line.substring(0, line.indexOf(':')))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String place(String name) {
        return "kv2/data/" + project + "/" + name;
    }

    private String stored(String name) {
        return vault.get(place(name)).getObject("data").getObject("data").getString("value");
    }
}
