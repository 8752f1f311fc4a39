package dev.berth.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretValue;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.RealEngine;
import dev.berth.testing.TestPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/** Ways to a database that publishes no port. */
@Timeout(120)
class EngineReachIT {
    private static TestPostgres server;

    @RegisterExtension
    final RealEngine real = new RealEngine();

    @BeforeAll
    static void startServer() {
        server = TestPostgres.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void connectWhenEngineIsOnThisMachineNeedsNoHelper() throws SQLException {
        try (Reach reach = Reach.through(real.engine(), server.project());
                Postgres postgres = new Postgres(reach, login(TestPostgres.PASSWORD));
                PostgresSession session = postgres.open("test", false)) {
            assertThat(one(session, "SELECT 1")).isEqualTo("1");
            assertThat(helpers()).isEmpty();
        }
    }

    @Test
    void connectWhenAddressesLeadNowhereSharesOneHelperAndLeavesNone() throws Exception {
        try (Reach reach = throughHelper();
                Postgres postgres = new Postgres(reach, login(TestPostgres.PASSWORD))) {
            List<PostgresSession> sessions = new ArrayList<>();
            for (int number = 0; number < 5; number++) {
                sessions.add(postgres.open("test", false));
            }
            assertThat(helpers()).hasSize(1);
            for (PostgresSession session : sessions) {
                assertThat(one(session, "SELECT pg_backend_pid()")).isEqualTo(String.valueOf(session.process()));
                session.close();
            }
        }
        assertThat(helpers()).isEmpty();
    }

    @Test
    void copyWhenThroughHelperLosesNoByte() throws Exception {
        byte[] rows = "0123456789abcdef0123456789abcdef\n".repeat(300_000).getBytes(StandardCharsets.UTF_8);
        try (Reach reach = throughHelper();
                Postgres postgres = new Postgres(reach, login(TestPostgres.PASSWORD));
                PostgresSession session = postgres.open("test", false);
                Statement statement = session.connection().createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE t (line text)");
            PGConnection connection = session.connection().unwrap(PGConnection.class);
            connection.getCopyAPI().copyIn("COPY t FROM STDIN", new ByteArrayInputStream(rows));
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            connection.getCopyAPI().copyOut("COPY t TO STDOUT", back);

            assertThat(back.toByteArray()).isEqualTo(rows);
        }
    }

    @Test
    void cancelWhenThroughHelperEndsTheStatement() throws Exception {
        try (Reach reach = throughHelper();
                Postgres postgres = new Postgres(reach, login(TestPostgres.PASSWORD));
                PostgresSession session = postgres.open("berth sleeper", false)) {
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> {
                try {
                    ended.complete(new AssertionError(one(session, "SELECT pg_sleep(60)")));
                } catch (SQLException e) {
                    ended.complete(e);
                }
            });
            while (server.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'berth sleeper' AND state"
                            + " = 'active'")
                    .equals("0")) {
                Thread.onSpinWait();
            }

            session.cancel();

            Throwable problem = ended.get(30, TimeUnit.SECONDS);
            assertThat(PostgresError.in(problem).orElseThrow().state()).isEqualTo("57014");
        }
    }

    @Test
    void connectWhenHelperWasTakenAwayStartsAnother() throws Exception {
        try (Reach reach = throughHelper();
                Postgres postgres = new Postgres(reach, login(TestPostgres.PASSWORD))) {
            postgres.open("test", false).close();
            DockerProgram.docker("rm", "-f", helpers().getFirst());

            try (PostgresSession session = postgres.open("test", false)) {
                assertThat(one(session, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void openWhenPasswordIsWrongGivesPostgresWords() {
        try (Reach reach = throughHelper();
                Postgres postgres = new Postgres(reach, login("wrong"))) {
            assertThatThrownBy(() -> postgres.open("test", false)).isInstanceOfSatisfying(BerthException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.DATASTORE_UNREACHABLE);
                assertThat(e).hasMessageContaining("password authentication failed for user \"migrator\"");
            });
        }
    }

    @Test
    void openWhenServiceHasNoContainerSaysHowToStartIt() {
        try (Reach reach = Reach.through(real.engine(), real.project());
                Postgres postgres = new Postgres(reach, login("any"))) {
            assertThatThrownBy(() -> postgres.open("test", false)).isInstanceOfSatisfying(BerthException.class, e -> {
                assertThat(e).hasMessage("postgres of %s does not run (it has no container)".formatted(real.project()));
                assertThat(e.hint()).isEqualTo("Start it: stack up");
            });
        }
    }

    @Test
    void connectWhenPortIsClosedSaysSo() {
        try (Reach reach = Reach.through(real.engine(), server.project())) {
            assertThatThrownBy(() -> {
                        try (Socket socket = reach.connect("postgres", 1)) {
                            socket.getInputStream().read();
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Connection refused");
        }
    }

    @Test
    @Tag("long")
    @Timeout(240)
    void helperWhenNobodyClosesItEndsByItselfAfterItsLastSession() throws Exception {
        Reach reach = throughHelper();
        try (Postgres postgres = new Postgres(reach, login(TestPostgres.PASSWORD));
                PostgresSession session = postgres.open("test", false)) {
            Thread.sleep(Duration.ofSeconds(90));
            assertThat(one(session, "SELECT 1")).isEqualTo("1");
        }
        Instant limit = Instant.now().plusSeconds(130);
        while (!helpers().isEmpty() && Instant.now().isBefore(limit)) {
            Thread.sleep(1_000);
        }
        assertThat(helpers()).isEmpty();
    }

    private Reach throughHelper() {
        return new EngineReach(real.engine(), server.project(), attachment -> false);
    }

    private static PostgresLogin login(String password) {
        return new PostgresLogin(
                server.project(), "postgres", "postgres", "migrator", () -> Optional.of(SecretValue.of(password)));
    }

    private static List<String> helpers() {
        return DockerProgram.docker(
                        "ps",
                        "-q",
                        "--filter",
                        "label=dev.berth.project=" + server.project(),
                        "--filter",
                        "label=dev.berth.purpose=relay")
                .lines()
                .toList();
    }

    private static String one(PostgresSession session, String query) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
