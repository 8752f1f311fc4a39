package dev.berth.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.datastore.Postgres;
import dev.berth.datastore.PostgresLogin;
import dev.berth.datastore.Reach;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineAddress;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretValue;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.RealEngine;
import dev.berth.testing.TestPostgres;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Migrations on a real PostgreSQL. */
@Timeout(120)
class MigratorIT {
    private static TestPostgres server;
    private static String address;

    @RegisterExtension
    final RealEngine real = new RealEngine();

    @TempDir
    Path folder;

    private String database;
    private String schema = "public";
    private boolean mayBeBehind = true;
    private final MemorySchemaRecord schemas = new MemorySchemaRecord();
    private final MemoryNoteBook noteBook = new MemoryNoteBook();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void startServer() {
        server = TestPostgres.start();
        address = server.address();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void makeDatabase() {
        database = server.database();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void infoWhenDatabaseIsEmptyWritesNothing() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");

        History history = migrator().info();

        assertThat(history.current()).isEmpty();
        assertThat(history.pending()).extracting(Migration::script).containsExactly("V1__first.sql");
        assertThat(server.sql(database, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                .isEqualTo("0");
    }

    @Test
    void migrateWhenTwentyArePendingAppliesThemInOrder() throws IOException {
        for (int number = 1; number <= 20; number++) {
            write("V%d__step_%d.sql".formatted(number, number), "CREATE TABLE t%d (id int);".formatted(number));
        }

        Outcome outcome = migrator().migrate(MigrationListener.SILENT);

        assertThat(outcome.applied()).hasSize(20);
        assertThat(outcome.current()).contains("20");
        assertThat(migrator().migrate(MigrationListener.SILENT).applied()).isEmpty();
        assertThat(migrator().info().migrations()).allMatch(one -> one.state() == MigrationState.APPLIED);
    }

    @Test
    void migrateWhenEngineIsElsewhereGoesThroughItsHelper() throws IOException {
        for (int number = 1; number <= 20; number++) {
            write("V%d__step.sql".formatted(number), "CREATE TABLE t%d (id int);".formatted(number));
        }
        try (Reach reach = Reach.through(elsewhere(real.engine()), server.project())) {
            Migrator migrator =
                    migrator(reach, database, TestPostgres.PASSWORD, target("test", Duration.ofSeconds(2), Map.of()));

            assertThat(migrator.migrate(MigrationListener.SILENT).current()).contains("20");
        }
        assertThat(DockerProgram.docker("ps", "-aq", "--filter", "label=dev.berth.project=" + server.project()))
                .isEmpty();
    }

    /** The same engine under an address that is not this machine's. */
    private static Engine elsewhere(Engine engine) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("address")) {
                        return new EngineAddress("tcp://192.0.2.1:2375", Optional.empty(), Optional.empty());
                    }
                    try {
                        return method.invoke(engine, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void checksumWhenFileHasMarkAndForeignLineEndsIsFlywaysOwn() throws IOException {
        write("V1__first.sql", "\uFEFFCREATE TABLE a (id int);\r\n-- ü\r\n");

        migrator().migrate(MigrationListener.SILENT);
        write("V1__first.sql", "CREATE TABLE a (id int);\n-- ü\n");

        assertThat(migrator().validate()).isEmpty();
        assertThat(migrator().info().migrations().getFirst().checksum())
                .hasValue(MigrationFolder.read(folder).files().getFirst().checksum());
    }

    @Test
    void migrateWhenStatementFailsNamesLineAndKeepsNothingOfIt() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        write("V2__second.sql", """
                CREATE TABLE b (id int);

                -- a comment
                /* and
                   another */
                CREATE TABLE c (
                    id int,
                    total nosuchtype
                );
                """);

        MigrationException failure = failure(migrator());

        assertThat(failure.code()).isEqualTo(ErrorCode.MIGRATION_FAILED);
        assertThat(failure.failure().script()).isEqualTo("V2__second.sql");
        assertThat(failure.failure().line()).hasValue(8);
        assertThat(failure.failure().error().orElseThrow().state()).isEqualTo("42704");
        assertThat(failure).hasMessage("""
                        V2__second.sql line 8: type "nosuchtype" does not exist (SQLSTATE 42704)
                        Nothing of V2__second.sql was kept. The schema is at version 1.""");
        assertThat(failure.hint()).contains("berth db migrate");
        assertThat(failure.mayBeHalfDone()).isFalse();
        assertThat(tables()).containsExactly("a", "flyway_schema_history");
    }

    @Test
    void migrateWhenIndexIsBuiltConcurrentlyEnds() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        write("V2__index.sql", "CREATE INDEX CONCURRENTLY a_id ON a (id);");

        assertThat(migrator().migrate(MigrationListener.SILENT).current()).contains("2");
        assertThat(migrator().invalidIndexes()).isEmpty();
    }

    @Test
    void migrateWhenConcurrentIndexFailsNamesWhatIsLeftAndRepairDropsIt() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int); INSERT INTO a VALUES (1), (1);");
        write("V2__index.sql", """
                CREATE INDEX CONCURRENTLY IF NOT EXISTS a_id ON a (id);
                CREATE UNIQUE INDEX CONCURRENTLY a_unique ON a (id);
                """);

        MigrationException failure = failure(migrator());

        assertThat(failure.failure().line()).hasValue(2);
        assertThat(failure.failure().invalidIndexes()).containsExactly(new InvalidIndex("public", "a_unique", "a"));
        assertThat(failure)
                .hasMessageContaining("the first 1 of its statements took effect")
                .hasMessageContaining("public.a_unique on a");
        assertThat(failure.mayBeHalfDone()).isTrue();
        assertThat(failure.hint()).contains("berth db repair");
        assertThatThrownBy(() -> migrator().migrate(MigrationListener.SILENT))
                .hasMessage("V2__index.sql failed half way when it ran last");

        List<String> done = migrator().repair(migrator().invalidIndexes());
        server.sql(database, "DELETE FROM a");

        assertThat(done).hasSize(2);
        assertThat(migrator().migrate(MigrationListener.SILENT).current()).contains("2");
    }

