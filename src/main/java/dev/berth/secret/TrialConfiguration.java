package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the server for trying out is told when it starts: where it listens, and where it stores. */
final class TrialConfiguration {
    private static final int DEFAULT_PORT = 80;

    private final VaultSettings settings;
    private final Path file;
    private final Path storage;

    TrialConfiguration(VaultSettings settings, Path file, Path storage) {
        this.settings = settings;
        this.file = file;
        this.storage = storage;
    }

    Path file() {
        return file;
    }

    /**
     * Refuses what it cannot be told.
     *
     * @throws BerthException USAGE for another machine, TLS, a host that is none, or a namespace
     */
    void requireServable() {
        if (!settings.isOnThisMachine() || !"http".equals(settings.address().getScheme()) || socket().isUnresolved()) {
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
    }

    /** Where it listens: a name is looked up as whoever sends to it does, for another answer could be another's socket. */
    InetSocketAddress socket() {
        int port = settings.address().getPort();
        return new InetSocketAddress(settings.address().getHost(), port < 0 ? DEFAULT_PORT : port);
    }

    void write() throws IOException {
        InetSocketAddress socket = socket();
        String host = socket.getAddress().getHostAddress();
        JsonObject listener = new JsonObject();
        listener.put(
                "address",
                (socket.getAddress() instanceof Inet6Address ? "[%s]:%d" : "%s:%d").formatted(host, socket.getPort()));
        listener.put("tls_disable", true);
        JsonObject configuration = new JsonObject();
        configuration.put("disable_mlock", true);
        configuration.put("api_addr", settings.address().toString());
        configuration.put("storage", Map.of("file", Map.of("path", storage.toString())));
        configuration.put("listener", Map.of("tcp", listener));
        PrivateFile.replace(file, (JsonWriter.string(configuration) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The address of the one that was started last, in whichever definition that stood; empty where none was. */
    Optional<URI> lastAddress() {
        try {
            return Optional.ofNullable(
                            JsonParser.object().from(Files.readString(file)).getString("api_addr"))
                    .map(URI::create);
        } catch (IOException | JsonParserException e) {
            return Optional.empty();
        }
    }
}
