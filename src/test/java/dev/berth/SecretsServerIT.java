package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.TestVault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local Vault for trying out, from outside: whatever happens to it, what it stored is opened again. */
class SecretsServerIT {
    @TempDir
    private Path folder;

    private Path home;
    private Path workspace;
    private BerthProgram berth;
    private int port;

    @BeforeEach
    void createWorkspace() throws IOException {
        home = folder.resolve("home");
        workspace = folder.resolve("workspace");
        berth = new BerthProgram(workspace, home).with("BERTH_VAULT", TestVault.program());
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        definition("approle, roleId: acme-prod");
        write("environments/dev.yaml", """
                workspace: acme
                compose: {files: [compose.yaml]}
                """);
        write("compose.yaml", "services: {app: {image: \"berth/base:trixie\"}}\n");
        write("secrets-templates/secrets.yaml", """
                app.key: {generate: {length: 24}}
                smtp.password: {}
                """);
    }

    @AfterEach
    void stop() {
        berth.run("secrets", "server", "stop");
    }

    @Test
    void startWhenThereIsNoneMakesOneReadyAndASecondStartChangesNothing() throws IOException {
        JsonObject started = berth.run("secrets", "server", "start", "--format", "json")
                .expect(0)
                .json();

        assertThat(started.getBoolean("running")).isTrue();
        assertThat(started.getBoolean("sealed")).isFalse();
        JsonObject served = started.getArray("environments").getObject(0);
        assertThat(served.getString("environment")).isEqualTo("prod");
        assertThat(served.getArray("generated")).containsExactly("app.key");
        assertThat(served.getArray("byHand")).containsExactly("smtp.password");
        String value = value("app.key");
        assertThat(value).hasSize(24);
        assertOwnerOnly(home.resolve("config/berth/acme"), home.resolve("data/berth/acme"));
        try (Stream<Path> files = Files.walk(home.resolve("state"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(Files.readString(file))
                            .doesNotContain(
                                    Files.readString(home.resolve("config/berth/acme/prod.vault"))
                                            .strip(),
                                    value));
        }

        JsonObject again = berth.run("secrets", "server", "--env", "prod", "--format", "json")
                .expect(0)
                .json();

        assertThat(again.getInt("pid")).isEqualTo(started.getInt("pid"));
        assertThat(again.getArray("environments").getObject(0).getArray("generated"))
                .isEmpty();
        assertThat(again.getArray("environments").getObject(0).getBoolean("newLogin"))
                .isFalse();
        assertThat(value("app.key")).isEqualTo(value);
        berth.runWithInput("by hand", "secrets", "set", "smtp.password", "--env", "prod", "--yes", "--confirm", "prod")
                .expect(0);
        BerthProgram.Result other = berth.run("secrets", "get", "somebody.else", "--reveal", "--env", "prod");
        assertThat(other.expect(1).error()).contains("denied");
    }

    @Test
    void startWhenItWasKilledOrStoppedGoesOnWithTheSameSecrets() throws IOException {
        int first = start();
        String value = value("app.key");

        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        waitForEnd(first);
        JsonObject killed = berth.run("secrets", "server", "status", "--format", "json")
                .expect(3)
                .json();
        assertThat(killed.getBoolean("running")).isFalse();
        BerthProgram.Result away =
                berth.run("secrets", "get", "app.key", "--reveal", "--env", "prod", "--format", "json");
        assertThat(away.expect(1).errorJson().getString("code")).isEqualTo("VAULT_UNREACHABLE");
        assertThat(away.errorJson().getString("hint")).contains("secrets server start");

        int second = start();
        assertThat(value("app.key")).isEqualTo(value);
        berth.run("secrets", "server", "stop").expect(0);
        waitForEnd(second);
        // The number now belongs to somebody else, who must not be taken for the server.
        write(
                home.resolve("state/berth/acme/vault.server/server.pid"),
                ProcessHandle.current().pid() + "\n");
        start();
        assertThat(value("app.key")).isEqualTo(value);
        berth.run("secrets", "server", "status").expect(0);
    }

    @Test
    void startWhenTheLoginIsATokenMakesOne() throws IOException {
        definition("token");

        start();

        assertThat(value("app.key")).hasSize(24);
        assertThat(home.resolve("config/berth/acme/prod.vault")).exists();
    }

    @Test
    void importWhenTheProviderChangedBringsWhatTheStoreBeforeHolds() throws IOException {
        String vault = Files.readString(workspace.resolve("environments/prod.yaml"));
        String local = vault.replace("provider: vault", "provider: local");
        write("environments/prod.yaml", local);
        berth.runWithInput("made here", "secrets", "set", "app.key", "--env", "prod", "--yes", "--confirm", "prod")
                .expect(0);
        write("environments/prod.yaml", vault);
        JsonObject served = berth.run("secrets", "server", "start", "--format", "json")
                .expect(0)
                .json()
                .getArray("environments")
                .getObject(0);
        assertThat(served.getArray("generated")).isEmpty();
        assertThat(served.getArray("inLocal")).containsExactly("app.key");

        berth.run("secrets", "import", "--from", "local", "--env", "prod", "--yes", "--confirm", "prod")
                .expect(0);
        assertThat(value("app.key")).isEqualTo("made here");
        berth.runWithInput("there", "secrets", "set", "app.key", "--env", "prod", "--yes", "--confirm", "prod")
                .expect(0);
        write("environments/prod.yaml", local);
        berth.run("secrets", "import", "--from", "vault", "--env", "prod", "--yes", "--confirm", "prod")
                .expect(1);
        berth.run("secrets", "import", "--from", "vault", "--overwrite", "--env", "prod", "--yes", "--confirm", "prod")
                .expect(0);
        assertThat(value("app.key")).isEqualTo("there");
        write("environments/prod.yaml", vault);
    }

    @Test
    void startWhenThePortIsTakenStartsNothing() throws IOException {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            BerthProgram.Result result = berth.run("secrets", "server", "start").expect(1);

            assertThat(result.error()).contains("127.0.0.1:" + taken.getLocalPort() + " is taken");
        }
        assertThat(home.resolve("state/berth/acme/vault.server/server.pid")).doesNotExist();
        start();
    }

