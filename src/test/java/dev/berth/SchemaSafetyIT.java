package dev.berth;

import static dev.berth.testing.DockerProgram.container;
import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Containers that know an older schema never come back to a newer one: every test goes on with what the one before left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SchemaSafetyIT {
    private final String id =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private final String project = id + "-dev";
    private Path workspace;
    private BerthProgram berth;

    @BeforeAll
    void bringUp(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        workspace = folder.resolve("shop");
        berth = new BerthProgram(workspace, folder.resolve("home"));
        define("");
        write(
                "secrets-templates/secrets.yaml",
                "postgres.migrator: {generate: {length: 32, alphabet: url}, consumers: [postgres]}\n");
        write("secrets-templates/passwords.sql", """
                # berth: services=postgres file=passwords.sql
                ALTER ROLE migrator PASSWORD '{{ scram "postgres.migrator" }}';
                """);
        write("migrations/V1__notes.sql", "CREATE TABLE notes (id int PRIMARY KEY);\n");
        api("1", "berth/helper:1");
        berth.run("env", "switch", "dev", "--yes").expect(0);
    }

    private void define(String more) throws IOException {
        write("environments/dev.yaml", """
                workspace: %s
                compose: {files: [compose.yaml]}
                secrets: {templates: secrets-templates, provider: local}
                services:
                  postgres:
                    kind: postgres
                    converge: [psql, --no-psqlrc, --file=/etc/berth/converge.sql]
                migrations: {location: migrations, service: postgres, database: app, user: migrator}
                health: {timeout: 60s}
                %s
                """.formatted(id, more));
    }

    @AfterAll
    void removeEverything() {
        DockerProgram.removeProject(project);
    }

    @Test
    @Order(1)
    void switchWhenItFailsAfterAMigrationBringsNoOldContainersBack() throws IOException {
        write("migrations/V2__titles.sql", "ALTER TABLE notes ADD COLUMN title text;\n");
        api("2; exit 1");

        assertThat(berth.run("env", "switch", "dev", "--yes").expect(3).error())
                .contains("Migrations were applied and stay");
    }

    @Test
    @Order(2)
    void switchWhenItFailsOnceMoreBringsNoOldContainersBackEither() {
        assertThat(berth.run("env", "switch", "dev", "--yes").expect(3).error())
                .contains("Migrations were applied and stay")
                .doesNotContain("Rolled back");
    }

    /** It has touched nothing, and what the one before it did is done all the same. */
    @Test
    @Order(3)
    void switchWhenAnotherOneFailedInItsFirstStepMeanwhileStillKnowsOfTheMigrations() throws IOException {
        Path compose = workspace.resolve("compose.yaml");
        String before = Files.readString(compose);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    compose,
                    before.replace("api: {", "api: {ports: [\"127.0.0.1:%d:80\"], ".formatted(taken.getLocalPort())));
            assertThat(berth.run("env", "switch", "dev", "--yes").expect(1).error())
                    .contains("failed in step preflight", "What an earlier run began is still to be gone on with");
        }
        Files.writeString(compose, before);

        assertThat(berth.run("env", "switch", "dev", "--yes").expect(3).error())
                .contains("Migrations were applied and stay")
                .doesNotContain("Rolled back");
    }

    @Test
    @Order(4)
    void undoWhenMigrationsWereAppliedIsRefused() {
        assertThat(berth.run("env", "switch", "dev", "--undo", "--yes")
                        .expect(1)
                        .error())
                .contains("what ran before does not know them");

        assertThat(docker("inspect", "-f", "{{.Config.Cmd}}", container(project, "api")))
                .contains("exit 1");
    }

    @Test
    @Order(5)
    void planWhenSomethingElseWasDoneMeanwhileStillKnowsTheUnfinishedSwitch() {
        berth.run("stack", "restart", "postgres", "--env", "dev", "--yes").expect(0);

        assertThat(berth.run("env", "plan", "dev").expect(0).output()).contains("failed in step services");
    }

    @Test
    @Order(6)
    void planWhenTheDatabaseRefusesTheLoginIsNoPlanOfNothing() throws IOException {
        api("3");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        docker(
                "exec",
                container(project, "postgres"),
                "psql",
                "-qU",
                "postgres",
                "-c",
                "ALTER ROLE migrator PASSWORD 'another'");

        assertThat(berth.run("env", "plan", "dev", "--exit-code").expect(10).output())
                .contains("not known: the database cannot be asked now");
        berth.run("env", "switch", "dev", "--yes").expect(0);
        assertThat(berth.run("env", "plan", "dev", "--exit-code").expect(0).output())
                .contains("Everything is as defined");
    }

    @Test
    @Order(7)
    void switchWhenAnImageGoesBackBehindAMigrationIsRefusedWhereThatIsProtected() throws IOException {
        api("1", "berth/helper:1");
        String behind = "the image berth/helper:1 of api ran last on schema 1, and the database is at 2";

        assertThat(berth.run("env", "plan", "dev").expect(0).output()).contains(behind);
        define("protected: true");
        assertThat(berth.run("env", "switch", "dev", "--yes", "--confirm", "dev")
                        .expect(1)
                        .error())
                .contains(behind, "migrations.compatible");

        define("");
        api("3");
        assertThat(berth.run("env", "plan", "dev", "--exit-code").expect(0).output())
                .contains("Everything is as defined");
    }

    @Test
    @Order(8)
    void switchWhenAMigrationMayBeHalfDoneSaysSoAndPutsNothingBack() throws IOException {
        write("migrations/V3__index.sql", "INSERT INTO notes VALUES (3);\nSELECT 1/0;\n");
        write("migrations/V3__index.sql.conf", "executeInTransaction=false\n");

        assertThat(berth.run("env", "switch", "dev", "--yes").expect(1).error())
                .contains("may hold a part of the migration")
                .doesNotContain("Rolled back", "no data was touched");
    }

    private void api(String version) throws IOException {
        api(version, "berth/base:trixie");
    }

    private void api(String version, String image) throws IOException {
        write("compose.yaml", """
                services:
                  postgres:
                    image: berth/postgres:17
                    user: "10001:10001"
                    healthcheck: {test: [CMD, psql, --no-psqlrc, -qAt, dbname=app user=monitor, -c, SELECT 1], interval: 1s, start_period: 60s}
                    tmpfs: ["/run/postgresql:uid=10001,gid=10001,mode=0755,size=1m"]
                    volumes: ["data:/var/lib/postgresql", "${BERTH_SECRETS_DIR}/postgres:/run/berth:ro"]
                  api: {image: "%2$s", command: [sh, -c, "version=%1$s; exec sleep infinity"]}
                volumes: {data: {}}
                """.formatted(version, image));
    }

    private void write(String file, String text) throws IOException {
        Path path = workspace.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
