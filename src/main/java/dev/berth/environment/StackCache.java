package dev.berth.environment;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.EngineAddress;
import dev.berth.failure.BerthException;
import dev.berth.workspace.Definition;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Remembers what Compose resolved an environment to, for as long as no file behind it changes: asking Compose takes longer
 * than everything else that a status report does.
 *
 * <p>A cache that cannot be read or written is no cache: the caller resolves again.
 */
final class StackCache {
    private static final int FORMAT = 3;

    private final Workspace workspace;
    private final Path file;

    StackCache(Workspace workspace, String environment) {
        this.workspace = workspace;
        this.file = workspace.state().resolve("cache").resolve(environment + ".json");
    }

    /**
     * What was stored, with everything that tells whether it still holds: asking that must not need the definition itself.
     *
     * @param definitions the definition files behind it
     * @param host the engine's host as the definition gives it
     * @param context the Docker context as the definition gives it
     */
    record Entry(
            Stack stack,
            List<Path> definitions,
            List<Path> composeFiles,
            Optional<String> host,
            Optional<String> context,
            String stamp) {}

    Optional<Entry> read() {
        Optional<String> text = Workspace.stateText(file);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonObject object = JsonParser.object().from(text.get());
            if (object.getInt("format") != FORMAT) {
                return Optional.empty();
            }
            return Optional.of(new Entry(
                    stack(object),
                    paths(object.getArray("definitions")),
                    paths(object.getArray("composeFiles")),
                    Optional.ofNullable(object.getString("definedHost")),
                    Optional.ofNullable(object.getString("definedContext")),
                    text(object, "stamp")));
        } catch (JsonParserException | RuntimeException | StackOverflowError e) {
            return Optional.empty();
        }
    }

    void write(Entry entry) {
        Stack stack = entry.stack();
        JsonObject object = new JsonObject();
        object.put("format", FORMAT);
        object.put("stamp", entry.stamp());
        object.put("definitions", texts(entry.definitions()));
        object.put("composeFiles", texts(entry.composeFiles()));
        entry.host().ifPresent(host -> object.put("definedHost", host));
        entry.context().ifPresent(context -> object.put("definedContext", context));
        object.put("environment", stack.environment());
        object.put("workspace", stack.workspace());
        object.put("project", stack.project());
        object.put("protected", stack.isProtected());
        object.put("host", stack.engine().host());
        stack.engine().context().ifPresent(context -> object.put("context", context));
        stack.engine().tlsFolder().ifPresent(folder -> object.put("tls", folder.toString()));
        JsonArray services = new JsonArray();
        stack.services().forEach(service -> services.add(json(service)));
        object.put("services", services);
        stack.volumeRules().usage().ifPresent(rule -> object.put("volumeUsage", json(rule)));
        stack.volumeRules().daysToFull().ifPresent(rule -> object.put("daysToFull", json(rule)));
        try {
            workspace.createState();
            Files.createDirectories(file.getParent());
            Path temporary =
                    Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
            Files.writeString(temporary, JsonWriter.string(object));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | BerthException e) {
            // Only speed is lost.
            return;
        }
    }

    private static JsonArray texts(List<Path> paths) {
        JsonArray array = new JsonArray();
        paths.forEach(path -> array.add(path.toString()));
        return array;
    }

    private static List<Path> paths(JsonArray array) {
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            paths.add(Path.of(array.getString(i)));
        }
        return paths;
    }

    private static JsonObject json(Stack.Service service) {
        JsonObject object = new JsonObject();
        object.put("name", service.name());
        object.put("kind", service.kind().name());
        service.role().ifPresent(role -> object.put("role", role));
        object.put("required", service.required());
        object.put("replicas", service.replicas());
        object.put("oneShot", service.oneShot());
        object.put("healthCheck", service.healthCheck());
        service.limits().cpus().ifPresent(cpus -> object.put("cpus", cpus));
        service.limits().memoryBytes().ifPresent(bytes -> object.put("memory", bytes));
        service.limits().pids().ifPresent(pids -> object.put("pids", pids));
        return object;
    }

    private static JsonObject json(Definition.Rule rule) {
        JsonObject object = new JsonObject();
        object.put("threshold", rule.threshold());
        object.put("severity", rule.severity().name());
        return object;
    }

    /** Throws where there is none: then it is no cache. */
    private static String text(JsonObject object, String key) {
        return Objects.requireNonNull(object.getString(key), key);
    }

    private static Stack stack(JsonObject object) {
        List<Stack.Service> services = new ArrayList<>();
        JsonArray array = object.getArray("services");
        for (int i = 0; i < array.size(); i++) {
            services.add(service(array.getObject(i)));
        }
        String tls = object.getString("tls");
        return new Stack(
                text(object, "environment"),
                text(object, "workspace"),
                text(object, "project"),
                object.getBoolean("protected"),
                new EngineAddress(
                        text(object, "host"),
                        Optional.ofNullable(object.getString("context")),
                        tls == null ? Optional.empty() : Optional.of(Path.of(tls))),
                List.copyOf(services),
                new Definition.VolumeRules(rule(object, "volumeUsage"), rule(object, "daysToFull")));
    }

    /** Empty for one that is turned off. */
    private static Optional<Definition.Rule> rule(JsonObject object, String key) {
        JsonObject rule = object.getObject(key);
        return rule == null
                ? Optional.empty()
                : Optional.of(new Definition.Rule(
                        rule.getDouble("threshold"), Definition.Severity.valueOf(text(rule, "severity"))));
    }

    private static Stack.Service service(JsonObject object) {
        return new Stack.Service(
                text(object, "name"),
                Definition.Kind.valueOf(text(object, "kind")),
                Optional.ofNullable(object.getString("role")),
                object.getBoolean("required"),
                object.getInt("replicas"),
                object.getBoolean("oneShot"),
                object.getBoolean("healthCheck"),
                new ContainerLimits(
                        object.has("cpus") ? OptionalDouble.of(object.getDouble("cpus")) : OptionalDouble.empty(),
                        object.has("memory") ? OptionalLong.of(object.getLong("memory")) : OptionalLong.empty(),
                        object.has("pids") ? OptionalLong.of(object.getLong("pids")) : OptionalLong.empty()));
    }
}
