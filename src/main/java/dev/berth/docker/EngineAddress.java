package dev.berth.docker;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine listens, and how that became known.
 *
 * @param host such as {@code unix:///var/run/docker.sock}, {@code tcp://10.0.0.5:2376} or {@code ssh://ops@db1}
 * @param context the Docker context that said so; empty when a host was given directly
 * @param tlsFolder the folder with ca.pem, cert.pem and key.pem; empty for no TLS
 */
public record EngineAddress(String host, Optional<String> context, Optional<java.nio.file.Path> tlsFolder) {

    /** The variables by which the docker program talks to this engine, whatever its own say. */
    public Map<String, String> programVariables() {
        boolean secured = context.isEmpty() && tlsFolder.isPresent();
        return Map.of(
                "DOCKER_CONTEXT",
                context.orElse(""),
                "DOCKER_HOST",
                context.isPresent() ? "" : host,
                "DOCKER_TLS_VERIFY",
                secured ? "1" : "",
                "DOCKER_CERT_PATH",
                secured ? tlsFolder.get().toString() : "");
    }

    // Written out, as every status compares addresses: what the compiler would make is linked anew at every start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EngineAddress that
                && host.equals(that.host)
                && context.equals(that.context)
                && tlsFolder.equals(that.tlsFolder);
    }

    @Override
    public int hashCode() {
        return Objects.hash(host, context, tlsFolder);
    }

    /** Whether the engine runs on this machine's own kernel side of a Unix socket. */
    public boolean isUnixSocket() {
        return host.startsWith("unix://");
    }
}
