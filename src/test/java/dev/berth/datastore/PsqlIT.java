package dev.berth.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.process.LocalProgramRunner;
import dev.berth.process.Program;
import dev.berth.process.ProgramResult;
import dev.berth.process.ProgramRunner;
import dev.berth.process.RunningProgram;
import dev.berth.testing.RealEngine;
import dev.berth.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** psql in the database's container. */
@Timeout(120)
class PsqlIT {
    private static TestPostgres server;
    private static String database;

    @RegisterExtension
    final RealEngine real = new RealEngine();

    @TempDir
    Path folder;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void startServer() {
        server = TestPostgres.start();
        database = server.database();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void runWhenCommandIsGivenAnswersAsTheMigratingRole() {
        int exitCode = psql().run(new Psql.Request.Command("SELECT current_user || ' in ' || current_database()"));

        assertThat(exitCode).isZero();
        assertThat(terminal.output).contains("migrator in " + database);
    }

    @Test
    void runWhenCommandFailsReturnsPsqlsExitCode() {
        assertThat(psql().run(new Psql.Request.Command("SELECT 1/0"))).isEqualTo(1);
        assertThat(terminal.error).contains("division by zero");
    }

    @Test
    void runWhenScriptFailsStopsThereAndNamesTheLine() throws IOException {
        Path script = Files.writeString(
                folder.resolve("it's a $cript.sql"),
                "CREATE TABLE before (id int);\nSELEC;\nCREATE TABLE after (id int);\n");

        assertThat(psql().run(new Psql.Request.Script(script))).isEqualTo(3);
        assertThat(terminal.error).contains("psql:<stdin>:2: ERROR:");
        assertThat(server.sql(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo("before");
    }

    @Test
    void runWhenScriptIsNotThereRefuses() {
        assertThatThrownBy(() -> psql().run(new Psql.Request.Script(folder.resolve("nowhere.sql"))))
                .isInstanceOfSatisfying(
                        BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
    }

    @Test
    void runWhenThereIsNoTerminalAsksForNone() {
        assertThat(psql().run(new Psql.Request.Session(false))).isZero();
        assertThat(terminal.program.words()).contains("-i").doesNotContain("-t");
    }

    private Psql psql() {
        PostgresLogin login = new PostgresLogin(server.project(), "postgres", database, "migrator", Optional::empty);
        return new Psql(terminal, real.engine(), login);
    }

    /** Runs what would run on the terminal, and keeps what it says. */
    private static final class Terminal implements ProgramRunner {
        private final LocalProgramRunner programs = new LocalProgramRunner();
        private Program program = Program.of(java.time.Duration.ZERO, "none");
        private String output = "";
        private String error = "";

        @Override
        public ProgramResult run(Program wanted, InputStream input, Consumer<String> errorLines) {
            return programs.run(wanted, input, errorLines);
        }

        @Override
        public RunningProgram start(Program wanted) {
            return programs.start(wanted);
        }

        @Override
        public ProcessHandle leave(Program wanted, Path log) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int runAttached(Program wanted) {
            return keep(wanted, InputStream.nullInputStream());
        }

        @Override
        public int runAttached(Program wanted, Path input) {
            try (InputStream stream = Files.newInputStream(input)) {
                return keep(wanted, stream);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private int keep(Program wanted, InputStream input) {
            program = wanted;
            ProgramResult result = programs.run(wanted, input, line -> {});
            output = result.output();
            error = result.error();
            return result.exitCode();
        }
    }
}
