package dev.berth.docker;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads containers from the engine's JSON, of any API version. */
final class ContainerReader {
    private static final double NANOS_OF_ONE_CPU = 1e9;
    private static final double DEFAULT_CPU_PERIOD = 100_000;

    private ContainerReader() {}

    /** Lines of the container list. */
    static List<Container> list(JsonArray array) {
        List<Container> containers = new ArrayList<>(array.size());
        for (JsonObject line : objects(array)) {
            containers.add(line(line));
        }
        return List.copyOf(containers);
    }

    private static Container line(JsonObject object) {
        JsonArray names = array(object, "Names");
        return new Container(
                object.getString("Id", ""),
                withoutSlash(names.getString(0, "")),
                object.getString("Image", ""),
                object.getString("ImageID", ""),
                state(object.getString("State", "")),
                health(object),
                strings(object.getObject("Labels")),
                listedPorts(array(object, "Ports")),
                mounts(array(object, "Mounts"), new JsonObject()));
    }

    /** A container in full. */
    static ContainerDetails details(JsonObject object) {
        JsonObject configuration = nested(object, "Config");
        JsonObject host = nested(object, "HostConfig");
        JsonObject state = nested(object, "State");
        JsonObject health = nested(state, "Health");
        return new ContainerDetails(
                object.getString("Id", ""),
                withoutSlash(object.getString("Name", "")),
                configuration.getString("Image", ""),
                state(state.getString("Status", "")),
                healthWord(health.getString("Status", "none")),
                strings(configuration.getObject("Labels")),
                environment(array(configuration, "Env")),
                limits(host),
                mounts(array(object, "Mounts"), nested(host, "Tmpfs")),
                networks(nested(nested(object, "NetworkSettings"), "Networks")),
                object.getInt("RestartCount"),
                time(state, "StartedAt"),
                time(state, "FinishedAt"),
                state.getInt("ExitCode"),
                state.getBoolean("OOMKilled"),
                state.getString("Error", ""),
                state.getInt("Pid"),
                probes(array(health, "Log")),
                SetupReader.setup(configuration, host));
    }

    private static ContainerState state(String word) {
        return switch (word) {
            case "running" -> ContainerState.RUNNING;
            case "paused" -> ContainerState.PAUSED;
            case "restarting" -> ContainerState.RESTARTING;
            case "removing" -> ContainerState.REMOVING;
            case "exited" -> ContainerState.EXITED;
            case "dead" -> ContainerState.DEAD;
            default -> ContainerState.CREATED;
        };
    }

    /** Engines from 29 on say it in a field of its own, older ones at the end of the status text. */
    private static ContainerHealth health(JsonObject line) {
        JsonObject field = line.getObject("Health");
        if (field != null) {
            return healthWord(field.getString("Status", "none"));
        }
        String status = line.getString("Status", "");
        if (status.endsWith("(healthy)")) {
            return ContainerHealth.HEALTHY;
        }
        if (status.endsWith("(unhealthy)")) {
            return ContainerHealth.UNHEALTHY;
        }
        return status.endsWith("(health: starting)") ? ContainerHealth.STARTING : ContainerHealth.NONE;
    }

    private static ContainerHealth healthWord(String word) {
        return switch (word) {
            case "starting" -> ContainerHealth.STARTING;
            case "healthy" -> ContainerHealth.HEALTHY;
            case "unhealthy" -> ContainerHealth.UNHEALTHY;
            default -> ContainerHealth.NONE;
        };
    }

    private static List<PublishedPort> listedPorts(JsonArray array) {
        Set<PublishedPort> ports = new LinkedHashSet<>();
        for (JsonObject port : objects(array)) {
            if (port.getInt("PublicPort") > 0) {
                ports.add(new PublishedPort(
                        address(port.getString("IP", "")),
                        port.getInt("PublicPort"),
                        port.getInt("PrivatePort"),
                        port.getString("Type", "tcp").toLowerCase(Locale.ROOT)));
            }
        }
        return List.copyOf(ports);
    }

