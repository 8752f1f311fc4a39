package dev.berth.testing;

import static dev.berth.testing.DockerProgram.docker;

import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL of the reference image in a container of its own that looks like a Compose service; removed when closed. */
public final class TestPostgres implements AutoCloseable {
    /** The migrating role's password; not in use anywhere else. */
    public static final String PASSWORD = "let-the-migrator-in";

    private static final String START = """
            initdb -D "$PGDATA" -U postgres --auth-local=trust --auth-host=scram-sha-256 --locale=C.UTF-8 >/dev/null
            echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
            exec postgres -D "$PGDATA" -c listen_addresses='*' -c fsync=off""";

    private final String project = "berthit-" + UUID.randomUUID().toString().substring(0, 8);

    private TestPostgres() {}

    /** Starts one and waits until it answers; where no engine answers the test is skipped, or fails with {@code CI=true}. */
    public static TestPostgres start() {
        try {
            docker("version");
        } catch (AssertionError e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            Assumptions.abort("skipped: " + e.getMessage());
        }
        TestPostgres postgres = new TestPostgres();
        try {
            postgres.run();
            postgres.await();
            postgres.sql("CREATE ROLE migrator LOGIN PASSWORD '%s'".formatted(PASSWORD));
            return postgres;
        } catch (RuntimeException | AssertionError e) {
            postgres.close();
            throw e;
        }
    }

    private void run() {
        String label = "com.docker.compose.project=" + project;
        docker("network", "create", "--label", label, project);
        docker(
                "run",
                "--detach",
                "--name",
                container(),
                "--network",
                project,
                "--network-alias",
                "postgres",
                "--label",
                label,
                "--label",
                "com.docker.compose.service=postgres",
                "--entrypoint",
                "bash",
                "berth/postgres:17",
                "-ec",
                START);
    }

    public String project() {
        return project;
    }

    public String container() {
        return project + "-postgres-1";
    }

    /** The container's address on its network. */
    public String address() {
        return docker("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container());
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
                statement);
    }

    /** Ends the server at once, as a power cut would. */
    public void kill() {
        docker("kill", container());
    }

    private void await() {
        for (int attempt = 0; !answers(); attempt++) {
            if (attempt == 60) {
                throw new IllegalStateException("PostgreSQL does not answer:\n" + docker("logs", container()));
            }
            try {
                Thread.sleep(250);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private boolean answers() {
        try {
            docker("exec", container(), "pg_isready", "-q", "-h", "127.0.0.1");
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    @Override
    public void close() {
        DockerProgram.removeProject(project);
    }
}
