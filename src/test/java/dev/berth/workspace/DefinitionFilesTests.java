package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionFilesTests {
    @TempDir
    private Path temporary;

    private WorkspaceFolder folder;

    @BeforeEach
    void makeWorkspace() {
        folder = new WorkspaceFolder(temporary.resolve("My Shop_2"));
    }

    @Test
    void readWhenOnlyComposeFilesAreGivenFillsInTheDefaults() {
        Definition definition = folder.devWith("").definition();

        assertThat(definition)
                .isEqualTo(new Definition(
                        "dev",
                        "myshop_2",
                        "myshop_2-dev",
                        false,
                        Definition.OnLeave.KEEP,
                        new Definition.Engine(Definition.EngineType.COMPOSE, Optional.empty(), Optional.empty()),
                        new Definition.ComposeFiles(List.of("compose.yaml"), List.of()),
                        Map.of(),
                        new Definition.Secrets(Optional.empty(), Definition.Provider.LOCAL, Optional.empty()),
                        Map.of(),
                        Optional.empty(),
                        Duration.ofSeconds(90),
                        new Definition.Backup(
                                Optional.empty(),
                                new Definition.Keep(7, 4, 6),
                                new Definition.BackupRepository.Volume(Optional.empty())),
                        Alerts.NONE,
                        Optional.empty(),
                        List.of()));
    }

    @Test
    void ignoredWhenNamesAreNotAnEnvironmentsTellsWhatToNameThem() {
        folder.devWith("")
                .write("environments/PROD.yaml", "")
                .write("environments/stage.yml", "")
                .write("environments/my team.YAML", "")
                .write("environments/.dev.yaml", "")
                .write("environments/README.md", "");

        assertThat(folder.definitions().names()).containsExactly("dev");
        assertThat(folder.definitions().ignored())
                .extracting(WorkspaceFolder::line)
                .containsExactly(
                        "environments/PROD.yaml: is not read, since it is not named as an environment is → Rename it: prod.yaml, or remove it.",
                        "environments/my team.YAML: is not read, since it is not named as an environment is → Rename it: NAME.yaml, the name in lower-case letters, digits and hyphens; or remove it.",
                        "environments/stage.yml: is not read, since it is not named as an environment is → Rename it: stage.yaml, or remove it.");
    }

    @Test
    void readWhenEveryKeyIsGivenReadsThemAll() throws Exception {
        folder.write("compose.prod.yaml", "services: {}\n");
        folder.write("environments/full.yaml", Files.readString(Path.of("src/test/resources/workspace/full.yaml")));

        Definition definition = folder.definitions().read("full");

        assertThat(definition.workspace()).isEqualTo("acme");
        assertThat(definition.project()).isEqualTo("acme-production");
        assertThat(definition.isProtected()).isTrue();
        assertThat(definition.onLeave()).isEqualTo(Definition.OnLeave.STOP);
        assertThat(definition.engine())
                .isEqualTo(new Definition.Engine(
                        Definition.EngineType.SWARM, Optional.empty(), Optional.of("production")));
        assertThat(definition.compose())
                .isEqualTo(
                        new Definition.ComposeFiles(List.of("compose.yaml", "compose.prod.yaml"), List.of("storage")));
        assertThat(definition.variables())
                .isEqualTo(Map.of(
                        "LOG_LEVEL", new Definition.Variable.Text("warn"),
                        "PORT", new Definition.Variable.Text("8080"),
                        "RATIO", new Definition.Variable.Text("1.10"),
                        "VERBOSE", new Definition.Variable.Text("true"),
                        "TOKEN", new Definition.Variable.Secret("app.token")));
        assertThat(definition.secrets().templates()).contains("secrets-templates");
        assertThat(definition.secrets().provider()).isEqualTo(Definition.Provider.VAULT);
        assertThat(definition.secrets().vault())
                .contains(new Definition.Vault(
                        URI.create("https://vault.acme.example:8200"),
                        "kv",
                        "acme/prod",
                        Optional.of("acme"),
                        Optional.of(Path.of("/etc/berth/vault-ca.pem")),
                        new Definition.VaultLogin.AppRole(
                                "7d9c", Optional.of(Path.of("/etc/berth/secret-id")), Optional.of("berth")),
                        Optional.of(new Definition.DatabaseRole("database/prod", "people"))));
        assertThat(definition.service("postgres"))
                .isEqualTo(new Definition.Service(
                        Definition.Kind.POSTGRES,
                        Optional.empty(),
                        new Definition.Limits(OptionalDouble.of(1.5), OptionalLong.of(2L << 30), OptionalLong.of(300)),
                        Optional.empty(),
                        true,
                        Optional.of(false),
                        List.of("psql", "--file=/converge.sql"),
                        List.of("kill", "-HUP", "1"),
                        List.of("users.conf"),
                        List.of("psql", "--file=/retire.sql"),
                        Optional.empty(),
                        List.of(new Definition.Endpoint("DATABASE_URL", "postgresql://{{ host }}:{{ port 5432 }}")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Recovery.Usual.NONE)));
        assertThat(definition.service("rest").twin())
                .contains(new Definition.Twin(
                        "rest-twin",
                        "gateway",
                        List.of("lead", "twin"),
                        List.of("lead", "back"),
                        Duration.ofSeconds(9)));
        assertThat(definition.service("redis-session").monitor())
                .contains(new Definition.Monitor(
                        Optional.of("monitor"),
                        Optional.of("redis.monitor"),
                        Optional.of("app"),
                        OptionalInt.of(6379),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()));
        assertThat(definition.service("rest").monitor())
                .contains(new Definition.Monitor(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.of("/notes"),
                        Optional.of("api.jwt"),
                        Map.of("role", "anon")));
        assertThat(definition.service("redis-session").backup())
                .contains(new Definition.BackupLogin("backup", Optional.of("redis.backup")));
        assertThat(definition.service("rest").replicas()).contains(2);
        assertThat(definition.service("redis-session").role()).contains("session");
        assertThat(definition.service("mailer").required()).isFalse();
        assertThat(definition.service("unheard")).isEqualTo(Definition.Service.undeclared());
        assertThat(definition.migrations())
                .contains(new Definition.Migrations(
                        "sql",
                        "postgres",
                        "app",
                        "migrator",
                        Optional.of("postgres.migrator"),
                        "shop",
                        Duration.ofMillis(500),
                        Map.of("tenant", "acme"),
                        Optional.of("dev"),
                        true));
        assertThat(definition.healthTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(definition.backup())
                .isEqualTo(new Definition.Backup(
                        Optional.of("0 2 * * *"),
                        new Definition.Keep(14, 5, 12),
                        new Definition.BackupRepository.S3(
                                URI.create("https://s3.acme.example"),
                                "eu-1",
                                true,
                                "backups",
                                Optional.of(Path.of("/etc/berth/ca.pem")),
                                "backup.access",
                                "backup.secret",
                                Optional.of("backup.cipher.prod"))));
        assertThat(definition.metrics()).contains(new ListenAddress("::", 17_187));
        assertThat(definition.volumeRules())
                .isEqualTo(new Definition.VolumeRules(
                        Optional.of(new Definition.Rule(0.75, Definition.Severity.CRITICAL)),
                        Optional.of(new Definition.Rule(7, Definition.Severity.INFO))));
        assertThat(definition.alerts().receivers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ops",
                        new Alerts.Receiver.Email(
                                List.of("ops@acme.example"),
                                Optional.of("berth@acme.example"),
                                new Alerts.MailServer(
                                        "mail.acme.example",
                                        587,
                                        Alerts.Security.STARTTLS,
                                        Optional.of(Path.of("/etc/berth/mail-ca.pem")),
                                        Optional.of("berth"),
                                        Optional.of("smtp.password"))),
                        "chat",
                        new Alerts.Receiver.Webhook(
                                new Alerts.Address.Url(URI.create("https://chat.acme.example/hook")),
                                Map.of(
                                        "X-Team",
                                        new Definition.Variable.Text("data"),
                                        "Authorization",
                                        new Definition.Variable.Secret("chat.token")),
                                Optional.of(new BodyTemplate("{\"text\": \"{{ title }}: {{ text }}\"}")),
                                Optional.of("chat.hmac"),
                                Optional.of(Path.of("/etc/berth/ca.pem"))),
                        "club",
                        new Alerts.Receiver.Webhook(
                                new Alerts.Address.Secret("club.url"),
                                Map.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        "desk",
                        new Alerts.Receiver.Command(List.of("/usr/local/bin/tell", "--loud")),
                        "team",
                        new Alerts.Receiver.Alertmanager(
                                URI.create("http://alerts.acme.example:9093"), Optional.empty())));
        assertThat(definition.alerts().rule("cpu"))
                .isEqualTo(new Alerts.Rule(
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Alerts.Bound.above(0.8)),
                        Optional.of(Duration.ofMinutes(1)),
                        Optional.of(Duration.ofMinutes(2)),
                        Optional.of(Definition.Severity.INFO),
                        Optional.of(List.of("ops"))));
        assertThat(definition.alerts().rule("memory").enabled()).isFalse();
        assertThat(definition.alerts().rule("slow-notes").measurement()).contains("http.latency.seconds");
        assertThat(definition.alerts().rule("slow-notes").target()).contains("rest*");
        assertThat(definition.alerts().rule("slow-notes").lasting()).contains(Duration.ZERO);
        assertThat(definition.alerts().rule("slow-notes").keepFiring()).contains(Duration.ZERO);
        assertThat(definition.laterSections())
                .containsExactly("deployment", "engine.type", "health.rules", "services.rest.strategy");
    }

    @Test
    void readWhenARuleForVolumesIsTurnedOffHasNone() {
        Definition definition = folder.devWith("alerts: {rules: {days-to-full: {enabled: false}}}\n")
                .definition();

        assertThat(definition.volumeRules())
                .isEqualTo(new Definition.VolumeRules(Definition.VolumeRules.USUAL.usage(), Optional.empty()));
    }

    @Test
    void readWhenTheTemplatesDeclareThemTakesSecretsByTheirUsualNames() {
        folder.write("secrets-templates/secrets.yaml", "backup.cipher: {}\ncache.saver: {}\n");
        folder.devWith("""
                secrets: {templates: secrets-templates}
                services: {cache: {backup: {user: saver}}, other: {backup: {user: saver}}}
                """);

        Definition definition = folder.definition();

        assertThat(definition.backup().repository())
                .isEqualTo(new Definition.BackupRepository.Volume(Optional.of("backup.cipher")));
        assertThat(definition.service("cache").backup())
                .contains(new Definition.BackupLogin("saver", Optional.of("cache.saver")));
        assertThat(definition.service("other").backup())
                .contains(new Definition.BackupLogin("saver", Optional.empty()));
    }

    @Test
    void readWhenOneNumberOfSetsIsGivenKeepsTheDefaultsOfTheOthers() {
        assertThat(folder.devWith("backup: {keep: {daily: 30}}\n")
                        .definition()
                        .backup()
                        .keep())
                .isEqualTo(new Definition.Keep(30, 4, 6));
    }

    @Test
    void readWhenAnExtendingFileTakesAVolumeLeavesTheBucketOfTheOtherOut() {
        folder.write(
                "environments/base.yaml",
                "backup: {repository: {type: s3, endpoint: 'https://s3.acme.example', region: eu-1, bucket: sets}}\n");
        folder.devWith("extends: base\nbackup: {repository: {type: volume}}\n");

        assertThat(folder.problems()).isEmpty();
        assertThat(folder.definition().backup().repository())
                .isEqualTo(new Definition.BackupRepository.Volume(Optional.empty()));
    }

    @Test
    void readWhenExtendingMergesMappingsAndReplacesTheRest() {
        folder.write("environments/base.yaml", """
                workspace: acme
                compose: {files: [compose.yaml], profiles: [a, b]}
                variables: {ONE: base, TWO: base}
                services:
                  db: {kind: postgres, limits: {cpus: 1, memory: 1GiB}}
                  rest: {kind: postgrest}
                """);
        folder.dev("""
                extends: base
                compose: {profiles: [c]}
                variables: {TWO: dev, THREE: dev}
                services:
                  db: {limits: {memory: 512MiB}}
                """);

        Definition definition = folder.definition();

        assertThat(definition.project()).isEqualTo("acme-dev");
        assertThat(definition.compose()).isEqualTo(new Definition.ComposeFiles(List.of("compose.yaml"), List.of("c")));
        assertThat(definition.variables().toString())
                .isEqualTo("{ONE=Text[value=base], TWO=Text[value=dev], THREE=Text[value=dev]}");
        assertThat(definition.service("db").kind()).isEqualTo(Definition.Kind.POSTGRES);
        assertThat(definition.service("db").limits().memoryBytes()).hasValue(512L << 20);
        assertThat(definition.service("db").limits().cpus()).hasValue(1);
        assertThat(definition.services()).containsOnlyKeys("db", "rest");
    }

    @Test
    void readWhenThreeFilesExtendEachOtherListsThemNearestFirst() {
        folder.write("environments/ground.yaml", "compose: {files: [compose.yaml]}\n");
        folder.write("environments/base.yaml", "extends: ground\n");
        folder.dev("extends: base\n");

        assertThat(folder.definitions().files("dev"))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("dev.yaml", "base.yaml", "ground.yaml");
        assertThat(folder.definition().compose().files()).containsExactly("compose.yaml");
    }

    @Test
    void readWhenKeysBeginWithXIgnoresThemAtEveryLevel() {
        folder.devWith("""
                x-limits: &limits {memory: 1GiB, x-why: measured}
                services:
                  x-note: anything
                  db: {limits: *limits, x-owner: me}
                  api: {limits: {<<: *limits, memory: 2GiB}}
                variables: {x-todo: [1, 2]}
                """);

        assertThat(folder.problems()).isEmpty();
        assertThat(folder.definition().services()).containsOnlyKeys("db", "api");
        assertThat(folder.definition().variables()).isEmpty();
        assertThat(folder.definition().service("db").limits().memoryBytes()).hasValue(1L << 30);
        assertThat(folder.definition().service("api").limits().memoryBytes()).hasValue(2L << 30);
    }

    @Test
    void readWhenTheFileChangesReadsItAgain() {
        Definitions definitions = folder.devWith("project: one\n").definitions();
        assertThat(definitions.read("dev").project()).isEqualTo("one");

        folder.devWith("project: two\n");

        assertThat(definitions.read("dev").project()).isEqualTo("two");
    }

    @Test
    void readWhenTheTemplatesDeclareTheMigratorsPasswordTakesIt() {
        folder.devWith("""
                secrets: {templates: secrets}
                migrations: {service: db, database: app, user: migrator}
                """);
        folder.write("secrets/secrets.yaml", "db.migrator: {}\n");

        assertThat(folder.definition().migrations().orElseThrow().passwordSecret())
                .contains("db.migrator");
    }

    @Test
    void readWhenNothingDeclaresTheMigratorsPasswordTakesNone() {
        folder.devWith("migrations: {service: db, database: app, user: migrator}\n");

        assertThat(folder.definition().migrations().orElseThrow().passwordSecret())
                .isEmpty();
    }

    @Test
    void readWhenTheNameIsUnknownNamesTheNearest() {
        folder.devWith("");

        assertThatThrownBy(() -> folder.definitions().read("dve"))
                .asInstanceOf(type(BerthException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ENVIRONMENT_UNKNOWN))
                .satisfies(e -> assertThat(e.getMessage()).startsWith("no environment \"dve\" is defined in "))
                .satisfies(e -> assertThat(e.hint()).isEqualTo("did you mean: dev"));
    }

    @Test
    void readWhenTheFileHasTheOtherEndingSaysSo() {
        folder.devWith("").write("environments/qa.yml", "");

        assertThatThrownBy(() -> folder.definitions().read("qa"))
                .hasMessage("environments/qa.yml is not named as an environment is");
    }

    @Test
    void readWhenTheNameLeavesTheFolderKnowsNoSuchEnvironment() {
        folder.devWith("").write("outside.yaml", "compose: {files: [compose.yaml]}\n");

        assertThatThrownBy(() -> folder.definitions().read("../outside"))
                .asInstanceOf(type(BerthException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ENVIRONMENT_UNKNOWN));
    }

    @Test
    void readWhenSeveralKeysAreWrongSaysTheFirstAndCountsTheRest() {
        folder.devWith("protectd: true\nonLeave: sotp\n");

        assertThatThrownBy(folder::definition)
                .asInstanceOf(type(DefinitionException.class))
                .satisfies(e -> assertThat(e.getMessage())
                        .isEqualTo("environments/dev.yaml:2:1: unknown key \"protectd\" (and 1 more: env validate)"))
                .satisfies(e -> assertThat(e.hint()).isEqualTo("did you mean: protected"))
                .satisfies(e -> assertThat(e.problems()).hasSize(2));
    }

    @Test
    void namesWhenAFileIsBrokenListsItStill() {
        folder.devWith("").write("environments/broken.yaml", "[").write("environments/Not A Name.yaml", "");

        assertThat(folder.definitions().names()).containsExactly("broken", "dev");
    }

    @Test
    void namesWhenOneIsExtendedAndRunsItselfListsBoth() {
        folder.devWith("").write("environments/qa.yaml", "extends: dev\n");

        assertThat(folder.definitions().names()).containsExactly("dev", "qa");
    }

    @Test
    void locateWhenTheKeyIsWrittenFindsIt() {
        folder.write("environments/base.yaml", "services:\n  my.api:\n    limits: {memory: 1GiB}\n");
        folder.dev("extends: base\ncompose:\n  files: [compose.yaml,\n    other.yaml]\n");
        Definitions definitions = folder.definitions();

        assertThat(definitions.locate("dev", "services.my.api.limits.memory"))
                .contains(new Place(Path.of("environments/base.yaml"), 3, 14));
        assertThat(definitions.locate("dev", "compose.files[1]"))
                .contains(new Place(Path.of("environments/dev.yaml"), 4, 5));
        assertThat(definitions.locate("dev", "services.my.api.replicas"))
                .contains(new Place(Path.of("environments/base.yaml"), 2, 3));
        assertThat(definitions.locate("dev", "migrations.service")).isEmpty();
    }
}
