package dev.berth.testing;

import dev.berth.process.LocalProgramRunner;
import dev.berth.process.Program;
import dev.berth.process.ProgramResult;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A PostgreSQL of the reference image in a container of its own that looks like a Compose service; removed when closed. */
public final class TestPostgres implements AutoCloseable {
    /** The migrating role's password; not in use anywhere else. */
    public static final String PASSWORD = "let-the-migrator-in";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String START = """
            initdb -D "$PGDATA" -U postgres --auth-local=trust --auth-host=scram-sha-256 --locale=C.UTF-8 >/dev/null
            echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
            exec postgres -D "$PGDATA" -c listen_addresses='*' -c fsync=off""";

    private final String project = "berthit-" + UUID.randomUUID().toString().substring(0, 8);

    private TestPostgres() {}

    /** Starts one and waits until it answers. */
    public static TestPostgres start() {
        TestPostgres postgres = new TestPostgres();
        try {
            docker("network", "create", postgres.project);
            docker(
                    "run",
                    "--detach",
                    "--name",
                    postgres.container(),
                    "--network",
                    postgres.project,
                    "--network-alias",
                    "postgres",
                    "--label",
                    "com.docker.compose.project=" + postgres.project,
                    "--label",
                    "com.docker.compose.service=postgres",
                    "--entrypoint",
                    "bash",
                    "berth/postgres:17",
                    "-ec",
                    START);
            postgres.await();
            postgres.sql("CREATE ROLE migrator LOGIN PASSWORD '%s'".formatted(PASSWORD));
            return postgres;
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    public String project() {
        return project;
    }

    public String container() {
        return project + "-postgres-1";
    }

    public String address() {
        return docker("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container())
                .strip();
    }

    /** Makes an empty database that the migrating role owns. */
    public String database() {
        String name = "db_" + UUID.randomUUID().toString().substring(0, 8);
        sql("CREATE DATABASE %s OWNER migrator".formatted(name));
        return name;
    }

    /** Runs SQL as the superuser, in the database postgres. */
    public String sql(String statement) {
        return sql("postgres", statement);
    }

    /** Runs SQL as the superuser; rows come one a line, columns parted by bars. */
    public String sql(String database, String statement) {
        return docker(
                        "exec",
                        container(),
                        "psql",
                        "-XAtq",
                        "-v",
                        "ON_ERROR_STOP=1",
                        "-U",
                        "postgres",
                        "-d",
                        database,
                        "-c",
                        statement)
                .strip();
    }

    /** Ends the server at once, as a power cut would. */
    public void kill() {
        docker("kill", container());
    }

    private void await() {
        for (int attempt = 0; attempt < 60; attempt++) {
            if (run(List.of("docker", "exec", container(), "pg_isready", "-q", "-h", "127.0.0.1"))
                    .succeeded()) {
                return;
            }
            try {
                Thread.sleep(250);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new IllegalStateException("PostgreSQL does not answer:\n"
                + run(List.of("docker", "logs", container())).error());
    }

    @Override
    public void close() {
        run(List.of("docker", "rm", "--force", "--volumes", container()));
        run(List.of("docker", "network", "rm", project));
    }

    private static String docker(String... words) {
        List<String> all = new ArrayList<>(List.of("docker"));
        all.addAll(List.of(words));
        ProgramResult result = run(all);
        if (!result.succeeded()) {
            throw new IllegalStateException(String.join(" ", all) + ": " + result.error());
        }
        return result.output();
    }

    private static ProgramResult run(List<String> words) {
        return new LocalProgramRunner()
                .run(
                        Program.of(TIMEOUT, words.toArray(String[]::new)),
                        new ByteArrayInputStream("".getBytes(StandardCharsets.UTF_8)),
                        line -> {});
    }
}
