package dev.berth.workspace;

import dev.berth.failure.Nearest;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a schema cannot say of an environment: keys that belong together, and files that must be there. */
final class DefinitionCheck {
    private static final Set<String> STORES = Set.of("postgres", "redis");
    /** What PostgreSQL's settings can hold, in whole days. */
    private static final Duration LONGEST = Duration.ofDays(24);

    /** Engines refuse less for a container. */
    private static final long LEAST_MEMORY = 6L << 20;

    private static final int LONGEST_PROJECT = 100;
    private static final int MOST_PORT = 65_535;
    private static final Set<String> SECOND_CONTAINER = Set.of("blue-green", "start-first");

    private final Workspace workspace;
    private final Value.Mapping values;
    private final String name;
    private final List<Problem> problems = new ArrayList<>();

    DefinitionCheck(Workspace workspace, Layers.Layered layered) {
        this.workspace = workspace;
        this.values = layered.values();
        this.name = String.valueOf(layered.files().getFirst().getFileName()).replaceFirst("\\.yaml$", "");
    }

    /** Problems without whose solution there is no definition. */
    List<Problem> needed() {
        problems.clear();
        checkWorkspaceName();
        checkEngine(values.mapping("engine"));
        checkVault(values.mapping("secrets"));
        checkComposeFiles(values.mapping("compose"));
        for (Map.Entry<String, Value.Entry> item :
                values.mapping("services").entries().entrySet()) {
            if (item.getValue().value() instanceof Value.Mapping service) {
                checkStore(item.getKey(), service);
                checkMemory(item.getKey(), service.mapping("limits"));
                checkDuration(service.mapping("twin"), "services.%s.twin.drain".formatted(item.getKey()));
                if (service.get("backup") instanceof Value.Mapping login) {
                    require(
                            login,
                            "services.%s.backup".formatted(item.getKey()),
                            "user",
                            "who Berth is there when it backs it up");
                }
            }
        }
        checkMigrations();
        checkDuration(values.mapping("health"), "health.timeout");
        checkEndpoints();
        problems.addAll(BackupCheck.of(values));
        for (String rule : values.mapping("alerts").mapping("rules").entries().keySet()) {
            Value.Mapping written = values.mapping("alerts").mapping("rules").mapping(rule);
            checkDuration(written, "alerts.rules.%s.for".formatted(rule));
            checkDuration(written, "alerts.rules.%s.keepFiringFor".formatted(rule));
        }
        problems.addAll(AlertsCheck.of(values));
        values.mapping("metrics").text("listen").ifPresent(this::checkListen);
        return List.copyOf(problems);
    }

    /** Problems with what the definition refers to, and only some verbs use. */
    List<Problem> referred(List<String> names) {
        problems.clear();
        if (values.get("migrations") instanceof Value.Mapping migrations) {
            String location = migrations.text("location").orElse("migrations");
            if (!Files.isDirectory(workspace.resolve(location))) {
                add(
                        "migrations.location",
                        "the folder %s does not exist".formatted(location),
                        "Create it, or correct migrations.location.");
            }
            migrations
                    .text("promotedFrom")
                    .filter(from -> !names.contains(from))
                    .ifPresent(from -> add(
                            "migrations.promotedFrom",
                            "there is no environment %s".formatted(Wording.quoted(from)),
                            Nearest.instead(from, names, "Remove the key.")));
            if (values.flag("protected", false)
                    && migrations.text("promotedFrom").filter(name::equals).isPresent()) {
                add(
                        "migrations.promotedFrom",
                        "%s would wait for itself: nothing could ever be migrated".formatted(name),
                        "Name the environment where migrations are tried first, such as dev.");
            }
        }
        return List.copyOf(problems);
    }

    private void checkWorkspaceName() {
        String project = DefinitionMapper.project(workspace, name, values);
        if (project.length() > LONGEST_PROJECT) {
            add(
                    "workspace",
                    "the project's name %s is longer than %d characters"
                            .formatted(Wording.quoted(project), LONGEST_PROJECT),
                    "Give it a shorter one: project: NAME");
        }
        if (values.text("workspace").isEmpty()
                && DefinitionMapper.defaultName(workspace).isEmpty()) {
            add(
                    "workspace",
                    "the workspace needs a name: the folder's has no letter or digit that Compose allows",
                    "Add it: workspace: NAME");
        }
    }

    private void checkEngine(Value.Mapping engine) {
        if (engine.text("host").isPresent() && engine.text("context").isPresent()) {
            add("engine.context", "engine has both host and context", "Keep one of them.");
        }
        engine.text("host").ifPresent(this::checkHost);
    }