    @Test
    void getWhenAnotherProgramListensInItsPlaceSendsItNothing() throws IOException {
        start();
        berth.run("secrets", "server", "stop").expect(0);
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer impostor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        impostor.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        impostor.start();
        try {
            BerthProgram.Result result =
                    berth.run("secrets", "get", "app.key", "--reveal", "--env", "prod", "--format", "json");

            assertThat(result.expect(1).errorJson().getString("code")).isEqualTo("VAULT_UNREACHABLE");
            assertThat(result.errorJson().getString("message")).contains("was sent nothing", "prod.vault");
            assertThat(requests).isEmpty();
        } finally {
            impostor.stop(0);
        }
    }

    @Test
    void startWhenNoKeyWasKeptYetBeginsAnewAndWhenOneWasLostTouchesNothing() throws IOException {
        start();
        berth.run("secrets", "server", "stop").expect(0);
        Path keys = home.resolve("data/berth/acme/vault.server.secrets");
        Path kept = Files.move(keys, folder.resolve("kept"));

        JsonObject lost = berth.run("secrets", "server", "start", "--format", "json")
                .expect(1)
                .errorJson();
        assertThat(lost.getString("code")).isEqualTo("SECRET_STORE_LOCKED");
        assertThat(lost.getString("message")).contains("vault.server");
        Files.move(kept, keys);
        start();
        String value = value("app.key");
        berth.run("secrets", "server", "stop").expect(0);

        // As after a crash between the server's answer with the keys and their way to the disk.
        Files.delete(keys);
        Files.createFile(home.resolve("data/berth/acme/vault.server.unfinished"));
        start();
        assertThat(value("app.key")).hasSize(24).isNotEqualTo(value);
        assertThat(home.resolve("data/berth/acme/vault.server.unfinished")).doesNotExist();
    }

    @Test
    void startWhenTheKeyIsOpenToOthersRefuses() throws IOException {
        start();
        Path key = home.resolve("config/berth/acme/vault.server.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(berth.run("secrets", "server", "start").expect(1).error())
                .contains("is open to others", "chmod 600");

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Path login = home.resolve("config/berth/acme/prod.vault");
        Files.setPosixFilePermissions(login, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(berth.run("secrets", "get", "app.key", "--reveal", "--env", "prod")
                        .expect(1)
                        .error())
                .contains("is open to others", "chmod 600");
    }

    @Test
    void startWhenNoEnvironmentMeansAServerOfThisMachineSaysWhatIsMissing() throws IOException {
        BerthProgram.Result dev =
                berth.run("secrets", "server", "start", "--env", "dev").expect(2);
        assertThat(dev.error()).contains("dev does not keep its secrets in a Vault server on this machine");

        write("environments/prod.yaml", """
                extends: dev
                secrets: {provider: vault, vault: {address: "https://vault.acme.example:8200", mount: kv, path: a}}
                """);
        berth.run("secrets", "server", "start").expect(2);
    }

    private int start() {
        return berth.run("secrets", "server", "start", "--format", "json")
                .expect(0)
                .json()
                .getInt("pid");
    }

    private String value(String secret) {
        return berth.run("secrets", "get", secret, "--reveal", "--env", "prod")
                .expect(0)
                .output()
                .strip();
    }

    private void definition(String auth) throws IOException {
        write("environments/prod.yaml", """
                extends: dev
                protected: true
                secrets:
                  templates: secrets-templates
                  provider: vault
                  vault: {address: "http://127.0.0.1:%d", mount: kv, path: acme/prod, auth: {method: %s}}
                """.formatted(port, auth));
    }

    private void write(String file, String text) throws IOException {
        write(workspace.resolve(file), text);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void waitForEnd(long process) {
        // A process that has ended may keep its number until somebody asks how it ended; its command line is gone.
        Eventually.within(
                Duration.ofSeconds(10),
                "end of " + process,
                () -> assertThat(ProcessHandle.of(process)
                                .flatMap(handle -> handle.info().commandLine()))
                        .isEmpty());
    }

    private static void assertOwnerOnly(Path... folders) throws IOException {
        for (Path each : folders) {
            try (Stream<Path> files = Files.walk(each)) {
                assertThat(files)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.toString())
                                        .matches("rw[x-]------"));
            }
        }
    }
}
