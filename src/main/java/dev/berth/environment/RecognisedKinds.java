package dev.berth.environment;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.docker.ComposeModel;
import dev.berth.workspace.Definition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The kinds of a project's services, where a well-known image leaves no doubt: for a definition that is written once and
 * read by its owner. What merely looks like a server, such as a job with a database's image, is not among them.
 */
public final class RecognisedKinds {
    /** By the image's name without registry. */
    private static final Map<String, Definition.Kind> IMAGES = Map.ofEntries(
            Map.entry("postgres", Definition.Kind.POSTGRES),
            Map.entry("bitnami/postgresql", Definition.Kind.POSTGRES),
            Map.entry("bitnamilegacy/postgresql", Definition.Kind.POSTGRES),
            Map.entry("berth/postgres", Definition.Kind.POSTGRES),
            Map.entry("pgvector/pgvector", Definition.Kind.POSTGRES),
            Map.entry("postgis/postgis", Definition.Kind.POSTGRES),
            Map.entry("supabase/postgres", Definition.Kind.POSTGRES),
            Map.entry("timescale/timescaledb", Definition.Kind.POSTGRES),
            Map.entry("timescale/timescaledb-ha", Definition.Kind.POSTGRES),
            Map.entry("redis", Definition.Kind.REDIS),
            Map.entry("bitnami/redis", Definition.Kind.REDIS),
            Map.entry("bitnami/valkey", Definition.Kind.REDIS),
            Map.entry("bitnamilegacy/redis", Definition.Kind.REDIS),
            Map.entry("bitnamilegacy/valkey", Definition.Kind.REDIS),
            Map.entry("berth/redis", Definition.Kind.REDIS),
            Map.entry("redis/redis-stack-server", Definition.Kind.REDIS),
            Map.entry("valkey/valkey", Definition.Kind.REDIS),
            Map.entry("bitnami/pgbouncer", Definition.Kind.PGBOUNCER),
            Map.entry("bitnamilegacy/pgbouncer", Definition.Kind.PGBOUNCER),
            Map.entry("berth/pgbouncer", Definition.Kind.PGBOUNCER),
            Map.entry("edoburu/pgbouncer", Definition.Kind.PGBOUNCER),
            Map.entry("pgbouncer/pgbouncer", Definition.Kind.PGBOUNCER),
            Map.entry("berth/postgrest", Definition.Kind.POSTGREST),
            Map.entry("postgrest/postgrest", Definition.Kind.POSTGREST));

    /** The services that a definition can speak of: what begins with x- is its owner's own there. */
    private static final Pattern SPEAKABLE = Pattern.compile("(?!x-)[a-zA-Z0-9][a-zA-Z0-9._-]*");

    /** With anything else as its command a container of such an image does another work. */
    private static final Set<String> SERVERS =
            Set.of("postgres", "redis-server", "valkey-server", "pgbouncer", "postgrest");

    private RecognisedKinds() {}

    /** The kind of each service that is surely of one, by its name. */
    public static SortedMap<String, Definition.Kind> of(ComposeModel model) {
        try {
            JsonObject services = JsonParser.object().from(model.json()).getObject("services", new JsonObject());
            SortedMap<String, Definition.Kind> kinds = new TreeMap<>();
            model.services()
                    .forEach((name, service) -> Optional.ofNullable(IMAGES.get(name(service.image())))
                            .filter(kind -> SPEAKABLE.matcher(name).matches()
                                    && isServer(service)
                                    && runsAsIs(services.getObject(name, new JsonObject())))
                            .ifPresent(kind -> kinds.put(name, kind)));
            return kinds;
        } catch (JsonParserException e) {
            throw new IllegalStateException("Compose printed the project as JSON before", e);
        }
    }

    /** Two containers of a store are another matter, which its owner has to decide. */
    private static boolean isServer(ComposeModel.Service service) {
        return !service.builds() && !service.oneShot() && service.replicas() <= 1;
    }

    private static boolean runsAsIs(JsonObject service) {
        List<Object> command = service.getArray("command", new JsonArray());
        if (service.has("entrypoint") && !service.isNull("entrypoint")) {
            return false;
        }
        return command.isEmpty()
                || (command.getFirst() instanceof String first && (first.startsWith("-") || SERVERS.contains(first)));
    }

    /** An image without registry, tag and digest. */
    private static String name(String image) {
        String name = image.split("@", 2)[0];
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        if (first.contains(".") || first.contains(":") || first.equals("localhost")) {
            name = name.substring(slash + 1);
        }
        int tag = name.indexOf(':');
        name = tag < 0 ? name : name.substring(0, tag);
        return name.startsWith("library/") ? name.substring("library/".length()) : name;
    }
}