    @Test
    void migrateWhenTransactionsAreMixedSaysSo() throws IOException {
        write("V1__mixed.sql", "CREATE TABLE a (id int);\nCREATE INDEX CONCURRENTLY a_id ON a (id);");

        MigrationException failure = failure(migrator());

        assertThat(failure).hasMessageStartingWith("V1__mixed.sql line 2: the file mixes statements");
        assertThat(failure.hint()).contains("file of their own");
    }

    @Test
    void migrateWhenLockIsHeldNamesHolderAndAppliesNothing() throws Exception {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        migrator().migrate(MigrationListener.SILENT);
        write("V2__alter.sql", "CREATE TABLE b (id int);\nALTER TABLE a ADD COLUMN x int;");
        List<String> events = new CopyOnWriteArrayList<>();
        try (Connection holder = connection("reporting");
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT * FROM a");

            MigrationException failure = catchThrowableOfType(
                    MigrationException.class,
                    () -> migrator(Duration.ofMillis(300)).migrate(new MigrationListener() {
                        @Override
                        public void blocked(Migration migration, List<Blocker> blockers) {
                            events.add("blocked by " + blockers.getFirst().application());
                        }

                        @Override
                        public void retrying(Migration migration, int attempt, int attempts) {
                            events.add("attempt %d of %d".formatted(attempt, attempts));
                        }
                    }));

            assertThat(failure)
                    .hasMessageMatching(
                            "(?s)V2__alter.sql line 2: no lock within 300 ms in 4 attempts; held by session \\d+ of migrator \\(reporting\\), idle in transaction \\(SQLSTATE 55P03\\)\n"
                                    + "Nothing of V2__alter.sql was kept. The schema is at version 1.");
            assertThat(events).contains("blocked by reporting", "attempt 2 of 4", "attempt 4 of 4");
            assertThat(tables()).containsExactly("a", "flyway_schema_history");
        }
        assertThat(migrator().migrate(MigrationListener.SILENT).current()).contains("2");
    }

    @Test
    void migrateWhenOldTransactionIsOpenBuildsIndexLongerThanLockTimeout() throws Exception {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        migrator().migrate(MigrationListener.SILENT);
        write("V2__index.sql", "CREATE INDEX CONCURRENTLY a_id ON a (id);");
        CountDownLatch blocked = new CountDownLatch(1);
        try (Connection holder = connection("reporting");
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("INSERT INTO a VALUES (1)");

            CompletableFuture<Outcome> running = CompletableFuture.supplyAsync(() -> migrator(Duration.ofMillis(100))
                    .migrate(new MigrationListener() {
                        @Override
                        public void blocked(Migration migration, List<Blocker> blockers) {
                            blocked.countDown();
                        }
                    }));
            assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
            Thread.sleep(500);
            assertThat(running).isNotDone();
            holder.rollback();

            assertThat(running.get(30, TimeUnit.SECONDS).current()).contains("2");
        }
    }

    @Test
    void migrateWhenAppliedFileWasEditedRefuses() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        migrator().migrate(MigrationListener.SILENT);
        write("V1__first.sql", "CREATE TABLE a (id bigint);");

