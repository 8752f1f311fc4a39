package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.FaultyServer;
import dev.berth.testing.TestPostgres;
import dev.berth.testing.TestVault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** psql as a login that a real Vault makes in a real PostgreSQL: it is there while the session is, and gone after it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseLoginIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ADMINISTRATOR = "canary-of-vaults-own-login";

    private Path workspace;
    private BerthProgram berth;
    private TestPostgres postgres;
    private TestVault vault;
    private FaultyServer server;
    private String database;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        vault = TestVault.start();
        server = FaultyServer.before(vault.address());
        postgres = TestPostgres.start();
        database = postgres.database();
        postgres.sql("CREATE ROLE people NOLOGIN");
        postgres.sql("CREATE ROLE vault LOGIN CREATEROLE PASSWORD '%s'".formatted(ADMINISTRATOR));
        postgres.sql("GRANT people, pg_signal_backend TO vault WITH ADMIN TRUE");
        vault.post("sys/mounts/database", Map.of("type", "database"));
        connect("shop", "%s:5432/%s".formatted(postgres.address(), database));
        connect("away", "127.0.0.1:9/none");
        role("people", "shop", 600);
        role("brief", "shop", 5);
        role("half-minute", "shop", 30);
        role("homeless", "away", 600);
        workspace = folder.resolve("workspace");
        berth = new BerthProgram(workspace, folder.resolve("home"));
        write("compose.yaml", "services: {postgres: {image: \"berth/postgres:17\"}}\n");
        write("migrations/V1__one.sql", "SELECT 1;\n");
        define("people", vault.rootToken());
    }

    private void connect(String name, String place) {
        vault.post(
                "database/config/" + name,
                Map.of(
                        "plugin_name",
                        "postgresql-database-plugin",
                        "connection_url",
                        "postgresql://{{username}}:{{password}}@%s?sslmode=disable&connect_timeout=2".formatted(place),
                        "username",
                        "vault",
                        "password",
                        ADMINISTRATOR,
                        "password_authentication",
                        "scram-sha-256",
                        "verify_connection",
                        false,
                        "allowed_roles",
                        "*"));
    }

    private void role(String name, String connection, int seconds) {
        vault.post(
                "database/roles/" + name,
                Map.of(
                        "db_name",
                        connection,
                        "default_ttl",
                        seconds,
                        "max_ttl",
                        2 * seconds,
                        "creation_statements",
                        "CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE people",
                        "revocation_statements",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{{name}}';"
                                + " DROP ROLE IF EXISTS \"{{name}}\""));
    }

    @AfterAll
    void stop() {
        for (AutoCloseable each : new AutoCloseable[] {postgres, server, vault}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @AfterEach
    void asBefore() throws IOException {
        server.heal();
        define("people", vault.rootToken());
    }

    @Test
    void psqlWhenItEndsWellOrBadlyLeavesNoLogin() throws IOException {
        BerthProgram.Result good = psql("-c", "SELECT session_user, pg_has_role('people', 'member')")
                .expect(0);
        assertThat(good.output()).containsPattern("v-\\S+people\\S+ +\\| t");
        assertThat(good.error()).isEmpty();
        assertNothingIsLeft();

        assertThat(psql("-c", "SELECT 1/0").expect(1).error()).contains("division by zero");
        Path script = Files.writeString(workspace.resolve("bad.sql"), "SELECT 1;\nSELEC;\n");
        psql("-f", script.toString()).expect(3);
        berth.runWithInput("SELECT session_user;\n\\c\nSELECT 'again';\n", "db", "psql", "--env", "dev")
                .expect(0);
        assertNothingIsLeft();
    }

    @Test
    void psqlWhenItOrItsConnectionIsKilledLeavesNoLogin() throws Exception {
        Process cut = session(600);
        postgres.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)' AND usename LIKE 'v-%'");
        assertThat(cut.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertNothingIsLeft();

        Process killed = session(601);
        killed.descendants().forEach(ProcessHandle::destroyForcibly);
        assertThat(killed.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertNothingIsLeft();
    }

    @Test
    void psqlWhenInterruptedLeavesNoLogin() throws Exception {
        Process interrupted = session(602);
        for (ProcessHandle process : List.of(
                interrupted.toHandle(), interrupted.children().findFirst().orElseThrow())) {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        assertThat(interrupted.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertNothingIsLeft();
    }

    @Test
    @Tag("long")
    void psqlWhenBerthIsKilledLosesItsLoginWithItsTimeAndTheNextTidiesUp() throws Exception {
        define("half-minute", vault.rootToken());
        Process killed = session(603);

        killed.destroyForcibly();

        Eventually.within(
                PATIENCE, "the login is gone", () -> assertThat(logins()).isEmpty());
        docker("exec", postgres.container(), "sh", "-c", "touch -d '5 minutes ago' /dev/shm/.berth-*");
        define("people", vault.rootToken());
        psql("-c", "SELECT 1").expect(0);
        assertNothingIsLeft();
    }

    @Test
    @Tag("long")
    void psqlWhenItLastsLongerThanItsLoginKeepsIt() throws IOException {
        define("half-minute", vault.rootToken());

        BerthProgram.Result result = psql(
                        "-c", "SELECT pg_sleep(40) IS NULL, count(*) FROM pg_roles WHERE rolname = current_user")
                .expect(0);
        assertThat(result.output()).contains("|     1");
        assertThat(result.error()).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void psqlWhenItsLoginIsTakenAwayMeanwhileSaysSo() throws Exception {
        Process session = session(604);

        vault.post("sys/leases/revoke-prefix/database/creds/people", Map.of());

        assertThat(session.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(session.exitValue()).isNotZero();
        assertThat(Files.readString(workspace.resolve("error")))
                .contains("ended before its session did", "taken it away, or the token");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nobody   | VAULT_FAILED | by the role nobody of database | vault list database/roles
                    homeless | VAULT_FAILED | could not make a database login by the role homeless | Vault itself must reach the database
                    brief    | VAULT_FAILED | for 5 s, too short for a session | default_ttl of at least 30 s
                    """)
    void psqlWhenNoLoginCanBeMadeSaysWhy(String role, String code, String message, String hint) throws IOException {
        define(role, vault.rootToken());

        BerthProgram.Result result = psql("-c", "SELECT 1", "--format", "json").expect(1);

        assertThat(result.errorJson().getString("code")).isEqualTo(code);
        assertThat(result.errorJson().getString("message")).contains(message);
        assertThat(result.errorJson().getString("hint")).contains(hint);
        assertThat(result.error()).doesNotContain("canary");
        assertNothingIsLeft();
    }

    @Test
    void psqlWhenVaultDeniesOrIsAwayOpensNoSession() throws IOException {
        define("people", vault.tokenWith("path \"kv2/*\" { capabilities = [\"read\"] }"));
        assertThat(code()).isEqualTo("VAULT_DENIED");

        define("people", vault.rootToken());
        server.answer("", 503, "{\"errors\": [\"Vault is sealed\"]}");
        assertThat(code()).isEqualTo("VAULT_SEALED");
    }

    @Test
    void psqlWhenThePolicyIsTheOnePrintedIsAllowed() throws IOException {
        String policy = berth.run("secrets", "policy", "dev").expect(0).output();
        define("people", vault.tokenWith(policy));

        assertThat(psql("-c", "SELECT 1").expect(0).error()).isEmpty();
        assertNothingIsLeft();

        define("people", vault.tokenWith(policy.replace("sys/leases/revoke", "sys/leases/nothing")));
        assertThat(psql("-c", "SELECT 1").expect(0).error()).contains("could not be taken away", "sys/leases/revoke");
        vault.post("sys/leases/revoke-prefix/database/creds/people", Map.of());
    }

    @Test
    void listWhenLoginsAreLeasedTellsForHowLongWhereThatMayBeSeen() throws IOException {
        JsonObject login = list().getArray("leasedLogins").getObject(0);
        assertThat(login.getString("role")).isEqualTo("people");
        assertThat(login.getInt("leaseSeconds")).isEqualTo(600);
        assertThat(login.getArray("consumers")).containsExactly("db psql");
        assertThat(login.getString("source")).isEqualTo("database/creds/people");

        define(
                "people",
                vault.tokenWith(berth.run("secrets", "policy", "dev").expect(0).output()));
        assertThat(list().getArray("leasedLogins").getObject(0).has("leaseSeconds"))
                .isFalse();
        assertThat(berth.run("secrets", "list", "--env", "dev").expect(0).output())
                .containsPattern("people +per session .* unknown +db psql");
        assertNothingIsLeft();
    }

    private JsonObject list() {
        return berth.run("secrets", "list", "--env", "dev", "--format", "json")
                .expect(0)
                .json();
    }

    private BerthProgram.Result psql(String... words) {
        return berth.run(Stream.concat(Stream.of("db", "psql", "--env", "dev"), Stream.of(words))
                .toArray(String[]::new));
    }

    private String code() {
        return psql("-c", "SELECT 1", "--format", "json").expect(1).errorJson().getString("code");
    }

    /** A session that is at work. */
    private Process session(int seconds) throws IOException {
        String query = "SELECT pg_sleep(%d)".formatted(seconds);
        Process session = berth.through(List.of("env", "--default-signal=INT"))
                .start(
                        workspace.resolve("output"),
                        workspace.resolve("error"),
                        "db",
                        "psql",
                        "-c",
                        query,
                        "--env",
                        "dev");
        Eventually.within(
                PATIENCE,
                "the session is at work",
                () -> assertThat(postgres.sql(
                                "SELECT count(*) FROM pg_stat_activity WHERE usename LIKE 'v-%%' AND query = '%s'"
                                        .formatted(query)))
                        .isEqualTo("1"));
        return session;
    }

    private void assertNothingIsLeft() {
        assertThat(logins()).isEmpty();
        assertThat(docker("exec", postgres.container(), "ls", "-A", "/dev/shm")).doesNotContain(".berth-");
    }

    private String logins() {
        return postgres.sql("SELECT rolname FROM pg_roles WHERE rolname LIKE 'v-%'"
                + " UNION SELECT usename FROM pg_stat_activity WHERE usename LIKE 'v-%'");
    }

    private void define(String role, String token) throws IOException {
        write("token", token);
        URI address = server.address();
        write("environments/dev.yaml", """
                project: %s
                compose: {files: [compose.yaml]}
                secrets:
                  provider: vault
                  vault:
                    address: %s
                    mount: kv2
                    path: dev
                    auth: {method: token, tokenFile: token}
                    database: {role: %s}
                services: {postgres: {kind: postgres}}
                migrations: {location: migrations, service: postgres, database: %s, user: migrator}
                """.formatted(postgres.project(), address, role, database));
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(workspace.resolve(file).getParent());
        Files.writeString(workspace.resolve(file), text);
    }
}
