package dev.berth.deployment;

import dev.berth.audit.Audit;
import dev.berth.audit.Inspected;
import dev.berth.docker.ComposeModel;
import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineAddress;
import dev.berth.docker.Image;
import dev.berth.docker.Network;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environments;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.health.Surroundings;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.workspace.Definition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks up everything that an audit judges: containers as their engine has them, secrets, backups. Changes nothing. */
public final class EnvironmentAudit {
    private static final String SOCKET = "unix://";

    private final Environments environments;
    private final Function<Definition, SecretStore> stores;
    private final SecretWork secrets;
    private final BackupOperations backups;

    EnvironmentAudit(
            Environments environments,
            Function<Definition, SecretStore> stores,
            SecretWork secrets,
            BackupOperations backups) {
        this.environments = environments;
        this.stores = stores;
        this.secrets = secrets;
        this.backups = backups;
    }

    /** Audits an environment; what cannot be asked is a finding, but for the engine. */
    public Audit of(String name) {
        Definition definition = environments.definition(name);
        Stack stack = environments.stack(name);
        Engine engine = environments.engine(stack.engine());
        List<Inspected.Service> services = services(stack, engine, builtImages(name));
        return Audit.of(new Inspected(
                name,
                definition.isProtected(),
                socket(stack.engine()),
                services,
                networks(services, engine),
                secrets(definition, engine),
                definition.isProtected()
                        ? backups(definition)
                        : new Inspected.Backups(false, false, Optional.empty())));
    }

    private static Optional<String> socket(EngineAddress address) {
        return Optional.of(address.host())
                .filter(host -> host.startsWith(SOCKET))
                .map(host -> host.substring(SOCKET.length()));
    }

    /** A service may run the image that another one says how to build. */
    private Set<String> builtImages(String name) {
        return environments.model(name).services().values().stream()
                .filter(ComposeModel.Service::builds)
                .map(ComposeModel.Service::image)
                .collect(Collectors.toSet());
    }

    private static List<Inspected.Service> services(Stack stack, Engine engine, Set<String> builtImages) {
        Observation observation = Observation.of(engine, stack.project());
        Map<String, Optional<Image>> images = new HashMap<>();
        Function<String, Optional<Image>> meaning = reference -> images.computeIfAbsent(reference, engine::image);
        Set<String> others = new TreeSet<>(observation.services().keySet());
        List<Inspected.Service> services = new ArrayList<>();
        for (Stack.Service service : stack.services()) {
            others.remove(service.name());
            services.add(new Inspected.Service(
                    service.name(),
                    service.kind(),
                    service.required() && service.replicas() > 0,
                    service.oneShot(),
                    containers(observation.of(service.name()), engine, meaning, builtImages)));
        }
        for (String other : others) {
            services.add(new Inspected.Service(
                    other,
                    Definition.Kind.APP,
                    false,
                    false,
                    containers(observation.of(other), engine, meaning, builtImages)));
        }
        return services;
    }

    private static List<Inspected.Container> containers(
            List<Container> lines, Engine engine, Function<String, Optional<Image>> meaning, Set<String> builtImages) {
        List<Inspected.Container> containers = new ArrayList<>(lines.size());
        for (Container line : lines) {
            // One that has gone since is nobody's concern any more.
            engine.inspect(line.id())
                    .ifPresent(details -> containers.add(new Inspected.Container(
                            details,
                            line.imageId(),
                            line.ports(),
                            meaning.apply(details.image()),
                            builtImages.contains(details.image()))));
        }
        return containers;
    }

    private static Map<String, Network> networks(List<Inspected.Service> services, Engine engine) {
        Set<String> ids = services.stream()
                .flatMap(service -> service.containers().stream())
                .flatMap(container -> container.details().networks().values().stream())
                .map(ContainerDetails.Attachment::network)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());
        Map<String, Network> networks = new HashMap<>();
        ids.forEach(id -> engine.network(id).ifPresent(network -> networks.put(id, network)));
        return networks;
    }

    private Inspected.Secrets secrets(Definition definition, Engine engine) {
        Set<String> declared =
                environments.secretTemplates(definition).secrets().keySet();
        Optional<String> folder =
                secrets.knownFolder(definition, engine, new EngineState(engine, definition.project()));
        if (declared.isEmpty()) {
            return new Inspected.Secrets(declared, Map.of(), folder, Optional.empty());
        }
        try {
            Map<String, SecretValue> stored = new TreeMap<>();
            stores.apply(definition).readAll(declared).forEach((name, secret) -> {
                if (declared.contains(name)) {
                    stored.put(name, secret.value());
                }
            });
            return new Inspected.Secrets(declared, stored, folder, Optional.empty());
        } catch (BerthException e) {
            return new Inspected.Secrets(declared, Map.of(), folder, Optional.of(firstLine(e)));
        }
    }

    private Inspected.Backups backups(Definition definition) {
        boolean scheduled = definition.backup().schedule().isPresent();
        Optional<Surroundings.Backups> standing = backups.standing(definition.name());
        return new Inspected.Backups(
                scheduled,
                standing.flatMap(Surroundings.Backups::lastCompleteAt).isPresent(),
                standing.isEmpty()
                        ? Optional.of("the image that looks at them is not on the engine yet")
                        : standing.flatMap(Surroundings.Backups::unread));
    }

    private static String firstLine(BerthException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
