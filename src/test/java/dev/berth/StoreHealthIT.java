package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.testing.StackClient;
import dev.berth.testing.TerminalScreen;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What stores of the real stack say of themselves, while things go wrong in them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoreHealthIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final UUID ADA = UUID.randomUUID();
    private static final UUID BOB = UUID.randomUUID();

    private ReferenceWorkspace workspace;
    private BerthProgram berth;
    private String project;
    private JsonArray endpoints;

    @BeforeAll
    void bringUpAStackWhoseSessionsMayBeEvicted(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        workspace = ReferenceWorkspace.create(folder);
        workspace.edit("compose/compose.yaml", "command: [session]", "command: [cache]");
        workspace.edit(
                "environments/dev.yaml",
                "redis-session: {limits: {memory: 128MiB}}",
                "redis-session: {limits: {memory: 48MiB}}");
        berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        project = workspace.project("dev");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        endpoints = berth.run("env", "export", "--reveal", "--format", "json")
                .expect(0)
                .json()
                .getArray("endpoints");
    }

    @AfterAll
    void removeEverything() {
        if (project != null) {
            DockerProgram.removeProject(project);
        }
    }

    @Test
    @Order(1)
    void statsWhenNothingHappensTellOfEveryStore() throws SQLException {
        try (Connection app = connect("DATABASE_DIRECT_URL")) {
            run(app, "INSERT INTO profiles (id, name) VALUES ('%s', 'Ada'), ('%s', 'Bob')".formatted(ADA, BOB));
        }

        JsonArray stores =
                berth.run("db", "stats", "--format", "json").expect(0).json().getArray("stores");

        JsonObject postgres = store(stores, "postgres");
        assertThat(postgres.getString("state")).isEqualTo("well");
        assertThat(postgres.getString("message")).contains(" conn · hit ");
        assertThat(postgres.getObject("sessions").getInt("maxConnections")).isGreaterThanOrEqualTo(50);
        assertThat(postgres.getObject("sessions").getInt("connections")).isPositive();
        assertThat(postgres.getObject("throughput").getDouble("transactionsPerSecond"))
                .isPositive();
        assertThat(postgres.getObject("size").getLong("databaseBytes")).isGreaterThan(1 << 20);
        assertThat(postgres.getObject("size").getLong("walBytes")).isGreaterThanOrEqualTo(16 << 20);
        assertThat(postgres.getObject("safety").getLong("checksumFailures", -1)).isZero();
        assertThat(names(postgres.getObject("tables").getArray("unusedIndexes"), "name"))
                .contains("notes_by_owner");
        assertThat(store(stores, "pgbouncer").getString("message"))
                .contains("active")
                .contains("waiting");
        assertThat(store(stores, "redis-cache").getObject("memory").getLong("maximumBytes"))
                .isPositive();
        for (String service : List.of("rest", "gateway")) {
            assertThat(store(stores, service).getInt("status")).isEqualTo(200);
            assertThat(store(stores, service).getBoolean("withCredential")).isTrue();
        }
    }

    @Test
    @Order(2)
    void statusWhenAStoreIsNotAsDefinedIsDegraded() {
        BerthProgram.Result plain =
                berth.run("stack", "status", "--format", "json").expect(0);
        BerthProgram.Result measured =
                berth.run("stack", "status", "--stats", "--format", "json").expect(0);

        assertThat(plain.json().getString("state")).isEqualTo("healthy");
        assertThat(plain.output()).doesNotContain("\"store\"");
        assertThat(measured.json().getString("state")).isEqualTo("degraded");
        JsonObject session = named(measured.json().getArray("services"), "name", "redis-session");
        assertThat(session.getObject("store").getString("message"))
                .isEqualTo("may evict keys: maxmemory-policy is allkeys-lru (noeviction expected)");
        assertThat(session.getLong("pids")).isPositive();
        assertThat(session.getLong("diskBytes", -1)).isNotNegative();
        berth.run("stack", "status", "--stats", "--strict").expect(3);
    }

    @Test
    @Order(3)
    void locksWhenASessionWaitsNameWhoHoldsThem() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = connect("DATABASE_DIRECT_URL");
                Connection waiter = connect("DATABASE_DIRECT_URL")) {
            holder.setAutoCommit(false);
            run(holder, "UPDATE profiles SET name = 'held' WHERE id = '%s'".formatted(ADA));
            Future<?> waiting = threads.submit(() -> {
                run(waiter, "UPDATE profiles SET name = 'waited' WHERE id = '%s'".formatted(ADA));
                return true;
            });

            Eventually.within(PATIENCE, "a lock wait", () -> {
                JsonArray waits = berth.run("db", "locks", "--format", "json")
                        .expect(0)
                        .json()
                        .getArray("waits");
                assertThat(waits).hasSize(1);
                JsonObject wait = waits.getObject(0);
                assertThat(wait.getString("user")).startsWith("app_");
                assertThat(wait.getString("query")).contains("waited");
                assertThat(wait.getDouble("waitedSeconds")).isPositive();
                JsonObject blocker = wait.getArray("blockers").getObject(0);
                assertThat(blocker.getString("state")).isEqualTo("idle in transaction");
                assertThat(blocker.getString("query")).contains("held");
            });
            JsonObject sessions = store(
                            berth.run("db", "stats", "postgres", "--format", "json")
                                    .expect(0)
                                    .json()
                                    .getArray("stores"),
                            "postgres")
                    .getObject("sessions");
            assertThat(sessions.getInt("lockWaits")).isEqualTo(1);
            assertThat(sessions.getInt("idleInTransaction")).isEqualTo(1);
            assertThat(sessions.getDouble("oldestTransaction")).isPositive();

            holder.commit();
            waiting.get();
        }
    }

    @Test
    @Order(4)
    void statsWhenTwoSessionsBlockEachOtherCountTheDeadlock() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection one = connect("DATABASE_DIRECT_URL");
                Connection other = connect("DATABASE_DIRECT_URL")) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            run(one, "UPDATE profiles SET name = 'one' WHERE id = '%s'".formatted(ADA));
            run(other, "UPDATE profiles SET name = 'other' WHERE id = '%s'".formatted(BOB));
            Future<Boolean> first = threads.submit(() -> succeeds(one, BOB));
            Future<Boolean> second = threads.submit(() -> succeeds(other, ADA));

            assertThat(List.of(first.get(), second.get())).containsOnlyOnce(false);
        }

        Eventually.within(
                PATIENCE,
                "a deadlock",
                () -> assertThat(store(
                                        berth.run("db", "stats", "postgres", "--format", "json")
                                                .expect(0)
                                                .json()
                                                .getArray("stores"),
                                        "postgres")
                                .getObject("throughput")
                                .getLong("deadlocks"))
                        .isEqualTo(1));
    }

    @Test
    @Order(5)
    void topListsWhatApplicationsRun() throws SQLException {
        try (Connection app = connect("DATABASE_DIRECT_URL")) {
            for (int i = 0; i < 7; i++) {
                run(app, "SELECT name FROM profiles WHERE name = 'nobody %d'".formatted(i));
            }
        }

        JsonArray statements =
                berth.run("db", "top", "--format", "json").expect(0).json().getArray("statements");

        JsonObject statement = named(statements, "query", "SELECT name FROM profiles WHERE name = $1");
        assertThat(statement.getLong("calls")).isEqualTo(7);
        assertThat(statement.getString("user")).isEqualTo("app");
        assertThat(names(statements, "user")).doesNotContain("monitor");
    }

    @Test
    @Order(6)
    void poolsWhenAllConnectionsAreTakenShowWhoWaits() {
        AtomicBoolean goOn = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 30; i++) {
                threads.execute(() -> {
                    while (goOn.get()) {
                        sleepThroughThePooler();
                    }
                });
            }
            try {
                Eventually.within(PATIENCE, "waiting clients", () -> {
                    JsonObject pool = named(
                            berth.run("db", "pools", "--format", "json")
                                    .expect(0)
                                    .json()
                                    .getArray("pools"),
                            "database",
                            "app");
                    assertThat(pool.getLong("svActive")).isGreaterThanOrEqualTo(20);
                    assertThat(pool.getLong("clWaiting")).isPositive();
                    assertThat(pool.getDouble("maxwaitSeconds")).isGreaterThan(1);
                });
                Eventually.within(PATIENCE, "a verdict on the pooler", () -> {
                    JsonObject pooler = store(
                            berth.run("db", "stats", "pgbouncer", "--format", "json")
                                    .expect(0)
                                    .json()
                                    .getArray("stores"),
                            "pgbouncer");
                    assertThat(pooler.getString("state")).isEqualTo("degraded");
                    assertThat(pooler.getString("message")).contains("wait, the longest for");
                });
            } finally {
                goOn.set(false);
            }
        }
    }

    private void sleepThroughThePooler() {
        try (Connection client = connect("DATABASE_URL")) {
            run(client, "SELECT pg_sleep(5)");
        } catch (SQLException e) {
            // It waited longer than the pooler lets anybody wait, and comes again.
            Thread.onSpinWait();
        }
    }

    @Test
    @Order(7)
    void statusWhenSessionsAreEvictedSaysSo() throws IOException {
        StackClient application = StackClient.of(berth, ADA);
        String value = "x".repeat(1 << 20);
        for (int i = 0; i < 60; i++) {
            assertThat(application.redis("REDIS_SESSION_URL", "SET", "session:" + i, value))
                    .isEqualTo("+OK");
        }

        BerthProgram.Result status = berth.run("stack", "status", "--stats").expect(0);

        assertThat(status.output()).contains("degraded: redis-session evicts keys (noeviction expected)");
    }

    @Test
    @Order(8)
    void statsWhenNoLoginIsDefinedSayWhyThereIsNoData() throws IOException {
        workspace.edit(
                "environments/base.yaml", "monitor: {user: monitor, passwordSecret: postgres.monitor}", "x-a: 1");

        JsonObject pooler = store(
                berth.run("db", "stats", "pgbouncer", "--format", "json")
                        .expect(0)
                        .json()
                        .getArray("stores"),
                "pgbouncer");
        BerthProgram.Result pools = berth.run("db", "pools", "--format", "json").expect(1);

        assertThat(pooler.getString("state")).isEqualTo("no-data");
        assertThat(pooler.getString("reason")).isEqualTo("services.pgbouncer.monitor.user is not defined");
        assertThat(pools.errorJson().getString("code")).isEqualTo("DATASTORE_UNREACHABLE");
        assertThat(berth.run("stack", "status", "--stats", "--format", "json")
                        .json()
                        .getArray("services"))
                .anySatisfy(service ->
                        assertThat(((JsonObject) service).getString("name")).isEqualTo("pgbouncer"));
    }

    @Test
    @Order(9)
    void driftWhenSomebodyChangesTheSchemaByHandNamesItUntilItIsAccepted() {
        assertThat(berth.run("db", "drift").expect(0).output())
                .contains("the schema at version 2 is as its migrations");
        berth.run(
                        "db",
                        "psql",
                        "-c",
                        "CREATE INDEX by_hand ON notes (title); ALTER TABLE notes ALTER COLUMN body DROP NOT NULL")
                .expect(0);
        berth.run("stack", "restart", "postgres", "--yes").expect(0);

        BerthProgram.Result table = berth.run("db", "drift").expect(10);
        JsonObject json = berth.run("db", "drift", "--format", "json", "--read-only")
                .expect(10)
                .json();

        assertThat(table.output())
                .contains("dev: 2 changes in the schema at version 2 since ")
                .contains("  + index public.by_hand  CREATE INDEX by_hand ON public.notes USING btree (title)\n")
                .contains(
                        "  ~ column public.notes.body\n      was  text NOT NULL DEFAULT ''::text\n      is   text DEFAULT ''::text\n");
        assertThat(json.getString("current")).isEqualTo("2");
        assertThat(names(json.getArray("drift"), "name")).containsExactly("notes.body", "by_hand");
        berth.run("db", "drift", "--accept", "--read-only").expect(5);
        berth.run("db", "drift").expect(10);
        berth.run("db", "drift", "--accept", "--yes").expect(0);
        assertThat(berth.run("db", "drift", "--format", "json").expect(0).json().getArray("drift"))
                .isEmpty();
    }

    @Test
    @Order(10)
    void statusWhenSomethingIsNotAsDefinedNamesIt() throws IOException {
        workspace.edit(
                "environments/dev.yaml",
                "redis-cache: {limits: {memory: 128MiB}}",
                "redis-cache: {limits: {memory: 160MiB}}");
        Files.writeString(workspace.root().resolve("migrations/V900__later.sql"), "SELECT 1;\n");

        JsonObject json = berth.run("stack", "status", "--stats", "--format", "json")
                .expect(0)
                .json();

        assertThat(json.getObject("migrations").getInt("pending")).isEqualTo(1);
        JsonObject cache = named(json.getArray("services"), "name", "redis-cache");
        assertThat(cache.getArray("drift")).containsExactly("memory 128 MiB, defined: memory 160 MiB");
        assertThat(cache.getString("secretsVersion")).startsWith("v");
        TerminalScreen.require();
        try (TerminalScreen screen = TerminalScreen.running(berth.command("stack", "status"))) {
            screen.shows("1 migration pending").press("5");
            screen.shows("databases and WAL", "redis-session-data", "counted", "no complete backup");
            screen.press("q").isOrdinary();
        }
    }

    private static boolean succeeds(Connection connection, UUID profile) throws SQLException {
        try {
            run(connection, "UPDATE profiles SET name = 'both' WHERE id = '%s'".formatted(profile));
            connection.commit();
            return true;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("40P01");
            connection.rollback();
            return false;
        }
    }

    private Connection connect(String endpoint) throws SQLException {
        URI server = URI.create(named(endpoints, "name", endpoint).getString("url"));
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

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static JsonObject store(JsonArray stores, String service) {
        return named(stores, "service", service);
    }

    private static JsonObject named(JsonArray rows, String key, String value) {
        return rows.stream()
                .map(JsonObject.class::cast)
                .filter(row -> value.equals(row.getString(key)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no %s %s in %s".formatted(key, value, rows)));
    }

    private static List<String> names(JsonArray rows, String key) {
        return rows.stream()
                .map(row -> ((JsonObject) row).getString(key).replaceFirst("^public\\.", ""))
                .toList();
    }
}
