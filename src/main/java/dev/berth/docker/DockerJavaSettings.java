package dev.berth.docker;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.core.SSLConfig;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Settings that, unlike docker-java's own, read neither variables nor files: the engine's address is known already. */
record DockerJavaSettings(URI host, RemoteApiVersion version) implements DockerClientConfig {
    @Override
    public URI getDockerHost() {
        return host;
    }

    @Override
    public RemoteApiVersion getApiVersion() {
        return version;
    }

    @Override
    public @Nullable String getRegistryUsername() {
        return null;
    }

    @Override
    public @Nullable String getRegistryPassword() {
        return null;
    }

    @Override
    public @Nullable String getRegistryEmail() {
        return null;
    }

    @Override
    public @Nullable String getRegistryUrl() {
        return null;
    }

    @Override
    public @Nullable AuthConfig effectiveAuthConfig(String image) {
        return null;
    }

    @Override
    public @Nullable AuthConfigurations getAuthConfigurations() {
        return null;
    }

    // docker-java's interface asks for it, though only its older transports read it.
    @SuppressWarnings("deprecation")
    @Override
    public @Nullable SSLConfig getSSLConfig() {
        return null;
    }
}
