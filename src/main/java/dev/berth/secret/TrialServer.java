package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.process.Daemon;
import dev.berth.process.Program;
import dev.berth.process.ProgramRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A Vault or OpenBao server of this user on this machine, for trying out: it keeps everything in files, goes on when Berth
 * ends, and its unseal key is kept as the key of the embedded store is.
 */
public final class TrialServer {
    private static final String UNSEAL_KEY = "unseal.key";
    private static final String ROOT_TOKEN = "root.token";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int PATIENCE = 300;

    private final VaultSettings settings;
    private final Places places;
    private final LocalSecretStore keys;
    private final VaultProgram program;
    private final Daemon daemon;
    private final VaultTransport transport;
    private final VaultFailure failures;

    /**
     * Nothing is started or asked yet.
     *
     * @param settings of an environment that it serves
     * @param keys keeps what opens it
     */
    public TrialServer(
            VaultSettings settings,
            Places places,
            LocalSecretStore keys,
            VaultProgram program,
            ProgramRunner programs) {
        this.settings = settings;
        this.places = places;
        this.keys = keys;
        this.program = program;
        this.daemon = new Daemon(places.state(), "server", "-config=" + places.configuration(), programs);
        this.transport = new VaultDriver(settings);
        this.failures = new VaultFailure(settings);
    }

    /**
     * Where it keeps what.
     *
     * @param storage what it stores, encrypted by itself
     * @param state its configuration, process number and log
     */
    public record Places(Path storage, Path state) {
        Path configuration() {
            return state.resolve("server.json");
        }

        /** Stands while the keys of a new storage are not kept yet: nothing can have been stored in it. */
        Path unfinished() {
            return storage.resolveSibling(storage.getFileName() + ".unfinished");
        }
    }

    /**
     * How it is.
     *
     * @param processId empty while it does not run
     * @param version of the program, empty text where it does not answer
     */
    public record Status(
            URI address,
            Optional<Long> processId,
            boolean answers,
            boolean sealed,
            String version,
            Path storage,
            Path log) {
        public boolean isUsable() {
            return processId.isPresent() && answers && !sealed;
        }
    }

    public Status status() {
        Optional<Long> process = daemon.processId();
        URI address = process.isPresent() ? runningAt().orElse(settings.address()) : settings.address();
        Optional<JsonObject> seal =
                process.isPresent() && address.equals(settings.address()) ? sealStatus() : Optional.empty();
        return new Status(
                address,
                process,
                seal.isPresent(),
                seal.map(answer -> answer.getBoolean("sealed", true)).orElse(true),
                seal.map(answer -> answer.getString("version", "")).orElse(""),
                places.storage(),
                daemon.log());
    }

    /** Starts it where it does not run, makes its storage where there is none, and unseals it. */
    public Status start() {
        return locked(() -> {
            if (daemon.processId().isPresent()) {
                requireSameAddress();
            } else {
                launch();
            }
            JsonObject seal = awaitAnswer();
            if (!seal.getBoolean("initialized", false)) {
                initialise();
            } else if (keys.read(UNSEAL_KEY).isEmpty()) {
                beginAnew();
            }
            unseal();
            forget(places.unfinished());
            return status();
        });
    }

    /** Ends it; whether it ran. What it stored stays. */
    public boolean stop() {
        return locked(daemon::stop);
    }

    /**
     * Lets an environment in: its mount, its policy, its login.
     *
     * @param name of the policy, and of the role
     * @param policy by the version of the key-value engine
     * @param kept where the secret part of its login lies when the definition names no file
     * @return whether its login was made anew
     */
    public boolean admit(VaultSettings environment, String name, IntFunction<String> policy, Path kept) {
        SecretValue token = key(ROOT_TOKEN);
        VaultAdministrator administrator = new VaultAdministrator(transport, token, failures, Thread::sleep);
        administrator.policy(name, policy, administrator.mount(environment));
        return administrator.login(environment, name, kept);
    }

