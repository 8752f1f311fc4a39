package dev.berth.testing;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real Vault or OpenBao server on a loopback port of its own; stopped, and what it stored removed, when closed. */
public final class TestVault implements AutoCloseable {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Path folder;
    private final int port;
    private final Process server;
    private String token;
    private String unsealKey = "";

    private TestVault(List<String> arguments, Path folder, int port, String token) throws IOException {
        this.folder = folder;
        this.port = port;
        this.token = token;
        ProcessBuilder builder = new ProcessBuilder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile());
        // The development server writes its root token to the home's .vault-token.
        builder.environment().put("HOME", folder.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("VAULT_") || name.startsWith("BAO_"));
        this.server = builder.start();
    }

    /** A server that keeps everything in memory, unsealed, with a key-value engine of each version at kv1 and kv2. */
    public static TestVault start() {
        String token = "root-" + UUID.randomUUID();
        TestVault vault = launch(
                token,
                (folder, port) -> List.of(
                        "server", "-dev", "-dev-root-token-id=" + token, "-dev-listen-address=127.0.0.1:" + port));
        vault.mount("kv1", 1);
        vault.mount("kv2", 2);
        return vault;
    }

    /** A server that keeps everything in files; sealed, and not initialised. */
    public static TestVault startUninitialised() {
        return launch("", (folder, port) -> {
            Path configuration = folder.resolve("server.hcl");
            Files.writeString(configuration, """
                    disable_mlock = true
                    storage "file" { path = "%s/storage" }
                    listener "tcp" {
                      address = "127.0.0.1:%d"
                      tls_disable = true
                    }
                    """.formatted(folder, port));
            return List.of("server", "-config=" + configuration);
        });
    }

    /** The arguments of a server. */
    private interface Arguments {
        List<String> of(Path folder, int port) throws IOException;
    }

    private static TestVault launch(String token, Arguments arguments) {
        try {
            String program = program();
            Path folder = Files.createTempDirectory("berthit-vault-");
            int port = freePort();
            TestVault vault = new TestVault(
                    Stream.concat(Stream.of(program), arguments.of(folder, port).stream())
                            .toList(),
                    folder,
                    port,
                    token);
            try {
                vault.await();
                return vault;
            } catch (AssertionError e) {
                vault.close();
                throw e;
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The server's program; where there is none the test is skipped, or fails with {@code CI=true}. */
    public static String program() throws IOException {
        Process find = new ProcessBuilder("scripts/vault", "--find").start();
        String found = new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (found.isEmpty()) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError("no Vault server here: run scripts/vault");
            }
            Assumptions.abort("skipped: no Vault server here; scripts/vault makes one");
        }
        return found;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public String rootToken() {
        return token;
    }

    /** Adds a key-value engine. */
    public void mount(String path, int version) {
        post("sys/mounts/" + path, Map.of("type", "kv", "options", new JsonObject(Map.of("version", "" + version))));
        // Version 2 readies itself in the background, and answers 400 meanwhile.
        for (int attempt = 0;
                version == 2 && send("GET", path + "/data/ready", "").statusCode() == 400;
                attempt++) {
            pause(attempt);
        }
    }

    /** Initialises the server with one unseal key, and unseals it. */
    public void initialise() {
        JsonObject keys = post("sys/init", Map.of("secret_shares", 1, "secret_threshold", 1));
        unsealKey = keys.getArray("keys_base64").getString(0);
        token = keys.getString("root_token");
        unseal();
    }

    public void seal() {
        post("sys/seal", Map.of());
    }

    public void unseal() {
        post("sys/unseal", Map.of("key", unsealKey));
        for (int attempt = 0; send("GET", "sys/health", "").statusCode() != 200; attempt++) {
            pause(attempt);
        }
    }

    /** A token of its own with one policy, in Vault's language. */
    public String tokenWith(String policy) {
        return post("auth/token/create", Map.of("policies", new JsonArray(List.of(policy(policy)))))
                .getObject("auth")
                .getString("client_token");
    }

    /** Stores a policy, and gives its name. */
    public String policy(String text) {
        String name = "policy-" + UUID.randomUUID();
        post("sys/policies/acl/" + name, Map.of("policy", text));
        return name;
    }

    public JsonObject get(String path) {
        return json(send("GET", path, ""));
    }

    /** Writes as root; the answer, empty where there is none. */
    public JsonObject post(String path, Map<String, Object> body) {
        return json(send("POST", path, JsonWriter.string(new JsonObject(body))));
    }

    /** Writes JSON text as root, as it is. */
    public JsonObject postText(String path, String body) {
        return json(send("POST", path, body));
    }

    /** Writes nothing as root, and has the answer wrapped in a single-use token. */
    public JsonObject postWrapped(String path) {
        return json(send(request("POST", path, "{}").header("X-Vault-Wrap-TTL", "300")));
    }

    /** Runs a shell's commands, as root; {@code vault} in them is the server's own program. */
    public void run(String commands) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-ec", commands).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("VAULT_") || name.startsWith("BAO_"));
        builder.environment()
                .putAll(Map.of(
                        "HOME",
                        folder.toString(),
                        "PATH",
                        folder + ":" + System.getenv("PATH"),
                        "VAULT_ADDR",
                        address().toString(),
                        "VAULT_TOKEN",
                        token));
        try {
            Files.createSymbolicLink(folder.resolve("vault"), Path.of(program()).toAbsolutePath());
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(commands + "\n" + said);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public void delete(String path) {
        json(send("DELETE", path, ""));
    }

    private JsonObject json(HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw new AssertionError(
                    "%s answered %d %s".formatted(response.request().uri(), response.statusCode(), response.body()));
        }
        try {
            return response.body().isEmpty()
                    ? new JsonObject()
                    : JsonParser.object().from(response.body());
        } catch (JsonParserException e) {
            throw new AssertionError(response.body(), e);
        }
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return send(request(method, path, body));
    }

    private HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(address().resolve("/v1/" + path))
                .header("X-Vault-Token", token.isEmpty() ? "none" : token)
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void await() {
        for (int attempt = 0; !answers(); attempt++) {
            if (!server.isAlive()) {
                throw new AssertionError("the Vault server ended:\n" + log());
            }
            pause(attempt);
        }
    }

    private boolean answers() {
        try {
            int status = send("GET", "sys/health", "").statusCode();
            return status == 200 || (token.isEmpty() && status >= 500);
        } catch (AssertionError e) {
            return false;
        }
    }

    private void pause(int attempt) {
        if (attempt == 150) {
            throw new AssertionError("the Vault server does not get ready:\n" + log());
        }
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("server.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Ends the server at once, as a power cut would; nothing answers at its address then. */
    public void kill() {
        server.destroyForcibly();
        try {
            server.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
        Folders.delete(folder);
    }
}