        assertThatThrownBy(() -> migrator().migrate(MigrationListener.SILENT))
                .isInstanceOfSatisfying(BerthException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.MIGRATION_FAILED);
                    assertThat(e).hasMessage("V1__first.sql was edited after it was applied");
                });
        assertThat(migrator().validate()).extracting(Mismatch::kind).containsExactly(Mismatch.Kind.EDITED);

        assertThat(migrator().repair(List.of())).containsExactly("took the file of 1 first as applied");
        assertThat(migrator().validate()).isEmpty();
    }

    @Test
    void migrateWhenVersionIsBelowAppliedRefuses() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        write("V3__third.sql", "CREATE TABLE c (id int);");
        migrator().migrate(MigrationListener.SILENT);
        write("V2__late.sql", "CREATE TABLE b (id int);");

        assertThat(migrator().info().migrations())
                .filteredOn(one -> one.state() == MigrationState.OUT_OF_ORDER)
                .extracting(Migration::script)
                .containsExactly("V2__late.sql");
        assertThatThrownBy(() -> migrator().migrate(MigrationListener.SILENT))
                .hasMessage("V2__late.sql is older than what is applied already");
        assertThat(tables()).doesNotContain("b");
    }

    @Test
    void migrateWhenAppliedFileIsMissingRefusesUnlessItIsNewer() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        write("V2__second.sql", "CREATE TABLE b (id int);");
        write("V3__third.sql", "CREATE TABLE c (id int);");
        migrator().migrate(MigrationListener.SILENT);

        Files.delete(folder.resolve("V3__third.sql"));
        assertThat(migrator().validate()).extracting(Mismatch::kind).containsExactly(Mismatch.Kind.AHEAD);
        assertThat(migrator().migrate(MigrationListener.SILENT).applied()).isEmpty();

        write("V3__third.sql", "CREATE TABLE c (id int);");
        Files.delete(folder.resolve("V2__second.sql"));
        assertThatThrownBy(() -> migrator().migrate(MigrationListener.SILENT))
                .hasMessage("V2__second.sql was applied, but the file is missing");
    }

    @Test
    void migrateWhenTwoRunAtOnceAppliesOnce() throws Exception {
        for (int number = 1; number <= 5; number++) {
            write(
                    "V%d__step.sql".formatted(number),
                    "CREATE TABLE t%d (id int); SELECT pg_sleep(0.1);".formatted(number));
        }

        CompletableFuture<Outcome> first =
                CompletableFuture.supplyAsync(() -> migrator().migrate(MigrationListener.SILENT));
        CompletableFuture<Outcome> second =
                CompletableFuture.supplyAsync(() -> migrator().migrate(MigrationListener.SILENT));

        assertThat(first.get(60, TimeUnit.SECONDS).applied().size()
                        + second.get(60, TimeUnit.SECONDS).applied().size())
                .isEqualTo(5);
        assertThat(first.get().current()).contains("5");
        assertThat(second.get().current()).contains("5");
    }

    @Test
    void migrateWhenInterruptedCancelsAndKeepsNothingOfIt() throws Exception {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        write("V2__slow.sql", "CREATE TABLE b (id int);\nSELECT pg_sleep(60);");
        CountDownLatch began = new CountDownLatch(2);
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                migrator().migrate(new MigrationListener() {
                    @Override
                    public void began(Migration migration) {
                        began.countDown();
                    }
                });
                ended.complete(new AssertionError("it went on"));
            } catch (RuntimeException e) {
                ended.complete(e);
            }
        });
        began.await();
        Thread.sleep(300);

        thread.interrupt();

        assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOfSatisfying(MigrationException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED);
            assertThat(e).hasMessage("""
                            V2__slow.sql: interrupted
                            Nothing of V2__slow.sql was kept. The schema is at version 1.""");
        });
        assertThat(tables()).containsExactly("a", "flyway_schema_history");
    }

    @Test
    void migrateWhenServerIsGoneMeanwhileSaysWhatIsKnown() throws Exception {
        try (TestPostgres other = TestPostgres.start()) {
            String otherDatabase = other.database();
            write("V1__first.sql", "SELECT pg_sleep(60);");
            Migrator migrator =
                    migrator(other.address(), otherDatabase, TestPostgres.PASSWORD, Duration.ofSeconds(2), Map.of());

            MigrationException failure = catchThrowableOfType(
                    MigrationException.class,
                    () -> migrator.migrate(new MigrationListener() {
                        @Override
                        public void began(Migration migration) {
                            Thread.ofVirtual().start(other::kill);
                        }
                    }));

            assertThat(failure)
                    .hasMessageStartingWith("V1__first.sql")
                    .hasMessageContaining("the connection to the database was lost")
                    .hasMessageContaining("a migration in a transaction leaves nothing");
            assertThat(failure.hint()).contains("berth db info");
        }
    }

    @Test
    void infoWhenPasswordIsWrongSaysSoInPostgresWords() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");

        assertThatThrownBy(() -> migrator(address, database, "wrong", Duration.ofSeconds(2), Map.of())
                        .info())
                .isInstanceOfSatisfying(BerthException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DATASTORE_UNREACHABLE);
                    assertThat(e).hasMessageContaining("password authentication failed for user \"migrator\"");
                    assertThat(e.hint()).contains("berth secrets check");
                    assertThat(e.toString()).doesNotContain("wrong");
                });
    }

    @Test
    void migrateWhenPlaceholderIsDefinedReplacesIt() throws IOException {
        write("V1__first.sql", "CREATE TABLE a AS SELECT '${tenant}' AS tenant;");

        migrator(address, database, TestPostgres.PASSWORD, Duration.ofSeconds(2), Map.of("tenant", "acme"))
                .migrate(MigrationListener.SILENT);

        assertThat(server.sql(database, "SELECT tenant FROM a")).isEqualTo("acme");
    }

    @Test
    void migrateWhenPlaceholderIsUndefinedNamesLineBeforeAnythingRuns() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        write("V2__second.sql", "CREATE TABLE b (id int);\nINSERT INTO b VALUES (${size});");

        assertThatThrownBy(() -> migrator().migrate(MigrationListener.SILENT))
                .isInstanceOfSatisfying(BerthException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DEFINITION_INVALID);
                    assertThat(e).hasMessageContaining("V2__second.sql:2: ${size} is not defined for test");
                });
        assertThat(tables()).isEmpty();
    }

    @Test
    void baselineWhenDatabaseExistedSkipsWhatItHolds() throws IOException {
        server.sql(database, "CREATE TABLE a (id int)");
        write("V1__first.sql", "CREATE TABLE a (id int);");
        write("V2__second.sql", "CREATE TABLE b (id int);");

        migrator().baseline("1");

        assertThat(migrator().migrate(MigrationListener.SILENT).applied())
                .extracting(Migration::script)
                .containsExactly("V2__second.sql");
    }

    @Test
    void migrateWhenSchemaHoldsTablesButNoHistoryAsksForBaseline() throws IOException {
        server.sql(database, "CREATE TABLE a (id int)");
        write("V1__first.sql", "CREATE TABLE b (id int);");

        assertThatThrownBy(() -> migrator().migrate(MigrationListener.SILENT))
                .isInstanceOfSatisfying(BerthException.class, e -> {
                    assertThat(e).hasMessageContaining("no history");
                    assertThat(e.hint()).contains("berth db baseline");
                });
    }

    @Test
    void migrateWhenNotSucceededElsewhereIsRefusedAndTakenAfterwards() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        String prod = server.database();

        assertThatThrownBy(() -> prod(prod).migrate(MigrationListener.SILENT))
                .isInstanceOfSatisfying(BerthException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.PROTECTED);
                    assertThat(e).hasMessageContaining("V1__first.sql");
                });

        assertThat(migrator().migrate(MigrationListener.SILENT).notices()).hasSize(1);
        assertThat(migrator().migrate(MigrationListener.SILENT).notices()).isEmpty();
        assertThat(prod(prod).migrate(MigrationListener.SILENT).current()).contains("1");
    }

    @Test
    void migrateWhenCutOffOutsideATransactionIsNotBegunAgainUnasked() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        write("V2__fill.sql", "INSERT INTO a VALUES (1);\nSELECT pg_sleep(60);");
        write("V2__fill.sql.conf", "executeInTransaction=false\n");

        MigrationException failure = catchThrowableOfType(
                MigrationException.class,
                () -> migrator().migrate(new MigrationListener() {
                    @Override
                    public void began(Migration migration) {
                        if (migration.script().startsWith("V2")) {
                            Thread.ofVirtual().start(() -> cutOff());
                        }
                    }
                }));

        assertThat(failure.mayBeHalfDone()).isTrue();
        assertThat(failure)
                .hasMessageContaining(
                        "V2__fill.sql runs outside a transaction: the first 1 of its statements took effect");
        String refusal = "V2__fill.sql was begun outside a transaction on ";
        assertThatThrownBy(() -> migrator().migrate(MigrationListener.SILENT)).hasMessageStartingWith(refusal);
        assertThat(migrator().validate())
                .extracting(Mismatch::kind, Mismatch::script)
                .containsExactly(tuple(Mismatch.Kind.FAILED, "V2__fill.sql"));
        assertThat(migrator().standing().orElseThrow().objection())
                .hasValueSatisfying(objection -> assertThat(objection).hasMessageStartingWith(refusal));
        assertThat(migrator().info().migrations())
                .extracting(Migration::state)
                .containsExactly(MigrationState.APPLIED, MigrationState.FAILED);
        assertThat(server.sql(database, "SELECT count(*) FROM a")).isEqualTo("1");

        assertThat(migrator().repair(List.of())).containsExactly("took away the mark that V2__fill.sql was begun");
        write("V2__fill.sql", "TRUNCATE a;\nINSERT INTO a VALUES (1);");
        assertThat(migrator().migrate(MigrationListener.SILENT).current()).contains("2");
        assertThat(server.sql(database, "SELECT count(*) FROM a")).isEqualTo("1");
        assertThat(noteBook.read().begun()).isEmpty();
    }

    /** As a restart does, once the first statement took effect. */
    private void cutOff() {
        server.sql(database, """
                DO $$ BEGIN
                    WHILE NOT EXISTS (SELECT FROM a) LOOP PERFORM pg_sleep(0.05); COMMIT; END LOOP;
                    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name = 'berth migrate';
                END $$""");
    }

    @Test
    void migrateWhenItCannotNoteWhatItBeginsOutsideATransactionRunsNothingOfIt() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        write("V2__index.sql", "CREATE INDEX CONCURRENTLY a_id ON a (id);");
        noteBook.breakDown();

        assertThatThrownBy(() -> migrator().migrate(MigrationListener.SILENT)).hasMessage("no room");

        assertThat(server.sql(database, "SELECT count(*) FROM pg_class WHERE relname = 'a_id'"))
                .isEqualTo("0");
        assertThat(migrator().info().pending()).extracting(Migration::script).containsExactly("V2__index.sql");
    }

    @Test
    void migrateWhenFileEndsItsTransactionRefusesBeforeAnythingRuns() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        write("V2__second.sql", "INSERT INTO a VALUES (1);\nCOMMIT;\nALTER TABLE a ADD COLUMN x int;");
        String refusal = "V2__second.sql line 2: COMMIT in a file that runs in a transaction";

        assertThatThrownBy(() -> migrator().migrate(MigrationListener.SILENT)).hasMessageStartingWith(refusal);

        assertThat(migrator().validate()).extracting(Mismatch::kind).containsExactly(Mismatch.Kind.TRANSACTION);
        assertThat(migrator().standing().orElseThrow().objection())
                .hasValueSatisfying(objection -> assertThat(objection).hasMessageStartingWith(refusal));
        assertThat(tables()).isEmpty();
        write("V2__second.sql.conf", "executeInTransaction=false\n");
        assertThat(migrator().migrate(MigrationListener.SILENT).current()).contains("2");
    }

    @Test
    void migrateWhenItsOwnTransactionWasCommittedIsNotTriedAgainAndSaysSo() throws Exception {
        write("V1__first.sql", "CREATE TABLE a (id int); CREATE TABLE b (id int);");
        migrator().migrate(MigrationListener.SILENT);
        write(
                "V2__second.sql",
                "INSERT INTO a VALUES (1);\n${end};\nSET lock_timeout = 200;\nALTER TABLE b ADD COLUMN x int;");
        try (Connection holder = connection("reporting");
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT * FROM b");

            MigrationException failure = failure(
                    migrator(address, database, TestPostgres.PASSWORD, Duration.ofSeconds(2), Map.of("end", "COMMIT")));

            assertThat(failure)
                    .hasMessageContaining("V2__second.sql ended the transaction in which it began")
                    .hasMessageNotContaining("attempts");
            assertThat(failure.mayBeHalfDone()).isTrue();
        }
        assertThat(server.sql(database, "SELECT count(*) FROM a")).isEqualTo("1");
    }

    @Test
    void migrateWhenTheCommitFailsCountsOnlyWhatIsRecorded() throws IOException {
        write("V1__first.sql", """
                CREATE TABLE a (id int PRIMARY KEY);
                CREATE TABLE b (a int REFERENCES a DEFERRABLE INITIALLY DEFERRED);""");
        write("V2__second.sql", "INSERT INTO b VALUES (7);");
        List<String> applied = new CopyOnWriteArrayList<>();

        MigrationException failure = catchThrowableOfType(
                MigrationException.class,
                () -> migrator().migrate(new MigrationListener() {
                    @Override
                    public void applied(Migration migration, Duration took) {
                        applied.add(migration.script());
                    }
                }));

        assertThat(applied).containsExactly("V1__first.sql");
        assertThat(failure.failure().script()).isEqualTo("V2__second.sql");
        assertThat(failure)
                .hasMessageContaining("violates foreign key constraint")
                .hasMessageContaining("Nothing of V2__second.sql was kept. The schema is at version 1.");
        assertThat(failure.mayBeHalfDone()).isFalse();
    }

    @Test
    void migrateWhenWhatComesAfterwardsFailsCountsWhatIsRecorded() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        write("afterMigrate.sql", "SELECT nosuchcolumn;");
        List<String> applied = new CopyOnWriteArrayList<>();

        assertThatThrownBy(() -> migrator().migrate(new MigrationListener() {
                    @Override
                    public void applied(Migration migration, Duration took) {
                        applied.add(migration.script());
                    }
                }))
                .hasMessageContaining("nosuchcolumn");

        assertThat(applied).containsExactly("V1__first.sql");
    }

    @Test
    void migrateWhenALockIsRetriedRunsWhatComesBeforeOnce() throws Exception {
        write("V1__first.sql", "CREATE TABLE a (id int); CREATE TABLE log (id int);");
        migrator().migrate(MigrationListener.SILENT);
        write("beforeMigrate.sql", "INSERT INTO log VALUES (1);");
        write("V2__alter.sql", "ALTER TABLE a ADD COLUMN x int;");
        try (Connection holder = connection("reporting");
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT * FROM a");

            assertThat(failure(migrator(Duration.ofMillis(100)))).hasMessageContaining("in 4 attempts");
        }
        assertThat(server.sql(database, "SELECT count(*) FROM log")).isEqualTo("1");
    }

    @Test
    void migrateWhenSchemasAndSearchPathsChangeGoesOnWhereItWas() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        migrator().migrate(MigrationListener.SILENT);
        server.sql(database, "CREATE SCHEMA migrator AUTHORIZATION migrator");
        write("V2__second.sql", "CREATE TABLE b (id int);");
        assertThat(migrator().migrate(MigrationListener.SILENT).applied())
                .extracting(Migration::script)
                .containsExactly("V2__second.sql");

        server.sql(
                database,
                "CREATE SCHEMA other AUTHORIZATION migrator; CREATE TABLE other.d (id int); ALTER TABLE other.d OWNER TO migrator");
        server.sql("ALTER DATABASE %s SET search_path = other, public".formatted(database));
        write("V3__third.sql", "CREATE TABLE c AS SELECT * FROM d;");
        assertThat(migrator().migrate(MigrationListener.SILENT).applied())
                .extracting(Migration::script)
                .containsExactly("V3__third.sql");
        assertThat(tables()).containsExactly("a", "b", "c", "flyway_schema_history");
    }

    @Test
    void migrateWhenHistoryIsInAnotherSchemaAsksForItsName() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        schema = "app";
        migrator().migrate(MigrationListener.SILENT);
        assertThat(server.sql(database, "SELECT 'app.a'::regclass")).isEqualTo("app.a");
        schema = "public";

        Consumer<BerthException> asksForItsName = e -> {
            assertThat(e)
                    .hasMessageStartingWith(
                            "the schema public has no history of migrations, but the schema app has one");
            assertThat(e.hint()).contains("migrations.schema: app", "berth db baseline 0");
        };
        for (Runnable each : List.<Runnable>of(
                () -> migrator().migrate(MigrationListener.SILENT),
                () -> migrator().info())) {
            assertThatThrownBy(each::run).isInstanceOfSatisfying(BerthException.class, asksForItsName);
        }
        Standing standing = migrator().standing().orElseThrow();
        assertThat(standing.pending()).isEmpty();
        assertThat(standing.objection()).hasValueSatisfying(asksForItsName);
        assertThat(tables()).isEmpty();

        migrator().baseline("0");
        assertThat(migrator().migrate(MigrationListener.SILENT).applied()).hasSize(1);
        assertThat(tables()).containsExactly("a", "flyway_schema_history");
    }

    @Test
    void migrateWhenFileIsInASubfolderIsRefusedAsAnyOtherIs() throws IOException {
        write("2026/V1__first.sql", "CREATE TABLE a (id int);");
        String prod = server.database();

        assertThatThrownBy(() -> prod(prod).migrate(MigrationListener.SILENT))
                .isInstanceOfSatisfying(BerthException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.PROTECTED);
                    assertThat(e).hasMessageContaining("2026/V1__first.sql");
                });

        migrator().migrate(MigrationListener.SILENT);
        assertThat(SuccessRecord.of(folder, "test").file()).content().contains("  V1__first.sql");
        assertThat(prod(prod).migrate(MigrationListener.SILENT).current()).contains("1");
        Files.move(folder.resolve("2026/V1__first.sql"), folder.resolve("V1__first.sql"));
        assertThat(migrator().validate()).isEmpty();
        assertThat(migrator().succeeded()).hasSize(1);
    }

    @Test
    void migrateWhenFilesComeByLinkOrInCapitalsRunsWhatItLookedAt(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("V1__first.sql"), "CREATE TABLE a (id int);");
        Files.createSymbolicLink(folder.resolve("linked"), elsewhere);
        write("V2__second.SQL", "CREATE TABLE b (id int);");
        String prod = server.database();

        assertThatThrownBy(() -> prod(prod).migrate(MigrationListener.SILENT))
                .hasMessageContaining("linked/V1__first.sql, V2__second.SQL");

        assertThat(migrator().migrate(MigrationListener.SILENT).current()).contains("2");
        assertThat(migrator().validate()).isEmpty();
    }

    @Test
    void migrateWhenAFileCameBelowTheBaselineIsRefusedAndCountsNowhere() throws IOException {
        server.sql(database, "CREATE TABLE a (id int)");
        write("V1__first.sql", "CREATE TABLE a (id int);");
        migrator().baseline("20240101");
        assertThat(migrator().validate()).isEmpty();
        assertThat(migrator().succeeded())
                .extracting(SuccessRecord.Entry::script)
                .containsExactly("V1__first.sql");

        write("V2__orders.sql", "CREATE TABLE orders (id int);");

        assertThatThrownBy(() -> migrator().migrate(MigrationListener.SILENT))
                .hasMessage(
                        "V2__orders.sql came after the database was declared as migrated up to 20240101, which is above it: it never ran");
        assertThat(migrator().info().migrations())
                .filteredOn(one -> one.script().equals("V2__orders.sql"))
                .extracting(Migration::state)
                .containsExactly(MigrationState.OUT_OF_ORDER);
        assertThat(migrator().succeeded()).hasSize(1);

        assertThat(migrator().repair(List.of()))
                .containsExactly("took V2__orders.sql as held since 20240101 was declared");
        assertThat(migrator().migrate(MigrationListener.SILENT).applied()).isEmpty();
    }

    @Test
    void migrateWhenSomebodyElseDeclaredTheBaselineTakesWhatIsHereAndNoMore() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        migrator().baseline("5");
        noteBook.write(Notes.NONE);
        assertThat(migrator().succeeded()).isEmpty();

        migrator().migrate(MigrationListener.SILENT);

        assertThat(migrator().succeeded()).hasSize(1);
        write("V2__late.sql", "CREATE TABLE b (id int);");
        assertThatThrownBy(() -> migrator().migrate(MigrationListener.SILENT))
                .hasMessageStartingWith("V2__late.sql came after the database was declared");
    }

    @Test
    void standingWhenTheDatabaseIsAheadSaysSoAndAProtectedOneRefuses() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        write("V2__second.sql", "CREATE TABLE b (id int);");
        migrator().migrate(MigrationListener.SILENT);
        Files.delete(folder.resolve("V2__second.sql"));

        Standing standing = migrator().standing().orElseThrow();

        assertThat(standing.objection()).isEmpty();
        assertThat(standing.notices())
                .containsExactly(
                        "the files here are older than the database, which has V2__second.sql too: get the newer ones from version control");
        assertThat(migrator().migrate(MigrationListener.SILENT).notices()).containsAll(standing.notices());

        mayBeBehind = false;
        assertThat(migrator().standing().orElseThrow().objection()).hasValueSatisfying(objection -> {
            assertThat(objection).hasMessageContaining("V2__second.sql was applied from another clone");
            assertThat(objection.hint()).contains("migrations.compatible: true");
        });
        assertThatThrownBy(() -> migrator().migrate(MigrationListener.SILENT))
                .hasMessageContaining("V2__second.sql was applied from another clone");
    }

    private static final String SCHEMA_WITH_ALL_THERE_IS = """
            CREATE SCHEMA shop;
            CREATE TYPE shop.mood AS ENUM ('glad', 'sad');
            CREATE DOMAIN shop.percent AS int CHECK (VALUE BETWEEN 0 AND 100);
            CREATE TYPE shop.point AS (x int, y int);
            CREATE SEQUENCE shop.counter;
            CREATE TABLE shop.orders (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                parent bigint REFERENCES shop.orders,
                total numeric(10, 2) NOT NULL DEFAULT 0 CONSTRAINT total_is_positive CHECK (total >= 0),
                twice numeric GENERATED ALWAYS AS (total * 2) STORED,
                note text);
            CREATE INDEX orders_by_parent ON shop.orders (parent);
            CREATE VIEW shop.big AS SELECT id FROM shop.orders WHERE total > 100;
            CREATE MATERIALIZED VIEW shop.sums AS SELECT sum(total) FROM shop.orders;
            CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE PROCEDURE shop.tidy() LANGUAGE sql AS 'SELECT 1';
            CREATE AGGREGATE shop.total(numeric) (SFUNC = numeric_add, STYPE = numeric, INITCOND = '0');
            CREATE TRIGGER touch BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch();
            CREATE RULE nothing AS ON DELETE TO shop.orders DO INSTEAD NOTHING;
            ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY;
            CREATE POLICY all_of_it ON shop.orders FOR SELECT USING (true);
            GRANT SELECT ON shop.orders TO PUBLIC;
            GRANT UPDATE (note) ON shop.orders TO PUBLIC;
            ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO PUBLIC;
            CREATE STATISTICS shop.together ON parent, total FROM shop.orders;
            CREATE TABLE shop.days (day date) PARTITION BY RANGE (day);
            """;

    @Test
    void driftWhenNobodyChangedAnythingIsNone() throws IOException {
        write("V1__all.sql", SCHEMA_WITH_ALL_THERE_IS);
        migrator().migrate(MigrationListener.SILENT);
        server.sql(database, "INSERT INTO shop.orders (total) VALUES (1); SELECT nextval('shop.counter')");
        server.sql(
                database,
                "CREATE TABLE shop.monday PARTITION OF shop.days FOR VALUES FROM ('2026-11-23') TO ('2026-11-24')");
        server.sql(database, "ANALYZE; REFRESH MATERIALIZED VIEW shop.sums");
        server.sql(
                database,
                "CREATE ROLE \"v-token\" VALID UNTIL '2030-01-01'; GRANT SELECT ON shop.orders TO \"v-token\"");

        Drift drift = migrator().drift();

        assertThat(drift.version()).contains("1");
        assertThat(drift.differences()).isEmpty();
    }

    /** What somebody does, and the one difference that it makes. */
    private static final String CHANGES_BY_HAND = """
            CREATE TABLE shop.more (id int PRIMARY KEY, name text)            | added   | TABLE       | shop.more
            DROP TABLE shop.days                                              | removed | TABLE       | shop.days
            ALTER TABLE shop.orders DISABLE ROW LEVEL SECURITY                | changed | TABLE       | shop.orders
            ALTER TABLE shop.orders ADD COLUMN extra int                      | added   | COLUMN      | shop.orders.extra
            ALTER TABLE shop.orders ALTER COLUMN note SET NOT NULL            | changed | COLUMN      | shop.orders.note
            ALTER TABLE shop.orders ALTER COLUMN note TYPE varchar(9)         | changed | COLUMN      | shop.orders.note
            ALTER TABLE shop.orders ALTER COLUMN total SET DEFAULT 7          | changed | COLUMN      | shop.orders.total
            ALTER TABLE shop.orders DROP CONSTRAINT total_is_positive         | removed | CONSTRAINT  | shop.orders.total_is_positive
            ALTER TABLE shop.orders ADD UNIQUE (note)                         | added   | CONSTRAINT  | shop.orders.orders_note_key
            CREATE INDEX by_hand ON shop.orders (note)                        | added   | INDEX       | shop.by_hand
            DROP INDEX shop.orders_by_parent                                  | removed | INDEX       | shop.orders_by_parent
            DROP STATISTICS shop.together                                     | removed | STATISTICS  | shop.together
            ALTER TYPE shop.mood ADD VALUE 'so'                               | changed | TYPE        | shop.mood
            ALTER DOMAIN shop.percent SET DEFAULT 5                           | changed | TYPE        | shop.percent
            ALTER TYPE shop.point ADD ATTRIBUTE z int                         | added   | COLUMN      | shop.point.z
            ALTER SEQUENCE shop.counter INCREMENT 5                           | changed | SEQUENCE    | shop.counter
            CREATE OR REPLACE VIEW shop.big AS SELECT id FROM shop.orders     | changed | VIEW        | shop.big
            DROP MATERIALIZED VIEW shop.sums                                  | removed | MATERIALIZED_VIEW | shop.sums
            ALTER FUNCTION shop.touch() SECURITY DEFINER                      | changed | FUNCTION    | shop.touch()
            DROP PROCEDURE shop.tidy                                          | removed | PROCEDURE   | shop.tidy()
            DROP AGGREGATE shop.total(numeric)                                | removed | AGGREGATE   | shop.total(numeric)
            ALTER TABLE shop.orders DISABLE TRIGGER touch                     | changed | TRIGGER     | shop.orders.touch
            DROP RULE nothing ON shop.orders                                  | removed | RULE        | shop.orders.nothing
            ALTER POLICY all_of_it ON shop.orders USING (id > 5)              | changed | POLICY      | shop.orders.all_of_it
            GRANT INSERT ON shop.orders TO PUBLIC                             | changed | GRANT       | shop.orders to PUBLIC
            REVOKE SELECT ON shop.orders FROM PUBLIC                          | changed | GRANT       | shop.orders to PUBLIC
            REVOKE UPDATE (note) ON shop.orders FROM PUBLIC                   | removed | GRANT       | shop.orders.note to PUBLIC
            REVOKE EXECUTE ON FUNCTION shop.touch() FROM PUBLIC               | removed | GRANT       | shop.touch() to PUBLIC
            CREATE SCHEMA other CREATE TABLE other.t (id serial PRIMARY KEY)  | added   | SCHEMA      | other
            CREATE EXTENSION pg_trgm                                          | added   | EXTENSION   | pg_trgm
            """;

    @Test
    void driftWhenSomebodyChangesSomethingIsThatAlone() throws IOException {
        write("V1__all.sql", SCHEMA_WITH_ALL_THERE_IS);
        migrator().migrate(MigrationListener.SILENT);

        for (String line : CHANGES_BY_HAND.lines().toList()) {
            List<String> change = List.of(line.split(" *\\| *", 4));
            server.sql(database, change.get(0));

            assertThat(migrator().drift().differences())
                    .as(change.get(0))
                    .extracting(
                            each -> each.change().name().toLowerCase(Locale.ROOT), Difference::kind, Difference::name)
                    .containsExactly(tuple(change.get(1), SchemaObject.Kind.valueOf(change.get(2)), change.get(3)));
            migrator().acceptSchema();
        }
    }

    @Test
    void driftWhenLaterMigrationsRunStaysUntilItIsAcceptedOrUndone() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        migrator().migrate(MigrationListener.SILENT);
        server.sql(database, "CREATE INDEX by_hand ON a (id)");
        write("V2__second.sql", "ALTER TABLE a ADD COLUMN name text;");

        migrator().migrate(MigrationListener.SILENT);

        assertThat(migrator().drift().version()).contains("2");
        assertThat(migrator().drift().differences())
                .extracting(Difference::name)
                .containsExactly("public.by_hand");
        write("V3__third.sql", "ALTER TABLE a ADD COLUMN broken nosuchtype;");
        failure(migrator());
        assertThat(migrator().drift().differences())
                .extracting(Difference::name)
                .containsExactly("public.by_hand");
        server.sql(database, "DROP INDEX by_hand");
        assertThat(migrator().drift().differences()).isEmpty();
        server.sql(database, "DROP TABLE a");
        migrator().acceptSchema();
        assertThat(migrator().drift().differences()).isEmpty();
    }

    @Test
    void driftWhenSomebodyElseMigratedIsNotGuessed() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        assertThatThrownBy(() -> migrator().drift())
                .isInstanceOf(BerthException.class)
                .hasMessageStartingWith("nothing is written down of the schema of test");
        migrator().migrate(MigrationListener.SILENT);
        String before = schemas.text();
        write("V2__second.sql", "CREATE TABLE b (id int);");
        migrator().migrate(MigrationListener.SILENT);
        schemas.text(before);

        assertThatThrownBy(() -> migrator().drift()).hasMessageStartingWith("nothing is written down");
        write("V3__third.sql", "CREATE TABLE c (id int);");
        migrator().migrate(MigrationListener.SILENT);
        assertThat(migrator().drift().differences()).isEmpty();
    }

    @Test
    void migrateWhenTheSchemaCannotBeWrittenDownSaysSoAndCounts() throws IOException {
        write("V1__first.sql", "CREATE TABLE a (id int);");
        schemas.breakDown();

        Outcome outcome = migrator().migrate(MigrationListener.SILENT);

        assertThat(outcome.current()).contains("1");
        assertThat(outcome.notices())
                .anySatisfy(notice -> assertThat(notice).contains("db drift cannot tell", "no room"));
    }

    private Migrator prod(String name) {
        SuccessRecord record = SuccessRecord.of(folder, "test");
        Promotion promotion = new Promotion(
                "test", () -> new Promotion.Succeeded(record.read().orElse(Set.of()), "the record"));
        return migrator(
                straightTo(address),
                name,
                TestPostgres.PASSWORD,
                new Migrator.Target(
                        "prod",
                        folder,
                        Map.of(),
                        Duration.ofSeconds(2),
                        Optional.of(promotion),
                        Optional::empty,
                        "public",
                        new MemorySchemaRecord(),
                        new MemoryNoteBook(),
                        false,
                        () -> false));
    }

    private Migrator migrator() {
        return migrator(Duration.ofSeconds(2));
    }

    private Migrator migrator(Duration lockTimeout) {
        return migrator(address, database, TestPostgres.PASSWORD, lockTimeout, Map.of());
    }

    private Migrator migrator(
            String host, String name, String password, Duration lockTimeout, Map<String, String> placeholders) {
        return migrator(straightTo(host), name, password, target("test", lockTimeout, placeholders));
    }

    private Migrator.Target target(String environment, Duration lockTimeout, Map<String, String> placeholders) {
        return new Migrator.Target(
                environment,
                folder,
                placeholders,
                lockTimeout,
                Optional.empty(),
                () -> Optional.of(SuccessRecord.of(folder, environment)),
                schema,
                schemas,
                noteBook,
                mayBeBehind,
                () -> false);
    }

    private static Reach straightTo(String host) {
        return new Reach() {
            @Override
            public Socket connect(String service, int port) throws IOException {
                Socket socket = new Socket();
                socket.connect(new InetSocketAddress(host, port), 2_000);
                return socket;
            }

            @Override
            public void close() {
                // Nothing was started.
            }
        };
    }

    private Migrator migrator(Reach reach, String name, String password, Migrator.Target target) {
        PostgresLogin login = new PostgresLogin(
                server.project(), "postgres", name, "migrator", () -> Optional.of(SecretValue.of(password)));
        Migrator migrator = new Migrator(target, reach, new Postgres(reach, login), Clock.systemUTC());
        synchronized (open) {
            open.add(migrator);
        }
        return migrator;
    }

    private MigrationException failure(Migrator migrator) {
        return catchThrowableOfType(MigrationException.class, () -> migrator.migrate(MigrationListener.SILENT));
    }

    private Connection connection(String application) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s/%s?ApplicationName=%s".formatted(address, database, application),
                "migrator",
                TestPostgres.PASSWORD);
    }

    private List<String> tables() {
        return server.sql(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
                .lines()
                .toList();
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
