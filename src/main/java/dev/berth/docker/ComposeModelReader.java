package dev.berth.docker;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the project that {@code docker compose config --format json} prints, of any version from 2.20 on. */
final class ComposeModelReader {
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|us|µs|ns|m|s)");
    private static final double DEFAULT_CPU_PERIOD = 100_000;

    private final JsonObject project;

    private ComposeModelReader(JsonObject project) {
        this.project = project;
    }

    static ComposeModel read(String json, List<String> warnings) throws JsonParserException {
        return new ComposeModelReader(JsonParser.object().from(json)).model(json, warnings);
    }

    private ComposeModel model(String json, List<String> warnings) {
        String name = project.getString("name", "");
        JsonObject services = object(project, "services");
        Set<String> awaited = awaitedCompletions(services);
        SequencedMap<String, ComposeModel.Service> ordered = new LinkedHashMap<>();
        for (String service : new TreeSet<>(services.keySet())) {
            add(service, services, awaited, ordered, new HashSet<>());
        }
        JsonObject volumes = object(project, "volumes");
        JsonObject networks = object(project, "networks");
        Map<String, String> networkNames = new TreeMap<>();
        for (String network : networks.keySet()) {
            networkNames.put(network, object(networks, network).getString("name", name + "_" + network));
        }
        List<String> volumeNames = volumes.keySet().stream()
                .filter(volume -> !isExternal(object(volumes, volume)))
                .map(volume -> object(volumes, volume).getString("name", name + "_" + volume))
                .sorted()
                .toList();
        return new ComposeModel(name, json, ordered, volumeNames, networkNames, warnings);
    }

    /** Adds a service after everything that it depends on; Compose has refused circles already. */
    private void add(
            String name,
            JsonObject services,
            Set<String> awaited,
            SequencedMap<String, ComposeModel.Service> ordered,
            Set<String> begun) {
        if (ordered.containsKey(name) || !services.has(name) || !begun.add(name)) {
            return;
        }
        JsonObject service = object(services, name);
        for (String dependency : new TreeSet<>(object(service, "depends_on").keySet())) {
            add(dependency, services, awaited, ordered, begun);
        }
        ordered.put(name, service(name, service, awaited.contains(name)));
    }

    private ComposeModel.Service service(String name, JsonObject service, boolean awaited) {
        boolean healthCheck = hasHealthCheck(service);
        return new ComposeModel.Service(
                name,
                plain(service.getString("image", project.getString("name", "") + "-" + name)),
                service.has("build"),
                Optional.ofNullable(service.getString("user")).map(ComposeModelReader::plain),
                replicas(service),
                limits(service),
                healthCheck,
                awaited || (!healthCheck && isJob(service)),
                Optional.ofNullable(service.getString("stop_grace_period")).map(ComposeModelReader::duration),
                dependencies(service),
                ports(service),
                List.copyOf(new TreeSet<>(object(service, "networks").keySet())),
                mounts(service),
                environment(service));
    }

    /** What is started again only after a failure has done its work when it succeeds, unless it waits for requests. */
    private static boolean isJob(JsonObject service) {
        String restart = service.getString("restart", "");
        return restart.equals("no")
                || (restart.startsWith("on-failure")
                        && service.getArray("ports", new JsonArray()).isEmpty());
    }

    private static Set<String> awaitedCompletions(JsonObject services) {
        Set<String> awaited = new HashSet<>();
        for (String name : services.keySet()) {
            dependencies(object(services, name)).forEach((dependency, condition) -> {
                if (condition == ComposeModel.Condition.COMPLETED) {
                    awaited.add(dependency);
                }
            });
        }
        return awaited;
    }

    private static Map<String, ComposeModel.Condition> dependencies(JsonObject service) {
        Map<String, ComposeModel.Condition> conditions = new TreeMap<>();
        JsonObject dependencies = object(service, "depends_on");
        for (String name : dependencies.keySet()) {
            conditions.put(
                    name,
                    switch (object(dependencies, name).getString("condition", "")) {
                        case "service_healthy" -> ComposeModel.Condition.HEALTHY;
                        case "service_completed_successfully" -> ComposeModel.Condition.COMPLETED;
                        default -> ComposeModel.Condition.STARTED;
                    });
        }
        return conditions;
    }

    private static int replicas(JsonObject service) {
        if (service.has("scale")) {
            return service.getInt("scale");
        }
        return object(service, "deploy").getInt("replicas", 1);
    }

    /** What stands under deploy goes before the older keys, as Compose has it. */
    private static ContainerLimits limits(JsonObject service) {
        JsonObject deployed = object(object(object(service, "deploy"), "resources"), "limits");
        double cpus =
                number(deployed.get("cpus")).orElse(number(service.get("cpus")).orElse(quota(service)));
        double memory = number(deployed.get("memory"))
                .orElse(number(service.get("mem_limit")).orElse(0));
        double pids = number(deployed.get("pids"))
                .orElse(number(service.get("pids_limit")).orElse(0));
        return new ContainerLimits(
                cpus > 0 ? OptionalDouble.of(cpus) : OptionalDouble.empty(), positive(memory), positive(pids));
    }

    private static double quota(JsonObject service) {
        double quota = number(service.get("cpu_quota")).orElse(0);
        return quota / number(service.get("cpu_period")).orElse(DEFAULT_CPU_PERIOD);
    }

    private static boolean hasHealthCheck(JsonObject service) {
        JsonObject check = object(service, "healthcheck");
        if (check.isEmpty() || check.getBoolean("disable")) {
            return false;
        }
        JsonArray test = check.getArray("test", new JsonArray());
        return !test.isEmpty() && !"NONE".equals(test.get(0));
    }

    private static List<PublishedPort> ports(JsonObject service) {
        List<PublishedPort> ports = new ArrayList<>();
        for (Object entry : service.getArray("ports", new JsonArray())) {
            if (entry instanceof JsonObject port) {
                // A range is for the engine to choose from, and absent means any.
                int published = number(port.get("published")).isPresent()
                        ? (int) number(port.get("published")).getAsDouble()
                        : 0;
                if (published > 0) {
                    String address = port.getString("host_ip", "");
                    ports.add(new PublishedPort(
                            address.equals("0.0.0.0") || address.equals("::") ? "" : address,
                            published,
                            port.getInt("target"),
                            port.getString("protocol", "tcp")));
                }
            }
        }
        return List.copyOf(ports);
    }

    private List<ComposeModel.Mount> mounts(JsonObject service) {
        JsonObject volumes = object(project, "volumes");
        List<ComposeModel.Mount> mounts = new ArrayList<>();
        for (Object entry : service.getArray("volumes", new JsonArray())) {
            if (entry instanceof JsonObject mount) {
                String type = mount.getString("type", "");
                String source = plain(mount.getString("source", ""));
                mounts.add(new ComposeModel.Mount(
                        type,
                        type.equals("volume") && !source.isEmpty()
                                ? object(volumes, source)
                                        .getString("name", project.getString("name", "") + "_" + source)
                                : source,
                        plain(mount.getString("target", "")),
                        mount.getBoolean("read_only")));
            }
        }
        return List.copyOf(mounts);
    }

    private static Map<String, String> environment(JsonObject service) {
        Map<String, String> variables = new TreeMap<>();
        object(service, "environment").forEach((name, value) -> {
            if (value != null) {
                variables.put(name, plain(String.valueOf(value)));
            }
        });
        return variables;
    }

    private static boolean isExternal(JsonObject resource) {
        return resource.getBoolean("external") || resource.getObject("external") != null;
    }

    /** Compose doubles every dollar sign, so that what it prints can be given back to it. */
    private static String plain(String text) {
        return text.replace("$$", "$");
    }

    /** A duration in Go's form, such as 1m30s. */
    static Duration duration(String text) {
        Duration sum = Duration.ZERO;
        Matcher part = DURATION_PART.matcher(text);
        while (part.find()) {
            double amount = Double.parseDouble(part.group(1));
            double nanos = switch (part.group(2)) {
                case "h" -> amount * 3600e9;
                case "m" -> amount * 60e9;
                case "s" -> amount * 1e9;
                case "ms" -> amount * 1e6;
                case "ns" -> amount;
                default -> amount * 1e3;
            };
            sum = sum.plusNanos(Math.round(nanos));
        }
        return sum;
    }

    /** Versions differ in whether they print a number as text. */
    private static OptionalDouble number(@Nullable Object value) {
        if (value instanceof Number number) {
            return OptionalDouble.of(number.doubleValue());
        }
        if (value instanceof String text && text.matches("-?\\d+(\\.\\d+)?")) {
            return OptionalDouble.of(Double.parseDouble(text));
        }
        return OptionalDouble.empty();
    }

    private static OptionalLong positive(double value) {
        return value > 0 ? OptionalLong.of((long) value) : OptionalLong.empty();
    }

    private static JsonObject object(JsonObject parent, String key) {
        JsonObject value = parent.getObject(key);
        return value == null ? new JsonObject() : value;
    }
}
