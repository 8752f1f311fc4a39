package dev.berth.migration;

import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.environment.Environments;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.RealEngine;
import dev.berth.testing.TestPostgres;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Migrations between two environments of a workspace, as definitions name them. */
@Timeout(180)
class MigratorsIT {
    private static final String COMPOSE = """
            services:
              postgres:
                image: berth/postgres:17
                entrypoint: [bash, -ec]
                command:
                  - |
                    [ -e "$$PGDATA/PG_VERSION" ] || initdb -D "$$PGDATA" -U postgres --auth-local=trust --auth-host=scram-sha-256 >/dev/null
                    echo 'host all all all scram-sha-256' >>"$$PGDATA/pg_hba.conf"
                    exec postgres -D "$$PGDATA" -c listen_addresses='*' -c fsync=off
                healthcheck: {test: [CMD, pg_isready, -q, -h, 127.0.0.1], interval: 250ms, retries: 100}
                volumes: ["data:/var/lib/postgresql"]
              pooler: {image: berth/postgres:17}
            volumes: {data: {}}
            """;
    private static final String BASE = """
            compose: {files: [compose.yaml]}
            secrets: {provider: local}
            services: {postgres: {kind: postgres}, pooler: {kind: pgbouncer}}
            migrations: {location: migrations, service: postgres, database: app, user: migrator, passwordSecret: postgres.migrator}
            """;

    @RegisterExtension
    final RealEngine real = new RealEngine();

    @TempDir
    Path root;

    private Environments environments;
    private Migrators migrators;

    @BeforeEach
    void makeWorkspace() throws IOException {
        write("compose.yaml", COMPOSE);
        write("environments/base.yaml", "workspace: " + real.project() + "\n" + BASE);
        write("environments/dev.yaml", "extends: base\n");
        write("environments/prod.yaml", "extends: base\nprotected: true\nmigrations: {promotedFrom: dev}\n");
        write("secrets-templates/secrets.yaml", "postgres.migrator: {consumers: [postgres]}\n");
        write("migrations/V1__first.sql", "CREATE TABLE a (id int);");
        Workspace workspace = new Workspace(root);
        environments = new Environments(
                workspace,
                () -> Definitions.in(workspace),
                real.engines(),
                real::compose,
                definition -> java.util.Map.of());
        SecretStore store = new OneSecret();
        migrators = new Migrators(environments, definition -> store, Clock.systemUTC());
    }

    @AfterEach
    void removeAll() {
        environments.close();
        DockerProgram.removeProject(project("dev"));
        DockerProgram.removeProject(project("prod"));
    }

    @Test
    void pendingWhenDatabaseWasNeverMadeIsEveryFileAndUnknownOnceItStopped() {
        assertThat(with("dev", MigratorsIT::pending).orElseThrow())
                .extracting(Migration::script)
                .containsExactly("V1__first.sql");

        start("dev");
        assertThat(with("dev", MigratorsIT::pending))
                .hasValueSatisfying(list -> assertThat(list).hasSize(1));
        docker("stop", DockerProgram.container(project("dev"), "postgres"));
        assertThat(with("dev", MigratorsIT::pending)).isEmpty();

        docker("rm", DockerProgram.container(project("dev"), "postgres"));
        assertThat(with("dev", MigratorsIT::pending)).isEmpty();
    }

    @Test
    void migrateWhenProtectedTakesWhatSucceededElsewhere() throws IOException {
        start("dev");
        start("prod");
        refused("as its database tells");

        assertThat(with("dev", migrator -> migrator.migrate(MigrationListener.SILENT))
                        .notices())
                .hasSize(1);
        Outcome prod = with("prod", migrator -> migrator.migrate(MigrationListener.SILENT));
        assertThat(prod.current()).contains("1");
        assertThat(prod.notices()).isEmpty();
        assertThat(root.resolve("migrations/succeeded/prod.txt")).doesNotExist();

        write("migrations/V2__second.sql", "CREATE TABLE b (id int);");
        refused("V2__second.sql (as its database tells)");
        with("dev", migrator -> migrator.migrate(MigrationListener.SILENT));
        docker("stop", DockerProgram.container(project("dev"), "postgres"));
        write("migrations/V2__second.sql", "CREATE TABLE b (id bigint);");
        refused("V2__second.sql (with another text there) (as " + root.resolve("migrations/succeeded/dev.txt"));

        write("migrations/V2__second.sql", "CREATE TABLE b (id int);");
        assertThat(with("prod", migrator -> migrator.migrate(MigrationListener.SILENT))
                        .current())
                .contains("2");
    }

    @Test
    void ofWhenServiceIsAPoolerRefuses() throws IOException {
        write("environments/dev.yaml", "extends: base\nmigrations: {service: pooler}\n");

        assertThatThrownBy(() -> with("dev", Migrator::info)).isInstanceOfSatisfying(BerthException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.DEFINITION_INVALID);
            assertThat(e).hasMessage("migrations.service of dev is pooler, a pooler");
        });
    }

    private static Optional<List<Migration>> pending(Migrator migrator) {
        return migrator.standing().flatMap(Standing::pending);
    }

    private void refused(String words) {
        assertThatThrownBy(() -> with("prod", migrator -> migrator.migrate(MigrationListener.SILENT)))
                .isInstanceOfSatisfying(BerthException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.PROTECTED);
                    assertThat(e).hasMessageContaining(words);
                });
    }

    private <T> T with(String environment, Function<Migrator, T> work) {
        try (Migrator migrator = migrators.of(environments.resolve(environment, Optional.empty()))) {
            return work.apply(migrator);
        }
    }

    private void start(String environment) {
        docker(
                "compose",
                "-p",
                project(environment),
                "-f",
                root.resolve("compose.yaml").toString(),
                "up",
                "-d",
                "--wait",
                "postgres");
        String container = DockerProgram.container(project(environment), "postgres");
        docker(
                "exec",
                container,
                "psql",
                "-U",
                "postgres",
                "-c",
                "CREATE ROLE migrator LOGIN PASSWORD '%s'".formatted(TestPostgres.PASSWORD),
                "-c",
                "CREATE DATABASE app OWNER migrator");
    }

    private String project(String environment) {
        return real.project() + "-" + environment;
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** A store with the migrating role's password. */
    private static final class OneSecret implements SecretStore {
        @Override
        public String description() {
            return "test";
        }

        @Override
        public Optional<StoredSecret> read(String name) {
            return name.equals("postgres.migrator")
                    ? Optional.of(new StoredSecret(
                            name, SecretValue.of(TestPostgres.PASSWORD), 1, Optional.of(Instant.EPOCH)))
                    : Optional.empty();
        }

        @Override
        public Optional<StoredSecret> read(String name, int version) {
            return read(name).filter(secret -> secret.version() == version);
        }

        @Override
        public Map<String, StoredSecret> readAll(Iterable<String> names) {
            Map<String, StoredSecret> found = new HashMap<>();
            names.forEach(name -> read(name).ifPresent(secret -> found.put(name, secret)));
            return found;
        }

        @Override
        public int write(String name, SecretValue value, int expectedVersion) {
            throw new UnsupportedOperationException();
        }
    }
}
