package dev.berth.workspace;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Turns an environment's values, already checked, into its definition, defaults filled in. */
final class DefinitionMapper {
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
    private static final String CIPHER_SECRET = "backup.cipher";
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Workspace workspace;
    private final String name;
    private final Layers.Layered layered;
    private final Value.Mapping values;

    DefinitionMapper(Workspace workspace, String name, Layers.Layered layered) {
        this.workspace = workspace;
        this.name = name;
        this.layered = layered;
        this.values = layered.values();
    }

    Definition definition(Predicate<String> isDeclaredSecret) {
        return new Definition(
                name,
                workspaceName(workspace, values),
                project(workspace, name, values),
                values.flag("protected", false),
                choice(Definition.OnLeave.class, values, "onLeave", Definition.OnLeave.KEEP),
                engine(values.mapping("engine")),
                compose(values.mapping("compose")),
                variables(values.mapping("variables")),
                secrets(values.mapping("secrets")),
                services(values.mapping("services"), isDeclaredSecret),
                values.get("migrations") == null
                        ? Optional.empty()
                        : Optional.of(migrations(values.mapping("migrations"), isDeclaredSecret)),
                duration(values.mapping("health"), "timeout", HEALTH_TIMEOUT),
                backup(values.mapping("backup"), isDeclaredSecret),
                new AlertsMapper(this::file).alerts(values.mapping("alerts")),
                values.mapping("metrics").text("listen").map(ListenAddress::of),
                later());
    }

    /** The Compose project's name. */
    static String project(Workspace workspace, String name, Value.Mapping values) {
        return values.text("project").orElseGet(() -> workspaceName(workspace, values) + "-" + name);
    }

    private static String workspaceName(Workspace workspace, Value.Mapping values) {
        return values.text("workspace").orElseGet(() -> defaultName(workspace));
    }

    /** The folder's name, in the characters that Compose allows for a project; empty where none of its characters is. */
    static String defaultName(Workspace workspace) {
        Path folder = workspace.root().getFileName();
        StringBuilder allowed = new StringBuilder();
        for (char c : String.valueOf(folder).toLowerCase(Locale.ROOT).toCharArray()) {
            boolean first = EnvironmentFiles.isLetterOrDigit(c);
            if (first || (!allowed.isEmpty() && (c == '-' || c == '_'))) {
                allowed.append(c);
            }
        }
        return folder == null ? "" : allowed.toString();
    }

    private static Definition.Engine engine(Value.Mapping engine) {
        return new Definition.Engine(
                choice(Definition.EngineType.class, engine, "type", Definition.EngineType.COMPOSE),
                engine.text("host"),
                engine.text("context"));
    }

    private static Definition.ComposeFiles compose(Value.Mapping compose) {
        return new Definition.ComposeFiles(compose.texts("files"), compose.texts("profiles"));
    }

    /** Texts, and secrets by their name. */
    static Map<String, Definition.Variable> variables(Value.Mapping mapping) {
        Map<String, Definition.Variable> variables = new LinkedHashMap<>();
        for (Map.Entry<String, Value.Entry> item : mapping.entries().entrySet()) {
            Value value = item.getValue().value();
            if (value instanceof Value.Scalar scalar) {
                variables.put(item.getKey(), new Definition.Variable.Text(scalar.text()));
            } else if (value instanceof Value.Mapping secret) {
                variables.put(
                        item.getKey(),
                        new Definition.Variable.Secret(secret.text("secret").orElseThrow()));
            }
        }
        return variables;
    }

    private Definition.Secrets secrets(Value.Mapping secrets) {
        return new Definition.Secrets(
                secrets.text("templates"),
                choice(Definition.Provider.class, secrets, "provider", Definition.Provider.LOCAL),
                secrets.get("vault") instanceof Value.Mapping vault ? Optional.of(vault(vault)) : Optional.empty());
    }

    private Definition.Vault vault(Value.Mapping vault) {
        return new Definition.Vault(
                URI.create(vault.text("address").orElseThrow()),
                trimmed(vault.text("mount").orElseThrow()),
                trimmed(vault.text("path").orElseThrow()),
                vault.text("namespace"),
                file(vault, "caFile"),
                login(vault.mapping("auth")),
                vault.mapping("database")
                        .text("role")
                        .map(role -> new Definition.DatabaseRole(
                                trimmed(vault.mapping("database").text("mount").orElse("database")), role)));
    }

