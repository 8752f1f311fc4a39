package dev.berth.docker;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Reads from the engine's JSON how a container was set up. */
final class SetupReader {
    private static final String CAPABILITY = "CAP_";

    private SetupReader() {}

    /**
     * @param configuration the container's {@code Config}, into which the engine put what its image says
     * @param host its {@code HostConfig}
     */
    static ContainerSetup setup(JsonObject configuration, JsonObject host) {
        JsonObject logs = ContainerReader.nested(host, "LogConfig");
        String policy = ContainerReader.nested(host, "RestartPolicy").getString("Name", "");
        return new ContainerSetup(
                configuration.getString("User", ""),
                host.getBoolean("Privileged"),
                host.getBoolean("ReadonlyRootfs"),
                words(host, "SecurityOpt"),
                capabilities(host, "CapAdd"),
                capabilities(host, "CapDrop"),
                hostNamespaces(host),
                devices(host),
                ulimits(host),
                isProbed(ContainerReader.array(ContainerReader.nested(configuration, "Healthcheck"), "Test")),
                policy.isEmpty() ? "no" : policy,
                logs.getString("Type", ""),
                ContainerReader.strings(logs.getObject("Config")));
    }

    /** What an image checks can be turned off by a test that is NONE. */
    private static boolean isProbed(JsonArray test) {
        return !test.isEmpty() && !test.getString(0, "").equals("NONE");
    }

    private static List<String> hostNamespaces(JsonObject host) {
        List<String> shared = new ArrayList<>();
        List<String> modes = List.of("NetworkMode", "PidMode", "IpcMode", "UTSMode");
        List<String> names = List.of("network", "pid", "ipc", "uts");
        for (int i = 0; i < modes.size(); i++) {
            if (host.getString(modes.get(i), "").equals("host")) {
                shared.add(names.get(i));
            }
        }
        return List.copyOf(shared);
    }

    private static List<String> devices(JsonObject host) {
        List<String> devices = new ArrayList<>();
        for (JsonObject device : ContainerReader.objects(ContainerReader.array(host, "Devices"))) {
            devices.add(device.getString("PathOnHost", ""));
        }
        devices.addAll(words(host, "DeviceCgroupRules"));
        for (JsonObject request : ContainerReader.objects(ContainerReader.array(host, "DeviceRequests"))) {
            String driver = request.getString("Driver", "");
            // A request may name what it wants instead of who is to hand it out.
            devices.add(driver.isEmpty() ? "devices by request" : driver);
        }
        return List.copyOf(devices);
    }

    private static Set<String> ulimits(JsonObject host) {
        Set<String> names = new TreeSet<>();
        for (JsonObject ulimit : ContainerReader.objects(ContainerReader.array(host, "Ulimits"))) {
            names.add(ulimit.getString("Name", ""));
        }
        return names;
    }

    private static List<String> capabilities(JsonObject host, String key) {
        return words(host, key).stream()
                .map(word -> word.toUpperCase(Locale.ROOT))
                .map(word -> word.startsWith(CAPABILITY) ? word.substring(CAPABILITY.length()) : word)
                .toList();
    }

    private static List<String> words(JsonObject host, String key) {
        JsonArray array = ContainerReader.array(host, key);
        List<String> words = new ArrayList<>(array.size());
        for (Object each : array) {
            if (each instanceof String word) {
                words.add(word);
            }
        }
        return List.copyOf(words);
    }
}
