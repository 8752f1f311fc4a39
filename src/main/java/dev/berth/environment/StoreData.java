package dev.berth.environment;

import dev.berth.docker.ComposeModel;
import dev.berth.workspace.Definition;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a service keeps data that two processes writing at once would destroy: what its definition calls a store, and
 * what plainly is one although nobody said so.
 */
public final class StoreData {
    /** Where databases' images keep their data, and nobody else anything. */
    private static final Pattern DATABASE_FOLDER = Pattern.compile(
            "(/var/lib/(postgresql|mysql|mariadb|mongodb|redis|valkey|clickhouse|cassandra|influxdb2?|neo4j|rabbitmq)"
                    + "|/bitnami/(postgresql|mysql|mariadb|mongodb|redis|valkey)|/data/db|/home/postgres/pgdata"
                    + "|/cockroach/cockroach-data|/opt/couchdb/data|/var/opt/mssql|/usr/share/(elasticsearch|opensearch)/data)(/.*)?");

    /** What means a database only in the image of one. */
    private static final Pattern DATA_FOLDER = Pattern.compile("/data(/.*)?");

    private static final Pattern DATABASE_IMAGE =
            Pattern.compile("(.*/)?[^/]*(redis|valkey|keydb|dragonfly|neo4j|postgres|mongo)[^/]*");

    private static final Set<String> SHARED = Set.of("volume", "bind");

    private StoreData() {}

    /** Whether two containers of this service would write the same data. */
    public static boolean isStore(Definition.Kind kind, ComposeModel.Service service) {
        return switch (kind) {
            case POSTGRES, REDIS -> true;
            case PGBOUNCER, POSTGREST, HTTP, STORAGE, APP ->
                written(service).stream().anyMatch(mount -> isData(service, mount));
        };
    }

    /**
     * What a store writes its data to: volumes by the engine's names, folders of the engine's host. Where one of its mounts
     * is at a usual place for data, the others are none: such as one for backups, which several stores may share.
     */
    public static List<ComposeModel.Mount> mounts(ComposeModel.Service service) {
        List<ComposeModel.Mount> written = written(service);
        List<ComposeModel.Mount> data =
                written.stream().filter(mount -> isData(service, mount)).toList();
        return data.isEmpty() ? written : data;
    }

    /** An anonymous volume is each container's own. */
    private static List<ComposeModel.Mount> written(ComposeModel.Service service) {
        return service.mounts().stream()
                .filter(mount -> SHARED.contains(mount.type())
                        && !mount.readOnly()
                        && !mount.source().isEmpty())
                .toList();
    }

    private static boolean isData(ComposeModel.Service service, ComposeModel.Mount mount) {
        String data = service.environment().getOrDefault("PGDATA", "");
        return DATABASE_FOLDER.matcher(mount.target()).matches()
                || (data + "/").startsWith(mount.target() + "/")
                || (DATA_FOLDER.matcher(mount.target()).matches()
                        && DATABASE_IMAGE.matcher(service.image()).matches());
    }
}
