package dev.berth.audit;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.ContainerSetup;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Image;
import dev.berth.docker.Network;
import dev.berth.docker.PublishedPort;
import dev.berth.secret.SecretValue;
import dev.berth.workspace.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A container of which nothing is to be said, and the environment that it is alone in, until a test changes it. */
final class Sample {
    static final String DIGEST = "acme/shop@sha256:" + "a".repeat(64);

    Definition.Kind kind = Definition.Kind.APP;
    boolean isProtected = true;
    boolean expected = true;
    boolean oneShot;
    boolean there = true;
    ContainerState state = ContainerState.RUNNING;
    String user = "10001:10001";
    boolean privileged;
    boolean readOnlyRoot = true;
    List<String> securityOptions = List.of("no-new-privileges:true");
    List<String> added = List.of();
    List<String> dropped = List.of("ALL");
    List<String> hostNamespaces = List.of();
    List<String> devices = List.of();
    Set<String> ulimits = Set.of("nofile");
    boolean healthCheck = true;
    String restartPolicy = "unless-stopped";
    String logDriver = "json-file";
    Map<String, String> logOptions = Map.of("max-size", "10m");
    OptionalDouble cpus = OptionalDouble.of(1);
    OptionalLong memory = OptionalLong.of(1 << 30);
    OptionalLong pids = OptionalLong.of(100);
    String image = DIGEST;
    String imageId = "sha256:1";
    Optional<Image> meant = Optional.of(new Image("sha256:1", "", List.of(DIGEST)));
    boolean built;
    final Map<String, String> environment = new TreeMap<>(Map.of("LOG_LEVEL", "warn"));
    final List<ContainerDetails.Mount> mounts = new ArrayList<>();
    final List<PublishedPort> ports = new ArrayList<>();
    final Map<String, String> networks = new TreeMap<>(Map.of("acme_inner", "inner"));
    final List<Inspected.Service> others = new ArrayList<>();
    final Set<String> declared = new TreeSet<>(Set.of("shop.key"));
    final Map<String, SecretValue> stored = new TreeMap<>(Map.of("shop.key", SecretValue.of("p8Xw1zQv0Lr7")));
    Optional<String> storeUnread = Optional.empty();
    Inspected.Backups backups = new Inspected.Backups(true, true, Optional.empty());

    Inspected inspected() {
        List<Inspected.Service> services = new ArrayList<>(List.of(service("shop")));
        services.addAll(others);
        return new Inspected(
                "prod",
                isProtected,
                Optional.of("/srv/engine.socket"),
                services,
                Map.of(
                        "inner", new Network("inner", "acme_inner", true),
                        "outer", new Network("outer", "acme_outer", false),
                        "nowhere", new Network("nowhere", "none", false)),
                new Inspected.Secrets(declared, stored, Optional.of("/mnt/berth/acme"), storeUnread),
                backups);
    }

    Inspected.Service service(String name) {
        return new Inspected.Service(name, kind, expected, oneShot, there ? List.of(container()) : List.of());
    }

    private Inspected.Container container() {
        Map<String, ContainerDetails.Attachment> places = new TreeMap<>();
        networks.forEach((name, id) -> places.put(name, new ContainerDetails.Attachment(id, "10.0.0.2")));
        return new Inspected.Container(
                new ContainerDetails(
                        "1",
                        "acme-shop-1",
                        image,
                        state,
                        ContainerHealth.HEALTHY,
                        Map.of(),
                        environment,
                        new ContainerLimits(cpus, memory, pids),
                        mounts,
                        places,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        false,
                        "",
                        1,
                        List.of(),
                        new ContainerSetup(
                                user,
                                privileged,
                                readOnlyRoot,
                                securityOptions,
                                added,
                                dropped,
                                hostNamespaces,
                                devices,
                                ulimits,
                                healthCheck,
                                restartPolicy,
                                logDriver,
                                logOptions)),
                imageId,
                ports,
                meant,
                built);
    }
}
