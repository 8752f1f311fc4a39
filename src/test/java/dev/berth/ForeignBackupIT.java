package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.ForeignProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Sets of a project whose images know nothing of backups: every test goes on with what the one before it left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ForeignBackupIT {
    private ForeignProject foreign;
    private BerthProgram berth;
    private Map<Path, String> filesBefore;
    private String first = "";

    @BeforeAll
    void startAsItsOwnerDoes(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        foreign = ForeignProject.withStores(folder);
        filesBefore = foreign.files();
        Path workspace = folder.resolve("workspace");
        berth = new BerthProgram(workspace, folder.resolve("home")).with("BERTH_ENV", "dev");
        foreign.compose("up", "--detach", "--wait");
        berth.run("init", "--from", foreign.composeFile().toString(), workspace.toString())
                .expect(0);
        Path definition = workspace.resolve("environments/dev.yaml");
        assertThat(Files.readString(definition)).doesNotContain("services:");
        Files.writeString(definition, """
                services:
                  db: {kind: postgres}
                  sessions: {kind: redis, role: session}
                secrets: {templates: secrets-templates, provider: local}
                """, StandardOpenOption.APPEND);
        Files.createDirectories(workspace.resolve("secrets-templates"));
        Files.writeString(
                workspace.resolve("secrets-templates/secrets.yaml"),
                "backup.cipher: {generate: {length: 48, alphabet: url}}\n");
        psql("CREATE TABLE orders (id bigserial PRIMARY KEY, name text); INSERT INTO orders (name) VALUES ('first')");
        redis("SET", "cart:1", "first");
        file("first");
    }

    @AfterAll
    void removeEverything() {
        if (foreign != null) {
            foreign.close();
        }
    }

    @Test
    @Order(1)
    void createWhenTheCipherIsNotStoredSaysHowToMakeIt() {
        assertThat(berth.run("backup", "create").expect(1).error())
                .contains("backup.cipher", "berth secrets generate --env dev");
        berth.run("secrets", "generate").expect(0);
    }

    @Test
    @Order(2)
    void createMakesASetAndSaysWhatItDoesNotPromise() throws IOException {
        JsonObject made = berth.run("backup", "create", "--format", "json")
                .expect(0)
                .json()
                .getObject("backup");
        first = made.getString("id");

        assertThat(made.getString("type")).isEqualTo("full");
        assertThat(made.getString("state")).isEqualTo("complete");
        assertThat(made.getArray("stores"))
                .describedAs(berth.run("backup", "show", first).output())
                .containsExactly("db", "sessions", "goods");
        JsonObject shown =
                berth.run("backup", "show", first, "--format", "json").expect(0).json();
        assertThat(shown.getArray("gaps"))
                .anySatisfy(gap -> assertThat(gap).asString().contains("base backup", "between two sets"));
        assertThat(foreign.files()).isEqualTo(filesBefore);
        assertThat(psql("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
    }

    @Test
    @Order(3)
    void verifyAndDrillWhenAllIsWellProveIt() {
        assertThat(names(berth.run("backup", "verify", first, "--format", "json")
                        .expect(0)
                        .json()
                        .getArray("parts")))
                .containsExactlyInAnyOrder("db", "db log", "sessions", "goods", "configuration");
        assertThat(names(berth.run("backup", "drill", first, "--format", "json")
                        .expect(0)
                        .json()
                        .getArray("checks")))
                .contains("restored", "rows", "pg_amcheck", "checksums", "sessions", "goods");
    }

    @Test
    @Order(4)
    void restoreBringsEverythingBackAndUndoBringsItBackAgain() {
        psql("INSERT INTO orders (name) VALUES ('second')");
        psql("ALTER SYSTEM SET work_mem = '5MB'");
        psql("SELECT pg_reload_conf()");
        redis("SET", "cart:2", "second");
        file("second");

        berth.run("backup", "restore", first, "--yes").expect(0);

        assertThat(state()).isEqualTo("first|1|first");
        assertThat(psql("SELECT pg_is_in_recovery()")).isEqualTo("f");
        assertThat(psql("SELECT count(*) FROM pg_file_settings WHERE name ~ '^(recovery|restore|hot_standby)'"))
                .isEqualTo("0");
        assertThat(psql("SHOW work_mem")).isEqualTo("4MB");
        psql("INSERT INTO orders (name) VALUES ('third')");

        berth.run("backup", "restore", "--undo", "--yes").expect(0);

        assertThat(state()).isEqualTo("first,second|2|second");
        assertThat(psql("SHOW work_mem")).isEqualTo("5MB");
        berth.run("env", "plan", "dev", "--exit-code").expect(0);
    }

    @Test
    @Order(5)
    void restoreWhenItWasUndoneOnceMayBeDoneAgain() {
        berth.run("backup", "restore", first, "--yes").expect(0);
        assertThat(state()).isEqualTo("first|1|first");
        foreign.compose("restart");
        foreign.compose("up", "--detach", "--wait");
        assertThat(state()).isEqualTo("first|1|first");
    }

    @Test
    @Order(6)
    void restoreOfATableLeavesTheRestAlone() {
        psql("DELETE FROM orders");

        berth.run("backup", "restore", first, "--table", "public.orders", "--into", "restored", "--yes")
                .expect(0);

        assertThat(psql("SELECT name FROM restored.orders")).isEqualTo("first");
        assertThat(psql("SELECT count(*) FROM orders")).isEqualTo("0");
    }

    @Test
    @Order(7)
    void restoreToAMomentIsRefusedInWordsThatSayWhy() {
        String moment = berth.run("backup", "show", first, "--format", "json")
                .expect(0)
                .json()
                .getString("momentAt");

        for (String at : List.of(moment, "end")) {
            assertThat(berth.run("backup", "restore", "--at", at, "--yes")
                            .expect(1)
                            .error())
                    .contains("base backups", "backup restore ID");
        }
        assertThat(berth.run("backup", "create", "--type", "incr").expect(2).error())
                .contains("always full");
    }

    @Test
    @Order(8)
    void verifyAndRestoreWhenAPartIsDamagedSaySoAndTouchNothing() {
        psql("INSERT INTO orders (name) VALUES ('kept')");
        String repository = foreign.name() + "_backup";
        docker(
                "run",
                "--rm",
                "--network",
                "none",
                "--volume",
                repository + ":/r",
                "berth/helper:1",
                "sh",
                "-c",
                "printf X | dd of=/r/sets/%s/base.tar.zst bs=1 seek=5000 conv=notrunc 2>/dev/null".formatted(first));

        assertThat(berth.run("backup", "verify", first).expect(1).output()).contains("✗ db: it cannot be read");
        berth.run("backup", "restore", first, "--yes").expect(1);

        assertThat(psql("SELECT name FROM orders WHERE name = 'kept'")).isEqualTo("kept");
        assertThat(psql("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
    }

    private String state() {
        return psql("SELECT string_agg(name, ',' ORDER BY id) FROM orders") + "|"
                + redis("DBSIZE") + "|"
                + docker("exec", container("files"), "cat", "/goods/file").strip();
    }

    private void file(String text) {
        docker("exec", container("files"), "sh", "-c", "echo %s >/goods/file".formatted(text));
    }

    private String redis(String... words) {
        List<String> command = new ArrayList<>(List.of("exec", container("sessions"), "redis-cli"));
        command.addAll(List.of(words));
        return docker(command.toArray(String[]::new)).strip();
    }

    private String psql(String sql) {
        return docker("exec", container("db"), "psql", "-qAtU", "shop", "-d", "shop", "-c", sql)
                .strip();
    }

    private String container(String service) {
        return DockerProgram.container(foreign.name(), service);
    }

    private static List<String> names(JsonArray array) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            JsonObject object = array.getObject(i);
            assertThat(object.getBoolean("ok")).describedAs(object.toString()).isTrue();
            names.add(object.getString("name"));
        }
        return names;
    }
}