    private void launch() {
        if (!settings.isOnThisMachine() || !"http".equals(settings.address().getScheme())) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s is no address for the server for trying out".formatted(settings.address()),
                    "It speaks plain HTTP to this machine alone: secrets.vault.address is then http://127.0.0.1:8200.");
        }
        if (settings.namespace().isPresent()) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "the server for trying out has no namespaces",
                    "Leave out secrets.vault.namespace.");
        }
        Path executable = program.find();
        requireFreePort();
        try {
            PrivateFile.folder(places.storage().resolve("any"));
            PrivateFile.folder(places.configuration());
            if (!isComplete() && !isEmpty(places.storage()) && Files.exists(places.unfinished())) {
                deleteStorage();
            }
            PrivateFile.replace(places.configuration(), configuration().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw cannotWrite(e);
        }
        daemon.start(new Program(
                List.of(executable.toString(), "server", "-config=" + places.configuration()),
                // Its process environment stands open to its user for as long as it runs.
                Map.of(
                        "VAULT_TOKEN",
                        "",
                        "BERTH_VAULT_TOKEN",
                        "",
                        "HOME",
                        places.state().toString()),
                places.state(),
                TIMEOUT));
    }

    private String configuration() {
        JsonObject listener = new JsonObject();
        listener.put("address", hostAndPort());
        listener.put("tls_disable", true);
        JsonObject configuration = new JsonObject();
        configuration.put("disable_mlock", true);
        configuration.put("api_addr", settings.address().toString());
        configuration.put(
                "storage", Map.of("file", Map.of("path", places.storage().toString())));
        configuration.put("listener", Map.of("tcp", listener));
        return JsonWriter.string(configuration) + "\n";
    }

    private Optional<URI> runningAt() {
        try {
            return Optional.ofNullable(JsonParser.object()
                            .from(Files.readString(places.configuration()))
                            .getString("api_addr"))
                    .map(URI::create);
        } catch (IOException | JsonParserException e) {
            return Optional.empty();
        }
    }

    private void requireSameAddress() {
        Optional<URI> running = runningAt();
        if (running.isPresent() && !running.get().equals(settings.address())) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "the server for trying out runs at %s, and secrets.vault.address is %s"
                            .formatted(running.get(), settings.address()),
                    "Stop it first: secrets server stop");
        }
    }

    private void requireFreePort() {
        InetSocketAddress wanted = new InetSocketAddress(host(), port());
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(wanted);
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "the address %s is taken by a program that Berth did not start".formatted(settings.address()),
                    "Where that is your Vault, nothing has to be started. Else stop it, or choose another port for"
                            + " secrets.vault.address.",
                    e);
        }
    }

    private void initialise() {
        if (isComplete()) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "%s, where the server for trying out kept everything, is empty".formatted(places.storage()),
                    "Bring it back from a backup. Where it is lost for good, move %s away, and start anew."
                            .formatted(keys.description()));
        }
        try {
            // Before the server makes keys: they are lost when Berth ends between the answer and the next line.
            PrivateFile.replace(places.unfinished(), new byte[0]);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
        JsonObject wanted = new JsonObject();
        wanted.put("secret_shares", 1);
        wanted.put("secret_threshold", 1);
        JsonObject made = body(transport.send(VaultRequest.write("sys/init", wanted), TIMEOUT), "be initialised");
        // The key comes last: where it is kept, the token is too.
        keep(ROOT_TOKEN, made.getString("root_token", ""));
        keep(UNSEAL_KEY, made.getArray("keys_base64").getString(0));
    }

    /** A storage whose keys were never kept holds nothing; one whose keys are gone may. */
    private void beginAnew() {
        if (!Files.exists(places.unfinished())) {
            throw new BerthException(
                    ErrorCode.SECRET_STORE_LOCKED,
                    "%s holds what the server for trying out stored, but its unseal key is not in %s"
                            .formatted(places.storage(), keys.description()),
                    "Bring that file and %s back from a backup. Without them nobody can open the storage: then move it away,"
                                    .formatted(keys.key().path())
                            + " and start anew.");
        }
        daemon.stop();
        launch();
        awaitAnswer();
        initialise();
    }

    private boolean isComplete() {
        return keys.read(UNSEAL_KEY).isPresent();
    }

    private void keep(String name, String value) {
        keys.write(
                name,
                SecretValue.of(value),
                keys.read(name).map(StoredSecret::version).orElse(0));
    }

    private SecretValue key(String name) {
        return keys.read(name)
                .map(StoredSecret::value)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.SECRET_STORE_LOCKED,
                        "%s holds no %s of the server for trying out".formatted(keys.description(), name),
                        "Bring it back from a backup."));
    }

    private void unseal() {
        if (sealStatus().map(answer -> answer.getBoolean("sealed", true)).orElse(true)) {
            JsonObject key = new JsonObject();
            key.put("key", key(UNSEAL_KEY).reveal());
            if (transport.send(VaultRequest.write("sys/unseal", key), TIMEOUT) instanceof VaultOutcome.Rejected) {
                throw new BerthException(
                        ErrorCode.SECRET_STORE_LOCKED,
                        "the unseal key in %s does not open %s".formatted(keys.description(), places.storage()),
                        "Bring back the two that belong together; nothing was changed.");
            }
        }
        // Unsealed, it still takes a moment to become the one that serves.
        for (int attempt = 0;
                !(transport.send(VaultRequest.read("sys/health"), TIMEOUT) instanceof VaultOutcome.Success);
                attempt++) {
            pause(attempt, "does not become active");
        }
    }

    private JsonObject awaitAnswer() {
        for (int attempt = 0; ; attempt++) {
            Optional<JsonObject> answer = sealStatus();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (daemon.processId().isEmpty()) {
                throw notRunning("ended at once");
            }
            pause(attempt, "does not answer");
        }
    }

    private Optional<JsonObject> sealStatus() {
        return transport.send(VaultRequest.read("sys/seal-status"), TIMEOUT)
                        instanceof VaultOutcome.Success(JsonObject body)
                ? Optional.of(body)
                : Optional.empty();
    }

    private void pause(int attempt, String problem) {
        if (attempt == PATIENCE) {
            throw notRunning(problem);
        }
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BerthException(ErrorCode.INTERRUPTED, "interrupted while waiting for Vault", null, e);
        }
    }

    private BerthException notRunning(String problem) {
        return new BerthException(
                ErrorCode.FAILED,
                "the server for trying out %s: %s".formatted(problem, String.join(" / ", daemon.lastWords(3))),
                "Its log: " + daemon.log());
    }

    private JsonObject body(VaultOutcome outcome, String what) {
        if (outcome instanceof VaultOutcome.Success(JsonObject body)) {
            return body;
        }
        throw failures.of(outcome, what);
    }

    private String host() {
        String host = settings.address().getHost();
        return host.equals("localhost") ? InetAddress.getLoopbackAddress().getHostAddress() : host;
    }

    private int port() {
        return settings.address().getPort() < 0 ? 80 : settings.address().getPort();
    }

    private String hostAndPort() {
        return host() + ":" + port();
    }

    private void deleteStorage() throws IOException {
        try (Stream<Path> files = Files.walk(places.storage())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(places.storage())) {
                    Files.delete(file);
                }
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private BerthException cannotWrite(IOException cause) {
        return new BerthException(
                ErrorCode.FAILED,
                "cannot write for the server for trying out: " + cause,
                "Check the permissions of %s and %s, and the free space.".formatted(places.storage(), places.state()),
                cause);
    }

    /** One Berth at a time: two would both start one, or make keys for the same storage. */
    private <T> T locked(Supplier<T> work) {
        Path lock = places.state().resolve("server.lock");
        try {
            PrivateFile.folder(lock);
            try (FileChannel channel = FileChannel.open(
                            lock,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            PrivateFile.ownerOnly());
                    FileLock held = channel.lock()) {
                return work.get();
            }
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }
}