    private Definition.VaultLogin login(Value.Mapping auth) {
        return switch (auth.text("method").orElse("token")) {
            case "approle" ->
                new Definition.VaultLogin.AppRole(
                        auth.text("roleId").orElseThrow(), file(auth, "secretIdFile"), auth.text("wrappedFor"));
            case "userpass" ->
                new Definition.VaultLogin.UserPassword(auth.text("username").orElseThrow(), file(auth, "passwordFile"));
            default -> new Definition.VaultLogin.Token(file(auth, "tokenFile"));
        };
    }

    private Optional<Path> file(Value.Mapping mapping, String key) {
        return mapping.text(key).map(name -> name.startsWith("~/") ? Workspace.path(name) : workspace.resolve(name));
    }

    private static String trimmed(String path) {
        return path.replaceAll("^/+|/+$", "");
    }

    private static Map<String, Definition.Service> services(Value.Mapping mapping, Predicate<String> isDeclaredSecret) {
        Map<String, Definition.Service> services = new LinkedHashMap<>();
        for (Map.Entry<String, Value.Entry> item : mapping.entries().entrySet()) {
            if (item.getValue().value() instanceof Value.Mapping service) {
                services.put(item.getKey(), service(item.getKey(), service, isDeclaredSecret));
            }
        }
        return services;
    }

    private static Definition.Service service(String name, Value.Mapping service, Predicate<String> isDeclaredSecret) {
        return new Definition.Service(
                choice(Definition.Kind.class, service, "kind", Definition.Kind.APP),
                service.text("role"),
                limits(service.mapping("limits")),
                service.number("replicas").map(BigDecimal::intValueExact),
                service.flag("required", true),
                service.get("ends") == null ? Optional.empty() : Optional.of(service.flag("ends", false)),
                service.texts("converge"),
                service.texts("reload"),
                service.texts("reloadFiles"),
                service.texts("retire"),
                service.get("twin") instanceof Value.Mapping twin ? Optional.of(twin(twin)) : Optional.empty(),
                endpoints(service.items("endpoints")),
                service.get("monitor") == null
                        ? Optional.empty()
                        : Optional.of(monitor(name, service.mapping("monitor"), isDeclaredSecret)),
                service.get("backup") == null
                        ? Optional.empty()
                        : Optional.of(backupLogin(name, service.mapping("backup"), isDeclaredSecret)),
                recovery(service));
    }

    private static Optional<Recovery> recovery(Value.Mapping service) {
        List<String> words = service.texts("recovery");
        return words.isEmpty()
                ? service.text("recovery").map(word -> Recovery.Usual.valueOf(word.toUpperCase(Locale.ROOT)))
                : Optional.of(new Recovery.Command(words));
    }

    private static Definition.BackupLogin backupLogin(
            String service, Value.Mapping login, Predicate<String> isDeclaredSecret) {
        String user = login.text("user").orElseThrow();
        return new Definition.BackupLogin(
                user,
                login.text("passwordSecret")
                        .or(() -> Optional.of(service + "." + user).filter(isDeclaredSecret)));
    }

    private static Definition.Monitor monitor(
            String service, Value.Mapping monitor, Predicate<String> isDeclaredSecret) {
        Map<String, String> claims = new LinkedHashMap<>();
        Value.Mapping written = monitor.mapping("tokenClaims");
        for (String key : written.entries().keySet()) {
            claims.put(key, written.text(key).orElseThrow());
        }
        Optional<BigDecimal> port = monitor.number("port");
        return new Definition.Monitor(
                monitor.text("user"),
                monitor.text("passwordSecret")
                        .or(() -> monitor.text("user")
                                .map(user -> service + "." + user)
                                .filter(isDeclaredSecret)),
                monitor.text("database"),
                port.isPresent() ? OptionalInt.of(port.get().intValueExact()) : OptionalInt.empty(),
                monitor.text("path"),
                monitor.text("tokenSecret"),
                claims);
    }

    private static Definition.Twin twin(Value.Mapping twin) {
        return new Definition.Twin(
                twin.text("service").orElseThrow(),
                twin.text("gateway").orElseThrow(),
                twin.texts("divert"),
                twin.texts("restore"),
                duration(twin, "drain", DRAIN));
    }

