package dev.berth.datastore;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.environment.Observation;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Reaches services through an engine: by a container's address where that answers, else by a relay on its network. */
final class EngineReach implements Reach {
    /** A container's address answers, or refuses, at once; only a packet that goes astray takes longer. */
    private static final Duration PROBE = Duration.ofMillis(300);

    private final Engine engine;
    private final String project;
    private final Predicate<ContainerDetails.Attachment> routed;
    private final Relay relay;

    /**
     * Reaches the services of a project.
     *
     * @param routed whether this machine's packets to an address get to that very network
     */
    EngineReach(Engine engine, String project, Predicate<ContainerDetails.Attachment> routed) {
        this.engine = engine;
        this.project = project;
        this.routed = routed;
        this.relay = new Relay(engine, project);
    }

    @Override
    public Socket connect(String service, int port) throws IOException {
        ContainerDetails target = target(service);
        Map<String, ContainerDetails.Attachment> networks = addressed(target);
        for (ContainerDetails.Attachment attachment : networks.values()) {
            if (routed.test(attachment)) {
                Optional<Socket> socket = direct(attachment.address(), port);
                if (socket.isPresent()) {
                    return socket.get();
                }
            }
        }
        for (Map.Entry<String, ContainerDetails.Attachment> network : networks.entrySet()) {
            return new StreamSocket(
                    relay.open(network.getKey(), network.getValue().address(), port));
        }
        if (target.networks().containsKey("host")) {
            return new StreamSocket(relay.open("host", "127.0.0.1", port));
        }
        throw new BerthException(
                ErrorCode.DATASTORE_UNREACHABLE,
                "%s of %s is on no network".formatted(service, project),
                "Give the service a network in its Compose file; Berth reaches it there, no port need be published.");
    }

    private ContainerDetails target(String service) {
        Observation observation = Observation.of(engine, project);
        List<Container> containers = observation.of(service);
        return containers.stream()
                .filter(container -> container.state() == ContainerState.RUNNING)
                .findFirst()
                .flatMap(container -> engine.inspect(container.id()))
                .orElseThrow(() -> new BerthException(
                        ErrorCode.DATASTORE_UNREACHABLE,
                        "%s of %s does not run (%s)".formatted(service, project, state(containers)),
                        "Start it: " + observation.wayToStart(service)));
    }

    private static String state(List<Container> containers) {
        return containers.isEmpty()
                ? "it has no container"
                : "its container is " + containers.getFirst().state().name().toLowerCase(Locale.ROOT);
    }

    /** The networks where it has an address, in a stable order. */
    private static Map<String, ContainerDetails.Attachment> addressed(ContainerDetails target) {
        Map<String, ContainerDetails.Attachment> networks = new TreeMap<>(target.networks());
        networks.values().removeIf(attachment -> attachment.address().isBlank());
        return networks;
    }

    private static Optional<Socket> direct(String address, int port) {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address, port), (int) PROBE.toMillis());
            socket.setTcpNoDelay(true);
            return Optional.of(socket);
        } catch (IOException e) {
            closeQuietly(socket);
            return Optional.empty();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was never connected: nothing is lost with it.
            return;
        }
    }

    @Override
    public void close() {
        relay.close();
    }
}
