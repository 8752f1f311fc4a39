package dev.berth;

import static dev.berth.testing.JsonShape.assertShape;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.ReferenceWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line as scripts rely on it, from outside: names, shapes, exit codes, what goes to which stream. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractIT {
    private static final String SERVICE = """
            {name: string, state: running|starting|restarting|paused|exited|completed|missing|unknown,
             health: healthy|unhealthy|starting|none|unknown, required: boolean,
             replicas: {running: integer, desired: integer}, restarts: integer, startedAt?: time, image: string,
             ports: [{host: integer, container: integer, protocol: tcp|udp}], node?: string}
            """;
    private static final String MEASURED = """
            {name: string, cpuPercent: number, memoryBytes: integer, memoryLimitBytes: integer, diskBytes: integer,
             networkRxBytes: integer, networkTxBytes: integer, blockReadBytes: integer, blockWriteBytes: integer}
            """;

    private Path folder;
    private ReferenceWorkspace workspace;
    private BerthProgram berth;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        DockerProgram.requireEngine();
        folder = temporary;
        workspace = ReferenceWorkspace.create(temporary);
        berth = new BerthProgram(workspace.root(), temporary.resolve("home"));
        berth.run("env", "switch", "dev", "--yes").expect(0);
    }

    @AfterAll
    void removeEverything() {
        DockerProgram.removeProject(workspace.project("dev"));
        DockerProgram.removeProject(workspace.project("prod"));
    }

    @Test
    void environmentsAreListedAsLastSeenWithoutAnEngine() {
        JsonObject list =
                away().run("env", "list", "--format", "json").expect(0).json();

        assertShape(list, """
                {environments: [{name: string, active: boolean, protected: boolean, engine: string,
                 state: healthy|degraded|unhealthy|stopped|unknown, stateAt?: time}]}
                """);
        assertThat(list.getArray("environments").getObject(0).getString("state"))
                .isEqualTo("healthy");
        assertThat(berth.run("env", "current").expect(0).output()).isEqualTo("dev\n");
    }

    @Test
    void definitionIsShownWithACommandThatComposeTakes() {
        JsonObject shown =
                berth.run("env", "show", "dev", "--format", "json").expect(0).json();

        assertShape(shown, "{environment: dev, definition: object, composeCommand: [string], files: [string]}");
        List<String> command = new ArrayList<>();
        shown.getArray("composeCommand").forEach(word -> command.add((String) word));
        assertThat(command).startsWith("docker", "compose", "-p", workspace.project("dev"));
        command.removeFirst();
        command.addAll(List.of("ps", "--services"));
        assertThat(DockerProgram.docker(command.toArray(String[]::new))).contains("postgres", "redis-session");
    }

    @Test
    void planNamesEveryServiceAndSecretAndWritesNothing() throws IOException {
        Files.writeString(workspace.root().resolve("environments/stage.yaml"), "extends: dev\n");
        Map<Path, String> before = files();

        JsonObject plan =
                berth.run("env", "plan", "stage", "--format", "json").expect(0).json();

        assertShape(plan, """
                {environment: stage, project: string, changed: boolean, migrations: {pending: [{version: string}]},
                 changes: [{service: string, action: create|recreate|update|remove|keep,
                            reasons: [{code: string, from?: string, to?: string}]}],
                 secrets: [{name: string, change: add|change|remove|keep}]}
                """);
        assertThat(plan.getArray("changes")).hasSize(6);
        assertThat(files()).isEqualTo(before);
        berth.run("env", "plan", "stage", "--exit-code").expect(10);
        berth.run("env", "plan", "dev", "--exit-code").expect(0);
    }

    @Test
    void definitionsAreValidatedFromFilesAlone() throws IOException {
        BerthProgram away = away();
        assertShape(
                away.run("env", "validate", "--format", "json").expect(0).json(),
                "{valid: boolean, problems: [object]}");
        Path wrong = Files.writeString(workspace.root().resolve("environments/wrong.yaml"), "compose:\n  fles: [a]\n");
        try {
            JsonObject report = away.run("env", "validate", "wrong", "--format", "json")
                    .expect(2)
                    .json();

            assertShape(report, """
                    {valid: boolean, problems: [{file: string, line: integer, column: integer, path: string,
                     message: string, hint: string}]}
                    """);
            assertThat(report.getBoolean("valid")).isFalse();
            assertThat(report.getArray("problems").getObject(0).getInt("line")).isEqualTo(2);
        } finally {
            Files.delete(wrong);
        }
    }

    @Test
    void differencesAreReportedWhereOneStoreIsAway() {
        BerthProgram.Result result =
                berth.run("env", "diff", "dev", "prod", "--format", "json").expect(0);

        assertShape(result.json(), """
                {a: dev, b: prod, differences: [{kind: image|limit|port|variable|migration|secret, service?: string,
                 name: string, a?: string, b?: string}]}
                """);
        assertThat(result.error()).contains("secret");
    }

    @Test
    void endpointsAreMaskedUnlessRevealed() {
        String masked = berth.run("env", "export", "--format", "json").expect(0).output();
        BerthProgram.Result revealed =
                berth.run("env", "export", "--reveal", "--format", "json").expect(0);

        assertShape(revealed.json(), "{environment: dev, endpoints: [{name: string, url: string}]}");
        String password = berth.run("secrets", "get", "pgbouncer.app", "--reveal")
                .expect(0)
                .output()
                .strip();
        assertThat(password).hasSizeGreaterThan(10).doesNotContain("\n", " ");
        assertThat(masked).contains("DATABASE_URL", "****").doesNotContain(password);
        assertThat(revealed.output()).contains(password);
    }

    @Test
    void statusTellsOfEveryService() {
        JsonObject plain =
                berth.run("stack", "status", "--format", "json").expect(0).json();
        JsonObject measured = berth.run("stack", "status", "--stats", "--format", "json")
                .expect(0)
                .json();

        assertShape(plain, "{environment: dev, state: healthy, services: [%s]}".formatted(SERVICE));
        assertShape(measured, "{environment: dev, state: healthy, services: [%s]}".formatted(MEASURED));
        assertThat(plain.getArray("services")).hasSize(6);
        berth.run("stack", "status", "--env", "prod", "--format", "json").expect(3);
        assertThat(berth.run("env", "current").output()).isEqualTo("dev\n");
    }

    @Test
    void servicesAreStoppedStartedScaledAndEntered() {
        berth.run("stack", "stop", "rest").expect(0);
        assertThat(rest(3).getString("state")).isEqualTo("exited");
        berth.run("stack", "start", "rest").expect(0);
        assertThat(rest(0).getString("health")).isEqualTo("healthy");

        berth.run("stack", "scale", "rest=2").expect(0);
        assertThat(rest(0).getObject("replicas").getInt("running")).isEqualTo(2);
        assertThat(berth.run("stack", "scale", "postgres=2").expect(2).error()).contains("postgres");
        berth.run("env", "plan", "dev", "--exit-code").expect(10);
        berth.run("env", "switch", "dev", "--yes").expect(0);
        assertThat(rest(0).getObject("replicas").getInt("running")).isEqualTo(1);

        String before = DockerProgram.starts(workspace.project("dev"));
        berth.run("stack", "restart", "gateway").expect(0);
        assertThat(DockerProgram.starts(workspace.project("dev"))).isNotEqualTo(before);

        assertThat(berth.run("stack", "exec", "postgres", "printenv", "PGDATA")
                        .expect(0)
                        .output())
                .startsWith("/");
        berth.run("stack", "exec", "postgres", "sh", "-c", "exit 7").expect(7);
    }

    /** The service rest as the status has it, once, whatever stands behind it. */
    private JsonObject rest(int exitCode) {
        List<JsonObject> found =
                berth.run("stack", "status", "--format", "json").expect(exitCode).json().getArray("services").stream()
                        .map(JsonObject.class::cast)
                        .filter(service -> "rest".equals(service.getString("name")))
                        .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void statusAsLinesIsADocumentForEachService() throws JsonParserException {
        List<String> lines = berth.run("stack", "status", "--format", "ndjson")
                .expect(0)
                .output()
                .lines()
                .toList();

        assertThat(lines).hasSize(6);
        for (String line : lines) {
            assertShape(JsonParser.object().from(line), SERVICE);
        }
    }

    @Test
    void logsAsLinesAreEntries() throws JsonParserException {
        List<String> lines = berth.run("logs", "tail", "-n", "2", "--format", "ndjson")
                .expect(0)
                .output()
                .lines()
                .toList();

        assertThat(lines).hasSizeGreaterThan(2);
        for (String line : lines) {
            assertShape(JsonParser.object().from(line), """
                    {time: time, service: string, container: string,
                     level: trace|debug|info|warn|error|fatal|unknown, message: string}
                    """);
        }
    }

    @Test
    void secretsAreListedAndTheirDriftFoundAndEnded() {
        JsonObject list =
                berth.run("secrets", "list", "--format", "json").expect(0).json();
        berth.run("secrets", "check").expect(0);

        assertShape(list, """
                {environment: dev, secrets: [{name: string, provider: local, version: integer, updatedAt: time,
                 consumers: [string], state: current}]}
                """);
        berth.runWithInput("a-value-from-a-pipe\n", "secrets", "set", "redis-session.monitor", "--yes")
                .expect(0);
        JsonObject drift =
                berth.run("secrets", "check", "--format", "json").expect(10).json();
        assertShape(
                drift, "{environment: dev, drift: [{name: redis-session.monitor, running: integer, stored: integer}]}");
        assertThat(drift.getArray("drift")).hasSize(1);
        assertShape(
                berth.run("secrets", "diff", "--format", "json").expect(0).json(),
                "{secrets: [{name: string, change: add|change|remove|keep}], changed: boolean}");
        assertThat(berth.run("secrets", "get", "redis-session.monitor", "--reveal")
                        .expect(0)
                        .output())
                .isEqualTo("a-value-from-a-pipe\n");
        berth.run("secrets", "sync", "--yes").expect(0);
        berth.run("secrets", "check").expect(0);
    }

    @Test
    void migrationsAreTold() {
        JsonObject info = berth.run("db", "info", "--format", "json").expect(0).json();

        assertShape(info, """
                {environment: dev, current: string, migrations: [{version: string, description: string,
                 state: pending|applied|failed|missing|out-of-order, installedAt?: time}]}
                """);
        assertThat(info.getArray("migrations")).isNotEmpty();
        assertThat(berth.run("db", "psql", "-c", "SELECT 40 + 2").expect(0).output())
                .contains("42");
    }

    @Test
    void scriptTellsEveryStepAndTheLineThatFailed() throws IOException {
        Path script = Files.writeString(folder.resolve("three.berth"), """
                # one that works, one that fails, one that is not reached
                set which=dev
                env plan ${which}
                env plan nowhere
                version
                """);

        BerthProgram.Result result = berth.run("script", "run", script.toString(), "--format", "json")
                .expect(2);

        assertShape(result.json(), "{steps: [{line: integer, command: string, exitCode: integer, seconds: number}]}");
        assertThat(result.json().getArray("steps").toString())
                .contains("env plan nowhere")
                .doesNotContain("version");
        assertThat(berth.run("script", "run", script.toString()).expect(2).error())
                .contains("three.berth:4");
    }

    @Test
    void otherReportsHaveTheirShapes() {
        assertShape(
                berth.run("doctor", "--format", "json").json(),
                "{checks: [{name: string, ok: boolean, message: string, hint: string}]}");
        assertShape(berth.run("version", "--format", "json").expect(0).json(), "{version: string, commit: string}");
        assertShape(
                berth.run("env", "history", "--format", "json").expect(0).json(),
                "{environment: dev, runs: [{id: string, command: string, startedAt: time}]}");
        assertShape(
                berth.run("stack", "limits", "--format", "json").expect(0).json(),
                "{environment: dev, services: [{name: string, defined: object, applied: object}]}");
        assertShape(
                berth.run("stack", "events", "--format", "json").expect(0).json(),
                "{environment: dev, events: [{time: time, service: string, action: string}]}");
    }

    /** Where there is no report, there is one object on standard error, and nothing else anywhere. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            env plan nowhere                                | ENVIRONMENT_UNKNOWN | 2
            stack status --env nowhere                      | ENVIRONMENT_UNKNOWN | 2
            stack restart nothing --yes                     | SERVICE_UNKNOWN     | 2
            stack sttaus                                    | USAGE               | 2
            stack status --fromat json                      | USAGE               | 2
            stack scale rest=many --yes                     | USAGE               | 2
            secrets get pgbouncer.app                       | USAGE               | 2
            secrets get no.such --reveal                    | SECRET_MISSING      | 1
            secrets list --env prod                         | VAULT_UNREACHABLE   | 1
            secrets check --env prod                        | VAULT_UNREACHABLE   | 1
            stack down --volumes                            | PROTECTED           | 5
            stack down --volumes --yes                      | PROTECTED           | 5
            env switch prod --yes                           | PROTECTED           | 5
            env switch prod --yes --confirm dev             | PROTECTED           | 5
            stack restart --env prod --yes                  | PROTECTED           | 5
            stack status --wait healthy --wait-timeout often | USAGE              | 2
            """)
    void errorIsOneObject(String words, String code, int exitCode) {
        List<String> all = new ArrayList<>(List.of(words.split(" ")));
        all.addAll(List.of("--format", "json"));

        BerthProgram.Result result = berth.run(all.toArray(String[]::new)).expect(exitCode);

        assertError(result, code, exitCode);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"env switch dev", "stack status", "stack up", "secrets sync", "db info", "logs tail", "stack top"
            })
    void engineThatIsAwayIsNoReport(String words) {
        BerthProgram.Result result =
                away().run((words + " --yes --format json").split(" ")).expect(1);

        assertError(result, "ENGINE_UNREACHABLE", 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env switch dev",
                "env unlock dev",
                "stack up",
                "stack down",
                "stack start",
                "stack stop",
                "stack restart",
                "stack scale rest=2",
                "stack exec rest true",
                "secrets sync",
                "secrets set api.jwt",
                "secrets generate",
                "secrets rotate redis-cache.app",
                "secrets import",
                "secrets server start",
                "secrets server stop",
                "secrets key import",
                "db migrate",
                "db repair",
                "db baseline 1",
                "db psql",
                "init elsewhere",
                "monitor silence service-down",
                "monitor silence --end any"
            })
    void readOnlyRefusesEveryWrite(String words) {
        String before = DockerProgram.starts(workspace.project("dev"));

        assertError(
                berth.run(("--read-only --yes --format json " + words).split(" "))
                        .expect(5),
                "PROTECTED",
                5);
        assertError(
                berth.with("BERTH_READ_ONLY", "1")
                        .run(("--yes --format json " + words).split(" "))
                        .expect(5),
                "PROTECTED",
                5);
        assertThat(DockerProgram.starts(workspace.project("dev"))).isEqualTo(before);
    }

    @Test
    void progressAndNoticesLeaveStandardOutputAlone() {
        BerthProgram.Result result =
                berth.run("env", "switch", "dev", "--yes", "--format", "json").expect(0);

        assertShape(result.json(), "{environment: dev, changed: boolean, services: integer, healthy: integer}");
        assertThat(result.output().lines()).hasSize(1);
        assertThat(berth.with("CLICOLOR_FORCE", "1").run("stack", "status").output())
                .contains("\u001b[");
        assertThat(berth.with("CLICOLOR_FORCE", "1")
                        .with("NO_COLOR", "1")
                        .run("stack", "status")
                        .output())
                .doesNotContain("\u001b");
    }

    @Test
    void variablesStandForOptions() {
        assertThat(berth.with("BERTH_ENV", "prod")
                        .run("env", "current")
                        .expect(0)
                        .output())
                .isEqualTo("prod\n");
        assertThat(new BerthProgram(folder, folder.resolve("home"))
                        .in(folder)
                        .with("BERTH_ENV", "dev")
                        .run("env", "current")
                        .exitCode())
                .isEqualTo(2);
        // A question where nobody can answer is a refusal.
        assertThat(berth.with("CI", "true")
                        .run("stack", "down", "--volumes")
                        .expect(5)
                        .error())
                .contains("--yes");
    }

    /** Every verb that help lists explains itself, with examples and what holds everywhere. */
    @Test
    void everyVerbHasHelp() {
        Pattern entry = Pattern.compile("  (\\w+) {2,}\\S.*");
        List<String> nouns = berth.run("help")
                .expect(0)
                .output()
                .lines()
                .map(entry::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .toList();
        assertThat(nouns).contains("env", "stack", "secrets", "db", "logs", "script", "doctor", "version");
        for (String noun : nouns) {
            assertThat(berth.run("help", noun).expect(0).output()).as(noun).contains("usage: berth " + noun);
            assertThat(berth.run(noun, "--help").expect(0).output()).as(noun).contains("usage: berth " + noun);
        }
    }

    private BerthProgram away() {
        return berth.with("DOCKER_HOST", "unix://" + folder.resolve("none.sock"));
    }

    private static void assertError(BerthProgram.Result result, String code, int exitCode) {
        assertThat(result.output()).isEmpty();
        assertThat(result.error().lines()).hasSize(1);
        JsonObject error = result.errorJson();
        assertThat(error.getString("code")).isEqualTo(code);
        assertThat(error.getInt("exitCode")).isEqualTo(exitCode);
        assertThat(error.getString("message")).isNotBlank();
        assertThat(error.get("hint")).isInstanceOf(String.class);
    }

    /** Every file of the workspace with what it holds. */
    private Map<Path, String> files() throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(workspace.root())) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(path, Files.getLastModifiedTime(path) + Files.readString(path));
            }
        }
        return files;
    }
}