    private void checkHost(String host) {
        Optional<URI> address = uri(host);
        String user = address.map(URI::getRawUserInfo).orElse("");
        if (user.contains(":")) {
            add(
                    "engine.host",
                    "engine.host holds a password",
                    "Take it out, since others can read it: ssh logs in with a key, tcp:// with certificates.");
        } else if (host.startsWith("unix://")
                ? !host.startsWith("unix:///")
                : user.startsWith("-")
                        || !address.map(DefinitionCheck::isReachable).orElse(false)) {
            add(
                    "engine.host",
                    "engine.host must be an engine's address, not %s".formatted(Wording.quoted(host)),
                    "Such as ssh://ops@db1, tcp://10.0.0.5:2376 or unix:///var/run/docker.sock.");
        }
    }

    static boolean isReachable(URI address) {
        String host = address.getHost();
        // A leading hyphen would be an option of ssh, not a host.
        return host != null && !host.startsWith("-") && address.getPort() != 0 && address.getPort() <= MOST_PORT;
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private void checkVault(Value.Mapping secrets) {
        boolean isProvider = secrets.text("provider").filter("vault"::equals).isPresent();
        if (!isProvider && !(secrets.get("vault") instanceof Value.Mapping)) {
            return;
        }
        Value.Mapping vault = secrets.mapping("vault");
        require(vault, "secrets.vault", "address", "the server's URL, such as https://vault.example:8200");
        vault.text("address")
                .filter(address -> !isServer(address))
                .ifPresent(address -> add(
                        "secrets.vault.address",
                        "%s is no server's URL".formatted(Wording.quoted(address)),
                        "Write it as https://HOST:PORT."));
        vault.text("address")
                .filter(address -> isServer(address) && isReadByOthers(address))
                .ifPresent(address -> add(
                        "secrets.vault.address",
                        "%s would send the login and every secret in clear".formatted(Wording.quoted(address)),
                        "Use https://, or a tunnel to this machine: http://127.0.0.1:PORT."));
        require(vault, "secrets.vault", "mount", "the key-value engine's mount, such as kv");
        require(vault, "secrets.vault", "path", "the path below the mount, such as acme/prod");
        if (vault.get("database") instanceof Value.Mapping database) {
            require(database, "secrets.vault.database", "role", "the role that makes logins for people");
        }
        Value.Mapping auth = vault.mapping("auth");
        switch (auth.text("method").orElse("token")) {
            case "approle" -> require(auth, "secrets.vault.auth", "roleId", "the role's id");
            case "userpass" -> require(auth, "secrets.vault.auth", "username", "the user's name");
            default -> {}
        }
    }

    private static boolean isServer(String address) {
        return uri(address)
                .filter(server -> isReachable(server) && server.getRawUserInfo() == null)
                .isPresent();
    }

    private static boolean isReadByOthers(String address) {
        URI server = URI.create(address);
        return "http".equals(server.getScheme())
                && !server.getHost().matches("localhost|127(\\.[0-9]{1,3}){3}|\\[(0*:)*0*1]");
    }

    private void require(Value.Mapping mapping, String path, String key, String what) {
        if (mapping.text(key).map(text -> text.replace("/", "")).orElse("").isBlank()) {
            add(path + "." + key, "%s is missing".formatted(path + "." + key), "Add it: " + what + ".");
        }
    }

    private void checkComposeFiles(Value.Mapping compose) {
        List<Value> files = compose.items("files");
        if (files.isEmpty()) {
            add(
                    "compose",
                    "the environment has no compose files",
                    "Add them: compose: {files: [compose.yaml]}, or extend an environment that has some.");
        }
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i) instanceof Value.Scalar file) {
                checkComposeFile(file, "compose.files[" + i + "]");
            }
        }
    }

    private void checkComposeFile(Value.Scalar written, String path) {
        Path file = workspace.resolve(written.text());
        if (Files.isRegularFile(file) && Files.isReadable(file)) {
            return;
        }
        if (Files.isDirectory(file)) {
            problems.add(Problem.at(
                    written.place(),
                    path,
                    "compose file %s is a folder".formatted(written.text()),
                    "Name a file in it."));
        } else if (Files.exists(file) && !Files.isRegularFile(file)) {
            problems.add(Problem.at(
                    written.place(),
                    path,
                    "compose file %s is a device or pipe".formatted(written.text()),
                    "Put a file in its place."));
        } else if (Files.exists(file)) {
            problems.add(Problem.at(
                    written.place(),
                    path,
                    "compose file %s cannot be read".formatted(written.text()),
                    "Next: chmod u+r " + file));
        } else {
            problems.add(Problem.at(
                    written.place(),
                    path,
                    "compose file %s does not exist".formatted(written.text()),
                    sibling(written.text(), file)
                            .map(near -> "did you mean: " + near)
                            .orElse("Create %s, or correct the path: it is relative to the workspace."
                                    .formatted(file))));
        }
    }

    /** The file beside a missing one whose name is nearest, written as the missing one was. */
    private static Optional<String> sibling(String written, Path missing) {
        Path folder = missing.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Files::isRegularFile)) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (IOException e) {
            return Optional.empty();
        }
        String name = String.valueOf(missing.getFileName());
        return Nearest.to(name, names)
                .map(near ->
                        written.endsWith(name) ? written.substring(0, written.length() - name.length()) + near : near);
    }

    private void checkStore(String name, Value.Mapping service) {
        String kind = service.text("kind").orElse("app");
        if (!STORES.contains(kind)) {
            return;
        }
        if (service.number("replicas")
                .filter(replicas -> replicas.intValueExact() > 1)
                .isPresent()) {
            add(
                    "services.%s.replicas".formatted(name),
                    "%s is a store (kind %s) and cannot have more than one replica".formatted(name, kind),
                    "Two containers on one volume corrupt it; a read replica is a service with a volume of its own.");
        }
        if (service.get("twin") != null) {
            add(
                    "services.%s.twin".formatted(name),
                    "%s is a store (kind %s) and cannot have a twin".formatted(name, kind),
                    "Two containers on one volume corrupt it. Remove the key: a store is restarted.");
        }
        service.text("strategy")
                .filter(SECOND_CONTAINER::contains)
                .ifPresent(strategy -> add(
                        "services.%s.strategy".formatted(name),
                        "%s is a store (kind %s) and cannot be replaced by strategy %s".formatted(name, kind, strategy),
                        "Two containers on one volume corrupt it: use recreate."));
    }

    private void checkMemory(String service, Value.Mapping limits) {
        limits.text("memory")
                .filter(size -> bytes(size) < LEAST_MEMORY)
                .ifPresent(size -> add(
                        "services.%s.limits.memory".formatted(service),
                        "services.%s.limits.memory must be at least 6MiB, not %s".formatted(service, size),
                        "No engine takes less for a container."));
    }

    private static long bytes(String size) {
        return Character.isLetter(size.charAt(size.length() - 1))
                ? Quantities.bytes(size)
                : new BigDecimal(size).longValue();
    }

    private void checkDuration(Value.Mapping mapping, String path) {
        mapping.text(path.substring(path.lastIndexOf('.') + 1))
                .filter(text -> Quantities.duration(text).compareTo(LONGEST) > 0)
                .ifPresent(text -> add(
                        path,
                        "%s must be at most %dh, not %s".formatted(path, LONGEST.toHours(), text),
                        "What takes longer than 24 days is not waited for."));
    }

    private void checkListen(String text) {
        try {
            ListenAddress.of(text);
        } catch (IllegalArgumentException e) {
            add(
                    "metrics.listen",
                    "metrics.listen must be an address of this machine and a port, not %s"
                            .formatted(Wording.quoted(text)),
                    "Such as 127.0.0.1:17187, \"[::1]:17187\", or 17187 alone for this machine only.");
        }
    }

    /** Names of endpoints are variables of one application: each stands for one address. */
    private void checkEndpoints() {
        Set<String> seen = new HashSet<>();
        values.mapping("services").entries().forEach((service, entry) -> {
            List<Value> endpoints =
                    entry.value() instanceof Value.Mapping mapping ? mapping.items("endpoints") : List.of();
            for (int i = 0; i < endpoints.size(); i++) {
                String path = "services.%s.endpoints[%d].name".formatted(service, i);
                if (endpoints.get(i) instanceof Value.Mapping endpoint) {
                    endpoint.text("name")
                            .filter(endpointName -> !seen.add(endpointName))
                            .ifPresent(endpointName -> add(
                                    path,
                                    "the endpoint %s stands here a second time".formatted(endpointName),
                                    "Give one of them another name."));
                }
            }
        });
    }

    private void checkMigrations() {
        if (values.get("migrations") instanceof Value.Mapping migrations) {
            checkDuration(migrations, "migrations.lockTimeout");
            for (String key : List.of("service", "database", "user")) {
                if (migrations.text(key).isEmpty()) {
                    add("migrations", "migrations lacks the key \"%s\"".formatted(key), "Add it: %s: …".formatted(key));
                }
            }
        }
    }

    private void add(String path, String message, String hint) {
        problems.add(Problem.at(KeyPath.locate(values, path).orElse(values.place()), path, message, hint));
    }
}
