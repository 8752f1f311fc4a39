package dev.berth.deployment;

import dev.berth.delivery.SecretDelivery;
import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineAddress;
import dev.berth.docker.PublishedPort;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environments;
import dev.berth.environment.Observation;
import dev.berth.environment.SecretStores;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretTemplate;
import dev.berth.secret.SecretValue;
import dev.berth.secret.SecretValues;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.Definition;
import dev.berth.workspace.SecretTemplates;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The addresses that an environment's applications need. */
public final class Endpoints {
    private static final SecretValue MASK = SecretValue.of("****");

    private final Environments environments;
    private final SecretStores stores;

    Endpoints(Environments environments, SecretStores stores) {
        this.environments = environments;
        this.stores = stores;
    }

    /** A name such as DATABASE_URL and its value, with every secret in it masked unless it was asked for. */
    public record Endpoint(String name, String url) {}

    /**
     * Every endpoint of the definition.
     *
     * <p>Host and port are the published ones where a port is published, else the service's name and its own port: what a
     * container on the service's network uses.
     */
    public List<Endpoint> of(String environment, boolean reveal) {
        Definition definition = environments.definition(environment);
        EngineAddress address = environments.address(definition);
        Engine engine = environments.engine(address);
        SecretStore store = stores.open(definition);
        Observation observation = Observation.of(engine, definition.project());
        SecretValues values = new Values(
                definition, store, reveal, SecretDelivery.logins(new EngineState(engine, definition.project())));
        List<Endpoint> endpoints = new ArrayList<>();
        definition
                .services()
                .forEach((service, declared) -> declared.endpoints().forEach(endpoint -> {
                    SecretTemplate template =
                            new SecretTemplate("services.%s.endpoints".formatted(service), endpoint.url());
                    List<PublishedPort> ports = observation.of(service).stream()
                            .map(Container::ports)
                            .flatMap(List::stream)
                            .filter(port -> port.host() != 0)
                            .toList();
                    SecretValue url = template.render(values, (function, argument) -> switch (function) {
                        case "host" -> ports.isEmpty() ? service : host(address, ports.getFirst());
                        case "port" -> port(ports, argument);
                        default ->
                            throw new BerthException(
                                    ErrorCode.DEFINITION_INVALID,
                                    "services.%s.endpoints: unknown function %s".formatted(service, function),
                                    "Functions are host, port and those of secret templates.");
                    });
                    endpoints.add(new Endpoint(endpoint.name(), url.reveal()));
                }));
        return endpoints;
    }

    /** Values where they are to be shown; logins always, for they are no secret. */
    private final class Values implements SecretValues {
        private final Definition definition;
        private final SecretStore store;
        private final boolean reveal;
        private final Map<String, SecretDelivery.Login> delivered;

        /** @param delivered the logins that work now, by secret */
        Values(Definition definition, SecretStore store, boolean reveal, Map<String, SecretDelivery.Login> delivered) {
            this.definition = definition;
            this.store = store;
            this.reveal = reveal;
            this.delivered = delivered;
        }

        @Override
        public SecretValue current(String name) {
            if (!reveal) {
                return MASK;
            }
            return store.read(name)
                    .map(stored -> delivered(name, stored))
                    .map(StoredSecret::value)
                    .orElseThrow(() -> new BerthException(
                            ErrorCode.SECRET_MISSING,
                            "%s has no secret %s".formatted(definition.name(), name),
                            "secrets sync generates what is missing."));
        }

        /** The password that the login has: a newer one is stored until services take it up. */
        private StoredSecret delivered(String name, StoredSecret stored) {
            return Optional.ofNullable(delivered.get(name))
                    .map(SecretDelivery.Login::version)
                    .filter(version -> stored.isVersioned() && version > 0 && version < stored.version())
                    .flatMap(version -> store.read(name, version))
                    .orElse(stored);
        }

        @Override
        public String login(String name) {
            return Optional.ofNullable(delivered.get(name))
                    .map(SecretDelivery.Login::name)
                    .or(() -> Optional.ofNullable(environments
                                    .secretTemplates(definition)
                                    .secrets()
                                    .get(name))
                            .flatMap(SecretTemplates.Declaration::logins)
                            .map(SecretTemplates.Logins::first))
                    .orElseThrow(() -> SecretValues.withoutLogins(name));
        }
    }

    private static String port(List<PublishedPort> ports, String own) {
        return ports.stream()
                .filter(port -> Integer.toString(port.container()).equals(own))
                .findFirst()
                .map(port -> Integer.toString(port.host()))
                .orElse(own);
    }

    private static String host(EngineAddress address, PublishedPort port) {
        boolean everywhere = port.address().isEmpty()
                || port.address().equals("0.0.0.0")
                || port.address().equals("::");
        if (!everywhere) {
            return port.address();
        }
        String host = address.isUnixSocket() ? null : URI.create(address.host()).getHost();
        return host == null ? "localhost" : host;
    }
}
