package dev.berth.audit;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.PublishedPort;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is asked of who reaches whom. */
final class NetworkChecks {
    /** The engine's own for containers that are in no network. */
    private static final String NONE = "none";

    private static final Set<Integer> TLS = Set.of(443, 8443);

    private NetworkChecks() {}

    static Stream<Fault> dataNetwork(Inspected.Service service, Inspected inspected) {
        return networks(service).entrySet().stream()
                .filter(network -> Optional.ofNullable(inspected.networks().get(network.getValue()))
                        .filter(found -> !found.internal() && !found.name().equals(NONE))
                        .isPresent())
                .map(network -> new Fault(
                        "is on the network %s, which is not internal".formatted(network.getKey()),
                        "Give that network internal: true; what needs a way out joins another one besides."));
    }

    static Stream<Fault> dataApart(Inspected.Service service, Inspected inspected) {
        Map<String, String> own = networks(service);
        return inspected.services().stream()
                .filter(other -> !other.isData() && !other.ports().isEmpty())
                .flatMap(edge -> networks(edge).entrySet().stream()
                        .filter(network -> own.containsValue(network.getValue()))
                        .map(network -> new Fault(
                                "shares the network %s with %s, which publishes a port"
                                        .formatted(network.getKey(), edge.name()),
                                "Put a service between the two, with a network to each of them.")));
    }

    static Stream<Fault> publishedStore(Inspected.Service service) {
        return service.ports().stream()
                .filter(port -> !isLoopback(port))
                .map(port -> new Fault(
                        "publishes %s beyond its host, where whoever comes needs TLS and nobody need come"
                                .formatted(words(port)),
                        "Take the port out of ports, or publish it on 127.0.0.1 and go there through ssh."));
    }

    static Stream<Fault> publishedEverywhere(Inspected.Service service) {
        return service.ports().stream()
                .filter(port -> port.address().isEmpty())
                .map(port -> new Fault(
                        "publishes " + words(port),
                        "Name the address in ports, such as 127.0.0.1, or put it behind the gateway."));
    }

    static Stream<Fault> gatewayTls(Inspected.Service service) {
        Set<PublishedPort> beyond =
                service.ports().stream().filter(port -> !isLoopback(port)).collect(Collectors.toSet());
        if (beyond.isEmpty() || beyond.stream().anyMatch(NetworkChecks::isForTls)) {
            return Stream.empty();
        }
        return Stream.of(new Fault(
                "publishes plain HTTP beyond its host: "
                        + beyond.stream().map(NetworkChecks::words).sorted().collect(Collectors.joining(", ")),
                "Add compose/compose.https.yaml and DOMAIN, or publish it on 127.0.0.1 behind what speaks TLS."));
    }

    /** By its usual numbers: what is spoken there nobody can see from the engine. */
    private static boolean isForTls(PublishedPort port) {
        return TLS.contains(port.host()) || TLS.contains(port.container());
    }

    private static boolean isLoopback(PublishedPort port) {
        return port.address().startsWith("127.") || port.address().equals("::1");
    }

    private static String words(PublishedPort port) {
        return "its port %d as %s"
                .formatted(
                        port.container(),
                        port.address().isEmpty()
                                ? port.host() + " on every address"
                                : port.address() + ":" + port.host());
    }

    /** The engine's ids of the networks that a service is in, by their names. */
    private static Map<String, String> networks(Inspected.Service service) {
        Map<String, String> networks = new TreeMap<>();
        service.containers().stream()
                .map(Inspected.Container::details)
                .map(ContainerDetails::networks)
                .forEach(places -> places.forEach((name, place) -> networks.put(name, place.network())));
        return networks;
    }
}
