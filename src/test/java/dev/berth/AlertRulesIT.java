package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.berth.testing.BackgroundWatch;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.testing.TestVault;
import dev.berth.testing.ToldAlerts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every usual rule but the engine's own (AlertEngineIT), on the reference stack: the fault is made, the rule fires, the fault is
 * taken away, and its receiver is told of that once each. Every test goes on with what the one before it left; all of them are
 * told at the end, since what restarts and kills counts for ten minutes, and between two messages lie five.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AlertRulesIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    /** Room is asked for once a minute, and errors are counted over one. */
    private static final Duration MINUTES = Duration.ofMinutes(3);

    /** What counts for ten minutes has to be forgotten, and five lie between two messages. */
    private static final Duration AT_LAST = Duration.ofMinutes(12);

    private static final String[] OF_CLIENTS = {
        "connections postgres",
        "long-transaction postgres",
        "lock-wait postgres",
        "pool-waiting pgbouncer",
        "replication-lag postgres",
        "wraparound postgres",
        "checksum-failures postgres",
        "secrets-server secrets"
    };

    private static final String SCHEDULE = "0 0 29 2 *";

    private final Map<String, ToldAlerts> told = new LinkedHashMap<>();
    private final Set<String> shown = new HashSet<>();
    private ReferenceWorkspace workspace;
    private BerthProgram berth;
    private TestVault vault;
    private String project;
    private Path token;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        vault = TestVault.startUninitialised();
        vault.initialise();
        vault.mount("kv", 2);
        workspace = ReferenceWorkspace.create(folder);
        project = workspace.project("dev");
        token = workspace.root().resolve("token");
        login("768h");
        workspace.edit(
                "environments/dev.yaml", "compose/compose.dev.yaml]", "compose/compose.dev.yaml, compose/faults.yaml]");
        workspace.edit("environments/dev.yaml", "postgres: {limits", "postgres: {recovery: none, limits");
        Files.copy(
                Path.of("src/test/resources/alert-rules/faults.yaml"),
                workspace.root().resolve("compose/faults.yaml"));
        Path rules = Path.of("src/test/resources/alert-rules/rules.yaml");
        StringBuilder definition = new StringBuilder("""
                  half: {required: false, recovery: none}
                  carts: {kind: redis, role: session}
                  full: {kind: redis, role: full}
                  torn: {kind: redis, role: torn}
                secrets:
                  provider: vault
                  vault: {address: '%s', mount: kv, path: dev, auth: {method: token, tokenFile: token}}
                backup: {schedule: '%s'}
                alerts:
                  rules:
                """.formatted(vault.address(), SCHEDULE));
        for (String line : Files.readAllLines(rules)) {
            if (!line.startsWith("#")) {
                String rule = line.substring(0, line.indexOf(':')).strip();
                told.put(rule, new ToldAlerts(folder.resolve(rule + ".ndjson")));
                definition
                        .append(line.replace("{}", "{ }").replaceFirst(" ?}$", ", receivers: [" + rule + "]}"))
                        .append('\n');
            }
        }
        definition.append("  receivers:\n");
        told.forEach((rule, receiver) -> definition.append("    %s: %s%n".formatted(rule, receiver.definition())));
        Files.writeString(
                workspace.root().resolve("environments/dev.yaml"),
                definition.toString().replace("{, ", "{"),
                StandardOpenOption.APPEND);
        berth = new BerthProgram(workspace.root(), folder.resolve("home")).with("BERTH_ENV", "dev");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        rememberThatAVolumeGrew();
        docker("exec", container("tank"), "sh", "-c", "head -c 5M /dev/zero >/pond/x");
        berth.run("monitor", "start").expect(0);
    }

    @AfterAll
    void removeEverything() {
        if (berth != null) {
            berth.run("monitor", "stop");
        }
        if (project != null) {
            DockerProgram.removeProject(project);
        }
        if (vault != null) {
            vault.close();
        }
    }

    /** Nobody waits for days: what was seen over the last ones is written down, what fills the volume now is real. */
    private void rememberThatAVolumeGrew() throws IOException {
        long now = Instant.now().getEpochSecond();
        StringBuilder course = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            course.append("%s%d,%d".formatted(i == 0 ? "" : ",", now - (30 - 10 * i) * 3600L, (1L + i) << 20));
        }
        Path file = workspace.root().resolve(".berth/volumes/dev");
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, """
                {"format":1,"engine":"%1$s","project":"%2$s","volumes":[{"name":"%2$s_pond","services":["tank"],\
                "target":"/pond","basis":"counted","bytes":3145728,"countedAt":%3$d,"capacity":8388608,"free":5242880,\
                "roomAt":%3$d}]}
                {"%2$s_pond":{"sizes":[%4$s],"disk":[%4$s]}}
                """.formatted("unix:///var/run/docker.sock", project, (now - 3600) * 1000, course));
    }

    /** Logs Berth in to Vault anew. */
    private void login(String lifetime) throws IOException {
        String policy =
                vault.policy("path \"kv/*\" {capabilities = [\"create\", \"read\", \"update\", \"delete\", \"list\"]}");
        Files.writeString(
                token,
                vault.post(
                                "auth/token/create",
                                Map.of("policies", new JsonArray(List.of(policy)), "ttl", lifetime, "renewable", false))
                        .getObject("auth")
                        .getString("client_token"));
    }

    @Test
    @Order(1)
    void alertsWhenServicesAreHurtFire() {
        fires("backup-missing backups");
        String victim = container("victim");
        // Of two programs in a container that may use 32 MiB the one that takes them all is killed.
        runs(137, "exec", victim, "tail", "/dev/zero");
        for (int i = 0; i < 4; i++) {
            docker("restart", "--time", "0", victim);
        }
        docker("exec", "--detach", container("busy"), "sh", "-c", "while :; do :; done");
        docker("exec", "--detach", container("fat"), "sh", "-c", "head -c 247M /dev/zero >/dev/shm/fat");
        docker("exec", container("loud"), "touch", "/tmp/angry");
        docker("exec", container("half"), "touch", "/tmp/dead");
        docker("exec", container("tank"), "sh", "-c", "head -c 7500K /dev/zero >/tank/x");

        fires(
                "oom-kill victim",
                "service-flapping victim",
                "cpu busy",
                "memory fat",
                "log-errors loud",
                "service-impaired half",
                "volume-usage " + project + "_tank",
                "days-to-full " + project + "_pond");
    }

    @Test
    @Order(2)
    void alertsWhenAStoreTakesNothingMoreFire() {
        // A Redis that is to lose nothing is told to make room by itself, and does.
        docker("exec", container("carts"), "redis-cli", "CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        docker("exec", "--detach", container("carts"), "sh", "-c", fill("[ ! -e /tmp/enough ]"));
        docker("exec", container("full"), "sh", "-c", fill("[ $i -lt 80 ]"));
        docker("exec", "--user", "0", container("torn"), "chmod", "0500", "/var/lib/redis");
        docker("exec", container("torn"), "redis-cli", "SET", "some", "thing");
        docker("exec", container("torn"), "redis-cli", "BGSAVE");

        fires("session-evictions carts", "redis-memory full", "redis-persistence torn");
    }

    /** A shell's commands that store a key of 100 kB again and again. */
    private static String fill(String condition) {
        return "i=0; v=$(head -c 100000 /dev/zero | tr '\\0' x); while %s; do i=$((i + 1)); redis-cli SET k$i $v; sleep 0.02; done"
                .formatted(condition);
    }

    @Test
    @Order(3)
    void alertsWhenWhatRunsIsNotAsDefinedFire() throws IOException {
        login("30m");
        berth.runWithInput("another-one-that-nobody-took-up-yet", "secrets", "set", "redis-session.app", "--yes")
                .expect(0);
        docker("update", "--memory", "200m", "--memory-swap", "200m", container("redis-cache"));
        String compose = berth.run("env", "show", "dev")
                .expect(0)
                .output()
                .lines()
                .filter(line -> line.contains("docker compose -p"))
                .findFirst()
                .orElseThrow()
                .strip();
        shell("COLOUR=blue %s up --detach --no-deps drifter".formatted(compose));

        fires(
                "secrets-lease secrets",
                "drift-configuration drifter",
                "drift-limits redis-cache",
                "drift-secrets redis-session");
    }

    @Test
    @Order(4)
    void alertsWhenADatabaseIsDownTellOfThatAlone() {
        // A standby is to be let in once the server is back.
        docker(
                "exec",
                container("postgres"),
                "sh",
                "-c",
                "{ echo 'host replication postgres all trust'; cat /etc/berth/pg_hba.conf; } >/var/lib/postgresql/hba.conf");
        sql("ALTER SYSTEM SET hba_file = '/var/lib/postgresql/hba.conf'");

        docker("kill", container("postgres"));

        fires("service-down postgres");
        Eventually.within(
                SOON,
                "what needs it is down as well",
                () -> assertThat(alerts())
                        .filteredOn(alert -> alert.getString("explainedBy", "").equals("service-down of postgres"))
                        .extracting(alert -> alert.getString("target"))
                        .contains("rest", "gateway", "pgbouncer"));
        isTold("service-down postgres");
        assertThat(told("service-down")).extracting(ToldAlerts.News::target).containsExactly("postgres");
        for (String rule : List.of("service-impaired", "store-silent", "pool-waiting")) {
            assertThat(told(rule))
                    .extracting(ToldAlerts.News::target)
                    .doesNotContain("rest", "gateway", "pgbouncer", "postgres");
        }
    }

    @Test
    @Order(5)
    void watchWhenKilledWhileAlertsFireGoesOnWithThem() throws Exception {
        BackgroundWatch.kill(berth);
        berth.run("monitor", "start").expect(0);

        assertThat(states())
                .as("what was not looked at yet is not over")
                .doesNotContainAnyElementsOf(
                        shown.stream().map(each -> each + " resolved").toList());
        fires(shown.toArray(String[]::new));
        isTold(shown.toArray(String[]::new));
    }

    @Test
    @Order(6)
    void alertsWhenNobodyCanLookAreNeitherWellNorWrong() {
        docker("kill", "--signal", "STOP", container("full"));
        fires("store-silent full");
        Eventually.within(
                SOON,
                "nobody knows",
                () -> assertThat(states())
                        .contains("redis-memory full nodata")
                        .doesNotContain("service-impaired full resolved"));
    }

    @Test
    @Order(7)
    void alertsWhenTheirFaultsAreGoneAreOver() throws IOException {
        docker("start", container("postgres"));
        docker("restart", "--time", "0", container("busy"));
        docker("restart", "--time", "0", container("fat"));
        docker("exec", container("loud"), "rm", "/tmp/angry");
        docker("exec", container("half"), "rm", "/tmp/dead");
        docker("exec", container("tank"), "rm", "/tank/x");
        // What fills a volume may go on where the volume is given more room.
        docker(
                "run",
                "--rm",
                "--privileged",
                "--volume",
                project + "_pond:/pond",
                "berth/helper:1",
                "mount",
                "-o",
                "remount,size=256m",
                "/pond");
        docker("exec", container("carts"), "touch", "/tmp/enough");
        docker("exec", container("carts"), "redis-cli", "CONFIG", "SET", "maxmemory-policy", "noeviction");
        docker("exec", "--user", "0", container("torn"), "chmod", "0700", "/var/lib/redis");
        docker("exec", container("torn"), "redis-cli", "BGSAVE");
        login("768h");
        isOver("service-down postgres");
        isTold("store-silent full");
        docker("kill", "--signal", "CONT", container("full"));
        isOver("store-silent full");
        fires("redis-memory full");
        docker("exec", container("full"), "redis-cli", "FLUSHALL");
        berth.run("env", "switch", "dev", "--yes").expect(0);

        isOver(
                "cpu busy",
                "memory fat",
                "log-errors loud",
                "service-impaired half",
                "volume-usage " + project + "_tank",
                "days-to-full " + project + "_pond",
                "session-evictions carts",
                "redis-memory full",
                "redis-persistence torn",
                "secrets-lease secrets",
                "drift-configuration drifter",
                "drift-limits redis-cache",
                "drift-secrets redis-session");
    }

    @Test
    @Order(8)
    void alertsWhenClientsHoldWhatOthersNeedFire() throws Exception {
        sql("CREATE TABLE damaged AS SELECT i, repeat('x', 100) FROM generate_series(1, 5000) i");
        sql("CREATE TABLE held AS SELECT 1 AS id, 'first' AS word; GRANT ALL ON held TO PUBLIC; CHECKPOINT");
        follow();
        pooler("SET default_pool_size = 2");
        pooler("SET reserve_pool_size = 0");
        pooler("SET query_wait_timeout = 0");
        URI pooled = endpoint("DATABASE_URL");
        URI direct = endpoint("DATABASE_DIRECT_URL");
        vault.seal();
        List<Connection> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2; i++) {
                clients.add(connect(pooled));
                clients.getLast().setAutoCommit(false);
                run(clients.getLast(), i == 0 ? "UPDATE held SET word = 'mine'" : "SELECT 1");
            }
            // To log in takes a connection of the pool already.
            Future<Connection> third = threads.submit(() -> connect(pooled));
            for (int i = 0; i < 26; i++) {
                clients.add(connect(direct));
            }
            Connection waiter = clients.getLast();
            Future<Boolean> waiting = threads.submit(() -> run(waiter, "UPDATE held SET word = 'theirs'"));
            burnTransactionIds();
            damageAPage();

            fires(OF_CLIENTS);
            isTold(OF_CLIENTS);

            clients.get(0).close();
            clients.get(1).close();
            waiting.get(1, TimeUnit.MINUTES);
            clients.add(third.get(1, TimeUnit.MINUTES));
        } finally {
            vault.unseal();
            for (Connection client : clients) {
                client.close();
            }
        }
    }

    /** Makes a standby that receives what is written, and does not show it. */
    private void follow() {
        String standby = container("standby");
        docker(
                "exec",
                standby,
                "sh",
                "-c",
                "pg_basebackup -c fast -h postgres -U postgres -D \"$PGDATA\" -R -X stream");
        docker(
                "exec",
                "--detach",
                standby,
                "sh",
                "-c",
                "exec postgres -D \"$PGDATA\" -c config_file=/etc/berth/postgresql.conf -c hba_file=/etc/berth/pg_hba.conf"
                        + " -c max_connections=50 -c archive_mode=off >/tmp/log 2>&1");
        Eventually.within(
                SOON,
                "it receives",
                () -> assertThat(sql("SELECT state FROM pg_stat_replication")).isEqualTo("streaming"));
        docker("exec", standby, "psql", "--username=postgres", "--command=SELECT pg_wal_replay_pause()");
    }

    /** A two hundred thousandth of them, which is what a test has the time for; the rule's number is lowered for it. */
    private void burnTransactionIds() {
        docker(
                "exec",
                container("postgres"),
                "psql",
                "--no-psqlrc",
                "--username=postgres",
                "--dbname=app",
                "--command=SET synchronous_commit = off",
                "--command=DO $$ BEGIN FOR i IN 1..25000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$");
    }

    private void damageAPage() {
        sql("CREATE EXTENSION IF NOT EXISTS pg_buffercache");
        sql("CHECKPOINT");
        String file = sql("SELECT pg_relation_filepath('damaged')");
        sql("SELECT count(pg_buffercache_evict(bufferid)) FROM pg_buffercache"
                + " WHERE relfilenode = pg_relation_filenode('damaged')");
        docker(
                "exec",
                container("postgres"),
                "sh",
                "-c",
                "printf damaged | dd of=\"$PGDATA/%s\" bs=1 seek=9000 conv=notrunc".formatted(file));
        runs(1, psql("SELECT count(*) FROM damaged"));
    }

    @Test
    @Order(9)
    void alertsWhenClientsAreGoneAndTheirDatabaseIsMendedAreOver() {
        docker("exec", container("standby"), "psql", "--username=postgres", "--command=SELECT pg_wal_replay_resume()");
        sql("DROP TABLE damaged");
        sql("SELECT pg_stat_reset()");
        sql("ALTER DATABASE template0 ALLOW_CONNECTIONS true");
        docker("exec", container("postgres"), "vacuumdb", "--all", "--freeze", "--username=postgres");
        sql("ALTER DATABASE template0 ALLOW_CONNECTIONS false");

        isOver(OF_CLIENTS);
    }

    @Test
    @Order(10)
    void alertsWhenBackupsAreNotMadeOrNoGoodFire() throws Exception {
        berth.run("backup", "create").expect(0);
        isOver("backup-missing backups");
        String set = berth.run("backup", "list", "--format", "json")
                .expect(0)
                .json()
                .getArray("backups")
                .getObject(0)
                .getString("id");
        berth.run("backup", "drill", "latest").expect(0);
        // The next set is to be made within a minute, and nobody makes it.
        LocalTime next = LocalTime.now(ZoneId.systemDefault()).plusMinutes(1);
        workspace.edit("environments/dev.yaml", SCHEDULE, "%d %d * * *".formatted(next.getMinute(), next.getHour()));
        BackgroundWatch.kill(berth);
        berth.run("monitor", "start").expect(0);
        killABackup();
        // What lies there can still be read.
        String archive = "/var/lib/pgbackrest/archive/main/*/*";
        docker("exec", "--user", "0", container("postgres"), "sh", "-c", "chmod 0500 " + archive);
        sql("SELECT pg_switch_wal()");

        fires("backup-failed backups", "wal-archiving postgres", "backup-overdue backups", "drill-overdue backups");
        isTold("backup-failed backups", "wal-archiving postgres", "backup-overdue backups", "drill-overdue backups");

        docker("exec", "--user", "0", container("postgres"), "sh", "-c", "chmod 0750 " + archive);
        sql("SELECT pg_switch_wal()");
        docker(
                "exec",
                container("postgres"),
                "sh",
                "-c",
                "truncate -s 100 /var/lib/pgbackrest/sets/%s/volumes/*gateway*".formatted(set));
        berth.run("backup", "drill", set).expect(1);
        fires("drill-failed backups");
        isTold("drill-failed backups");
    }

    /** Kills one in its middle, as a machine does that goes down. */
    private void killABackup() throws Exception {
        Path said = Files.createTempFile("berthit-backup-", ".txt");
        Process backup = berth.start(said, said, "backup", "create");
        Eventually.within(
                SOON,
                "it is at work",
                () -> assertThat(docker("exec", container("postgres"), "sh", "-c", "cat /proc/[0-9]*/comm"))
                        .contains("pgbackrest"));
        shell("kill -STOP " + backup.pid());
        // Longer than a watch does not look whether somebody is at work.
        Thread.sleep(Duration.ofSeconds(7));
        backup.destroyForcibly().waitFor();
        Files.delete(said);
    }

    @Test
    @Order(11)
    void alertsWhenABackupIsMadeAndProvedAreOver() {
        berth.run("backup", "create").expect(0);
        berth.run("backup", "drill", "latest").expect(0);

        isOver("backup-failed backups", "wal-archiving postgres", "backup-overdue backups", "drill-failed backups");
    }

    @Test
    @Order(12)
    void receiversWhenAllIsOverWereToldOfEachOnce() throws Exception {
        Eventually.within(AT_LAST, "they are told that all is over", () -> shown.forEach(this::assertToldOnce));

        for (ToldAlerts receiver : told.values()) {
            Map<String, List<String>> states = receiver.news().stream()
                    .collect(Collectors.groupingBy(
                            ToldAlerts.News::id, Collectors.mapping(ToldAlerts.News::state, Collectors.toList())));
            assertThat(states.values())
                    .allSatisfy(each -> assertThat(each).isIn(List.of("firing"), List.of("firing", "resolved")));
        }
        JsonObject schema = JsonParser.object()
                .from(Files.readString(Path.of("schemas/environment.schema.json")))
                .getObject("properties")
                .getObject("alerts")
                .getObject("properties")
                .getObject("rules")
                .getObject("properties");
        Set<String> rules = shown.stream().map(AlertRulesIT::rule).collect(Collectors.toCollection(HashSet::new));
        rules.addAll(AlertEngineIT.RULES);
        // RecoveryIT has a service that no repair helps.
        rules.add("service-given-up");
        assertThat(rules).as("there is a fault for each rule").containsAll(schema.keySet());
    }

    /** An alert fired once, and was told of as that and as over; only how old the last drill is comes back by itself. */
    private void assertToldOnce(String alert) {
        List<ToldAlerts.News> news = told(rule(alert)).stream()
                .filter(each -> each.target().equals(target(alert)))
                .toList();
        String first = news.getFirst().id();
        assertThat(news)
                .filteredOn(each -> each.id().equals(first))
                .extracting(ToldAlerts.News::state)
                .as(alert)
                .containsExactly("firing", "resolved");
        if (!rule(alert).equals("drill-overdue")) {
            assertThat(news).as(alert).extracting(ToldAlerts.News::id).containsOnly(first);
        }
    }

    private void fires(String... alerts) {
        shown.addAll(List.of(alerts));
        are("firing", alerts);
    }

    private void isOver(String... alerts) {
        are("resolved", alerts);
    }

    private void are(String state, String... alerts) {
        List<String> wanted = Stream.of(alerts).map(each -> each + " " + state).toList();
        Eventually.within(MINUTES, wanted.toString(), () -> assertThat(states()).containsAll(wanted));
    }

    private void isTold(String... alerts) {
        Eventually.within(SOON, "their receivers are told", () -> {
            for (String alert : alerts) {
                assertThat(told(rule(alert)))
                        .as(alert)
                        .extracting(ToldAlerts.News::target)
                        .contains(target(alert));
            }
        });
    }

    private List<ToldAlerts.News> told(String rule) {
        return Objects.requireNonNull(told.get(rule)).news();
    }

    private static String rule(String alert) {
        return alert.substring(0, alert.indexOf(' '));
    }

    private static String target(String alert) {
        return alert.substring(alert.indexOf(' ') + 1);
    }

    private List<JsonObject> alerts() {
        return berth.run("monitor", "alerts", "--format", "json").expect(0).json().getArray("alerts").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private List<String> states() {
        return alerts().stream()
                .map(alert -> "%s %s %s"
                        .formatted(alert.getString("rule"), alert.getString("target"), alert.getString("state")))
                .toList();
    }

    private String container(String service) {
        return DockerProgram.container(project, service);
    }

    /** As the superuser. */
    private String sql(String statement) {
        return docker(psql(statement));
    }

    private String[] psql(String statement) {
        return new String[] {
            "exec",
            container("postgres"),
            "psql",
            "--no-psqlrc",
            "-qAt",
            "--username=postgres",
            "--dbname=app",
            "--command=" + statement
        };
    }

    private void pooler(String statement) {
        docker(
                "exec",
                container("pgbouncer"),
                "psql",
                "--no-psqlrc",
                "--host=@berth",
                "--port=6432",
                "--username=pgbouncer",
                "--dbname=pgbouncer",
                "--command=" + statement);
    }

    /** A docker command that is to end with this exit code. */
    private static void runs(int code, String... words) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        try {
            assertThat(new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor())
                    .as(String.join(" ", command))
                    .isEqualTo(code);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void shell(String script) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor()).as(script).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Connection connect(URI server) throws SQLException {
        String[] login = server.getUserInfo().split(":", 2);
        Properties properties = new Properties();
        properties.setProperty("user", login[0]);
        properties.setProperty("password", login[1]);
        properties.setProperty("prepareThreshold", "0");
        properties.setProperty("preferQueryMode", "simple");
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d%s".formatted(server.getHost(), server.getPort(), server.getPath()),
                properties);
    }

    private URI endpoint(String name) {
        return berth
                .run("env", "export", "--reveal", "--format", "json")
                .expect(0)
                .json()
                .getArray("endpoints")
                .stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("name").equals(name))
                .map(each -> URI.create(each.getString("url")))
                .findFirst()
                .orElseThrow();
    }

    private static boolean run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }
}
