package dev.berth.secret;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a login may do of what an environment's secrets need, as the server itself says.
 *
 * @param policies the login's, by name; empty where it may not look at itself
 * @param lacking the capabilities that are missing, by path
 * @param version of the key-value engine; empty where the login sees no mount of that name
 * @param otherVersion whether what is missing would be allowed if the engine were of the other version
 * @param mounts the key-value engines that the login sees
 */
public record VaultRights(
        List<String> policies,
        SortedMap<String, Set<String>> lacking,
        Optional<Integer> version,
        boolean otherVersion,
        List<String> mounts) {
    private static final Set<String> NEEDED = Set.of("create", "read", "update");

    /**
     * Asks the server.
     *
     * @param secrets by name, where each lies as {@code PATH#KEY}; empty text for its place below the environment's path
     * @return empty where the server does not say, because the login is not good or may not ask that
     */
    static Optional<VaultRights> of(
            VaultSettings settings, VaultSession session, VaultCalls.Deadline deadline, Map<String, String> secrets) {
        Optional<VaultMount> mount = session.read("sys/internal/ui/mounts/" + settings.mount(), deadline)
                        instanceof VaultOutcome.Success(JsonObject body)
                ? Optional.of(VaultMount.of(body, settings))
                : Optional.empty();
        VaultMount kind = mount.orElse(VaultMount.VERSION_2);
        Optional<SortedMap<String, Set<String>>> lacking =
                lacking(session, deadline, VaultPolicy.paths(settings, secrets, kind));
        if (lacking.isEmpty()) {
            return Optional.empty();
        }
        VaultMount other = kind == VaultMount.VERSION_1 ? VaultMount.VERSION_2 : VaultMount.VERSION_1;
        boolean otherVersion = mayNotRead(lacking.get())
                && lacking(session, deadline, VaultPolicy.paths(settings, secrets, other))
                        .filter(missing -> !mayNotRead(missing))
                        .isPresent();
        return Optional.of(new VaultRights(
                policies(session, deadline),
                lacking.get(),
                mount.map(found -> found == VaultMount.VERSION_1 ? 1 : 2),
                otherVersion,
                mount.isPresent() ? List.of() : mounts(session, deadline)));
    }

    /** Whether something cannot even be read. */
    public boolean mayNotRead() {
        return mayNotRead(lacking);
    }

    private static boolean mayNotRead(Map<String, Set<String>> lacking) {
        return lacking.values().stream().anyMatch(missing -> missing.contains("read"));
    }

    private static Optional<SortedMap<String, Set<String>>> lacking(
            VaultSession session, VaultCalls.Deadline deadline, Collection<String> paths) {
        JsonObject asked = new JsonObject();
        asked.put("paths", new JsonArray(new ArrayList<>(paths)));
        if (!(session.write("sys/capabilities-self", asked, deadline)
                instanceof VaultOutcome.Success(JsonObject body))) {
            return Optional.empty();
        }
        JsonObject allowed = body.getObject("data", new JsonObject());
        SortedMap<String, Set<String>> lacking = new TreeMap<>();
        for (String path : paths) {
            Set<String> missing = new TreeSet<>(NEEDED);
            allowed.getArray(path, new JsonArray()).forEach(capability -> {
                if (capability.equals("root")) {
                    missing.clear();
                }
                missing.remove(String.valueOf(capability));
            });
            if (!missing.isEmpty()) {
                lacking.put(path, missing);
            }
        }
        return Optional.of(lacking);
    }

    private static List<String> policies(VaultSession session, VaultCalls.Deadline deadline) {
        return session.lookUp(deadline)
                .filter(VaultOutcome.Success.class::isInstance)
                .map(outcome -> ((VaultOutcome.Success) outcome).body().getObject("data", new JsonObject()))
                .map(data -> {
                    List<String> policies = new ArrayList<>();
                    for (String list : List.of("policies", "identity_policies")) {
                        data.getArray(list, new JsonArray()).forEach(name -> policies.add(String.valueOf(name)));
                    }
                    return policies;
                })
                .orElse(new ArrayList<>());
    }

    private static List<String> mounts(VaultSession session, VaultCalls.Deadline deadline) {
        List<String> mounts = new ArrayList<>();
        if (session.read("sys/internal/ui/mounts", deadline) instanceof VaultOutcome.Success(JsonObject body)) {
            JsonObject found = body.getObject("data", new JsonObject()).getObject("secret", new JsonObject());
            found.keySet().stream()
                    .filter(name -> found.getObject(name, new JsonObject())
                            .getString("type", "")
                            .equals("kv"))
                    .map(VaultLocation::trimmed)
                    .sorted()
                    .forEach(mounts::add);
        }
        return mounts;
    }
}