    /** All addresses of one family: the engine lists a port once for each. */
    private static String address(String text) {
        return text.equals("0.0.0.0") || text.equals("::") ? "" : text;
    }

    private static Map<String, String> environment(JsonArray words) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.getString(i, "");
            int equals = word.indexOf('=');
            if (equals > 0) {
                variables.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return variables;
    }

    static ContainerLimits limits(JsonObject host) {
        double cpus = host.getLong("NanoCpus") / NANOS_OF_ONE_CPU;
        long quota = host.getLong("CpuQuota");
        if (cpus == 0 && quota > 0) {
            long period = host.getLong("CpuPeriod");
            cpus = quota / (period > 0 ? period : DEFAULT_CPU_PERIOD);
        }
        return new ContainerLimits(
                cpus > 0 ? OptionalDouble.of(cpus) : OptionalDouble.empty(),
                positive(host.getLong("Memory")),
                positive(host.getLong("PidsLimit")));
    }

    private static OptionalLong positive(long value) {
        return value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
    }

    /** A tmpfs stands among the mounts or in a map of its own, as it was asked for. */
    private static List<ContainerDetails.Mount> mounts(JsonArray array, JsonObject temporary) {
        List<ContainerDetails.Mount> mounts = new ArrayList<>(array.size());
        for (JsonObject mount : objects(array)) {
            String type = mount.getString("Type", "");
            mounts.add(new ContainerDetails.Mount(
                    type,
                    mount.getString(type.equals("volume") ? "Name" : "Source", ""),
                    mount.getString("Destination", ""),
                    !mount.getBoolean("RW", true)));
        }
        for (String target : temporary.keySet()) {
            boolean readOnly =
                    List.of(temporary.getString(target, "").split(",", -1)).contains("ro");
            mounts.add(new ContainerDetails.Mount("tmpfs", "", target, readOnly));
        }
        return List.copyOf(mounts);
    }

    private static Map<String, ContainerDetails.Attachment> networks(JsonObject networks) {
        Map<String, ContainerDetails.Attachment> attachments = new TreeMap<>();
        for (String name : networks.keySet()) {
            JsonObject network = nested(networks, name);
            attachments.put(
                    name,
                    new ContainerDetails.Attachment(
                            network.getString("NetworkID", ""), network.getString("IPAddress", "")));
        }
        return attachments;
    }

    private static List<ContainerDetails.Probe> probes(JsonArray array) {
        List<ContainerDetails.Probe> probes = new ArrayList<>(array.size());
        for (JsonObject probe : objects(array)) {
            probes.add(new ContainerDetails.Probe(
                    time(probe, "Start").orElse(Instant.EPOCH),
                    time(probe, "End").orElse(Instant.EPOCH),
                    probe.getInt("ExitCode"),
                    probe.getString("Output", "")));
        }
        return List.copyOf(probes);
    }

    private static Optional<Instant> time(JsonObject object, String key) {
        return EngineTime.parse(object.getString(key, ""));
    }

    static Map<String, String> strings(@Nullable JsonObject object) {
        Map<String, String> strings = new TreeMap<>();
        if (object != null) {
            object.forEach((key, value) -> strings.put(key, String.valueOf(value)));
        }
        return strings;
    }

    private static String withoutSlash(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    static JsonObject nested(JsonObject object, String key) {
        JsonObject value = object.getObject(key);
        return value == null ? new JsonObject() : value;
    }

    /** The objects of a list; whatever else is in it tells nothing. */
    static List<JsonObject> objects(JsonArray array) {
        List<JsonObject> objects = new ArrayList<>(array.size());
        for (Object each : array) {
            if (each instanceof JsonObject object) {
                objects.add(object);
            }
        }
        return objects;
    }

    static JsonArray array(JsonObject object, String key) {
        JsonArray value = object.getArray(key);
        return value == null ? new JsonArray() : value;
    }
}