    private static Definition.Limits limits(Value.Mapping limits) {
        Optional<BigDecimal> cpus = limits.number("cpus");
        Optional<BigDecimal> pids = limits.number("pids");
        return new Definition.Limits(
                cpus.isPresent() ? OptionalDouble.of(cpus.get().doubleValue()) : OptionalDouble.empty(),
                memory(limits),
                pids.isPresent() ? OptionalLong.of(pids.get().longValueExact()) : OptionalLong.empty());
    }

    private static OptionalLong memory(Value.Mapping limits) {
        if (!(limits.get("memory") instanceof Value.Scalar memory)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                memory.type() == Value.Type.STRING
                        ? Quantities.bytes(memory.text())
                        : new BigDecimal(memory.text()).longValueExact());
    }

    private static List<Definition.Endpoint> endpoints(List<Value> items) {
        List<Definition.Endpoint> endpoints = new ArrayList<>();
        for (Value item : items) {
            if (item instanceof Value.Mapping endpoint) {
                endpoints.add(new Definition.Endpoint(
                        endpoint.text("name").orElseThrow(),
                        endpoint.text("url").orElseThrow()));
            }
        }
        return endpoints;
    }

    private static Definition.Migrations migrations(Value.Mapping migrations, Predicate<String> isDeclaredSecret) {
        String service = migrations.text("service").orElseThrow();
        String user = migrations.text("user").orElseThrow();
        Map<String, String> placeholders = new LinkedHashMap<>();
        Value.Mapping written = migrations.mapping("placeholders");
        for (String key : written.entries().keySet()) {
            placeholders.put(key, written.text(key).orElseThrow());
        }
        return new Definition.Migrations(
                migrations.text("location").orElse("migrations"),
                service,
                migrations.text("database").orElseThrow(),
                user,
                migrations
                        .text("passwordSecret")
                        .or(() -> Optional.of(service + "." + user).filter(isDeclaredSecret)),
                migrations.text("schema").filter(name -> !name.isBlank()).orElse("public"),
                duration(migrations, "lockTimeout", LOCK_TIMEOUT),
                placeholders,
                migrations.text("promotedFrom"),
                migrations.flag("compatible", false));
    }

    private Definition.Backup backup(Value.Mapping backup, Predicate<String> isDeclaredSecret) {
        Value.Mapping repository = backup.mapping("repository");
        Optional<String> cipher = repository
                .text("cipherSecret")
                .or(() -> Optional.of(CIPHER_SECRET).filter(isDeclaredSecret));
        return new Definition.Backup(
                backup.text("schedule"),
                keep(backup.mapping("keep")),
                repository.text("type").filter("s3"::equals).isPresent()
                        ? s3(repository, cipher)
                        : new Definition.BackupRepository.Volume(cipher));
    }

    /** Each number has its own default, so that whoever writes one loses nothing by the others. */
    static Definition.Keep keep(Value.Mapping keep) {
        return new Definition.Keep(number(keep, "daily", 7), number(keep, "weekly", 4), number(keep, "monthly", 6));
    }

    private Definition.BackupRepository.S3 s3(Value.Mapping repository, Optional<String> cipher) {
        return new Definition.BackupRepository.S3(
                URI.create(repository.text("endpoint").orElseThrow()),
                repository.text("region").orElseThrow(),
                repository.text("uriStyle").filter("path"::equals).isPresent(),
                repository.text("bucket").orElseThrow(),
                file(repository, "caFile"),
                repository.text("accessKeySecret").orElseThrow(),
                repository.text("secretKeySecret").orElseThrow(),
                cipher);
    }

    private static int number(Value.Mapping mapping, String key, int otherwise) {
        return mapping.number(key).map(BigDecimal::intValueExact).orElse(otherwise);
    }

    private List<String> later() {
        TreeSet<String> later = new TreeSet<>(layered.later());
        if (values.mapping("engine").text("type").filter("swarm"::equals).isPresent()) {
            later.add("engine.type");
        }
        return List.copyOf(later);
    }

    private static Duration duration(Value.Mapping mapping, String key, Duration otherwise) {
        return mapping.text(key).map(Quantities::duration).orElse(otherwise);
    }

    private static <E extends Enum<E>> E choice(Class<E> type, Value.Mapping mapping, String key, E otherwise) {
        return mapping.text(key)
                .map(text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)))
                .orElse(otherwise);
    }
}
