package dev.berth.docker;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Quoted;
import dev.berth.process.ProgramRunner;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Finds engines as the docker command line does, and opens them over Unix sockets, TCP, TLS or ssh. */
public final class DockerEngines implements Engines {
    static final String DEFAULT_HOST = "unix:///var/run/docker.sock";
    private static final List<String> SCHEMES = List.of("unix://", "tcp://", "ssh://");
    private static final int TLS_PORT = 2376;
    private static final int PLAIN_PORT = 2375;
    private static final int LAST_PORT = 65_535;

    private final Map<String, String> environment;
    private final Path home;
    private final ProgramRunner programs;
    private final AtomicBoolean prepared = new AtomicBoolean();

    /**
     * @param environment the process's variables
     * @param home the user's folder, where .docker lies
     */
    public DockerEngines(Map<String, String> environment, Path home, ProgramRunner programs) {
        this.environment = environment;
        this.home = home;
        this.programs = programs;
    }

    /**
     * Java reads its security settings before it opens a first Unix socket, and the machine's addresses before it closes
     * one: together that takes longer than the engine takes to answer.
     */
    @Override
    public void prepare() {
        if (prepared.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("engine-sockets").start(UnixConnector::prepare);
        }
    }

    @Override
    public EngineAddress resolve(Optional<String> host, Optional<String> context) {
        if (host.isPresent()) {
            return given(host.get());
        }
        if (context.isPresent()) {
            return inContext(context.get());
        }
        Optional<String> variable = variable("DOCKER_HOST");
        if (variable.isPresent()) {
            return given(variable.get());
        }
        return variable("DOCKER_CONTEXT")
                .or(() -> contexts().current())
                .map(this::inContext)
                .orElseGet(DockerEngines::standard);
    }

    @Override
    public Engine open(EngineAddress address) {
        return new DockerEngine(new EngineHttp(address, connector(address)));
    }

    private EngineAddress inContext(String context) {
        return DockerContexts.isDefault(context)
                ? variable("DOCKER_HOST").map(this::given).orElseGet(DockerEngines::standard)
                : contexts().address(context);
    }

    private static EngineAddress standard() {
        return new EngineAddress(DEFAULT_HOST, Optional.empty(), Optional.empty());
    }

    /** TLS is asked for by a variable, as the docker command line has it; its files lie in .docker where nothing else is said. */
    private EngineAddress given(String host) {
        // Here and not when it is opened: Compose is told of it first, and would blame its own files.
        int start = host.indexOf("://") + 3;
        if (start < 3 || start == host.length() || !SCHEMES.contains(host.substring(0, start))) {
            throw noAddress(host);
        }
        boolean secured =
                host.startsWith("tcp://") && variable("DOCKER_TLS_VERIFY").isPresent();
        Path folder = variable("DOCKER_CERT_PATH").map(Path::of).orElseGet(this::settings);
        return new EngineAddress(host, Optional.empty(), secured ? Optional.of(folder) : Optional.empty());
    }

    private DockerContexts contexts() {
        return new DockerContexts(settings());
    }

    private Path settings() {
        return variable("DOCKER_CONFIG").map(Path::of).orElseGet(() -> home.resolve(".docker"));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private Connector connector(EngineAddress address) {
        String host = address.host();
        if (address.isUnixSocket()) {
            return new UnixConnector(Path.of(host.substring("unix://".length())));
        }
        if (host.startsWith("ssh://")) {
            return new SshConnector(SshTarget.of(host), programs);
        }
        if (host.startsWith("tcp://")) {
            boolean secured = address.tlsFolder().isPresent();
            Optional<URI> uri = uri(host);
            if (uri.isPresent()) {
                int port = uri.get().getPort() > 0 ? uri.get().getPort() : secured ? TLS_PORT : PLAIN_PORT;
                return new TcpConnector(uri.get().getHost(), port, address.tlsFolder());
            }
        }
        throw noAddress(host);
    }

    private static BerthException noAddress(String host) {
        return new BerthException(
                ErrorCode.ENGINE_UNREACHABLE,
                "%s is not an address of a Docker engine".formatted(Quoted.word(host)),
                "Write unix:///path, tcp://host:port or ssh://user@host where it comes from: DOCKER_HOST, engine.host of"
                        + " the definition, or the Docker context.");
    }

    private static Optional<URI> uri(String host) {
        try {
            return Optional.of(new URI(host)).filter(uri -> uri.getHost() != null && uri.getPort() <= LAST_PORT);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
