package dev.berth.deployment;

import com.grack.nanojson.JsonObject;
import dev.berth.environment.Environment;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which services keep their containers although Compose, asked about all at once, would recreate them after one that they
 * depend on.
 *
 * <p>A switch brings up only what differs, so that they are left alone, and reach the new container by its name. What lives in
 * another container's network, or on its volumes, does follow it.
 */
final class Followers {
    private final Environment environment;
    /** Those that are recreated for a reason of their own, and those that would follow them. */
    private final Set<String> led = new HashSet<>();

    Followers(Environment environment) {
        this.environment = environment;
    }

    /**
     * Whether the containers stay all the same.
     *
     * @param change of a service whose dependencies were asked about before
     */
    boolean isKept(Plan.Change change) {
        if (change.action() != Plan.Action.RECREATE) {
            return false;
        }
        boolean own = change.reasons().stream().anyMatch(reason -> reason.code() != Plan.Code.DEPENDENCY);
        boolean follows = !own
                && environment.composeService(change.service()).dependsOn().keySet().stream()
                        .anyMatch(led::contains);
        if (own || follows) {
            led.add(change.service());
        }
        return follows && !livesWithin(change.service());
    }

    private boolean livesWithin(String service) {
        JsonObject defined =
                Committed.definition(environment.model().json(), service).orElseGet(JsonObject::new);
        return defined.has("volumes_from")
                || Stream.of("network_mode", "ipc", "pid")
                        .map(key -> defined.getString(key, ""))
                        .anyMatch(value -> value.startsWith("service:"));
    }
}
