package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.berth.failure.BerthException;
import dev.berth.process.LocalProgramRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server for trying out while another program listens in its place, and answers as a sealed Vault would. */
class TrialServerIT {
    private final List<String> requests = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private int port;
    private TrialServer server;
    private @Nullable HttpServer impostor;

    @BeforeEach
    void keepKeys() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        LocalSecretStore keys = new LocalSecretStore(
                folder.resolve("vault.server.secrets"),
                new SecretKeyFile(
                        folder.resolve("vault.server.key"),
                        new SecureRandom(),
                        new Passphrases(Map.of(), question -> Optional.empty())),
                new SecureRandom(),
                Clock.systemUTC());
        keys.write("root.token", SecretValue.of("the-root-token"), 0);
        keys.write("unseal.key", SecretValue.of("the-unseal-key"), 0);
        server = new TrialServer(
                settings(),
                new TrialServer.Places(folder.resolve("vault.server"), folder.resolve("state")),
                keys,
                new VaultProgram(
                        Map.of(VaultProgram.VARIABLE, folder.resolve("vault").toString()), folder),
                new LocalProgramRunner(),
                this::listenOnceItIsStarted);
    }

    @AfterEach
    void stop() {
        server.stop();
        if (impostor != null) {
            impostor.stop(0);
        }
    }

    @Test
    void startWhenAnotherProgramTakesThePortFirstSendsItNothing() throws IOException {
        program("""
                while ! [ -e taken ]; do sleep 0.05; done
                sleep 0.3
                echo 'Error initializing listener of type tcp: bind: address already in use'
                """);

        assertRefused(server::start);
        assertThat(server.status().isUsable()).isFalse();
    }

    @Test
    void startAndAdmitWhenAnotherProgramListensInPlaceOfTheRunningOneSendItNothing() throws IOException {
        program("while :; do sleep 0.2; done\n");

        assertRefused(server::start);
        assertThat(server.status().processId()).isPresent();
        assertThat(server.status().answers()).isFalse();
        assertRefused(() -> server.admit(settings(), "berth-dev", version -> "", folder.resolve("login")));
    }

    private void assertRefused(ThrowingCallable work) {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(work)
                .withMessage("the address http://127.0.0.1:%d is taken by a program that Berth did not start"
                        .formatted(port))
                .satisfies(refused -> assertThat(refused.hint()).contains("Nothing was sent to it."));
        assertThat(requests).isEmpty();
    }

    private VaultSettings settings() {
        return new VaultSettings(
                URI.create("http://127.0.0.1:" + port),
                "kv",
                "acme/dev",
                Optional.empty(),
                Optional.empty(),
                new VaultSettings.Login.Token(Optional.empty()));
    }

    private void program(String then) throws IOException {
        Files.writeString(folder.resolve("vault"), "#!/bin/sh\ncd %s\ntouch started\n%s".formatted(folder, then));
        Files.setPosixFilePermissions(folder.resolve("vault"), PosixFilePermissions.fromString("rwx------"));
    }

    /** While the server is waited for. */
    private void listenOnceItIsStarted(Duration pause) throws InterruptedException {
        Thread.sleep(Duration.ofMillis(2));
        if (impostor == null && Files.exists(folder.resolve("started"))) {
            try {
                impostor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
                impostor.createContext("/", exchange -> {
                    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                    requests.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders() + " " + body);
                    byte[] answer = "{\"initialized\": true, \"sealed\": true, \"version\": \"1.21.0\"}"
                            .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
                impostor.start();
                Files.createFile(folder.resolve("taken"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
