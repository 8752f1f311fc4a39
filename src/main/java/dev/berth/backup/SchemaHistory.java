package dev.berth.backup;

import java.util.List;
import java.util.Optional;

/** What a schema's history of migrations says, read as it is in any copy of the database. */
final class SchemaHistory {
    private static final String TABLE = "flyway_schema_history";

    private SchemaHistory() {}

    /** The history in a schema of a database; empty where there is none. */
    static Optional<BackupSet.History> of(Cluster cluster, String database, String schema) {
        return read(cluster, database, "\"%s\".%s".formatted(schema.replace("\"", "\"\""), TABLE));
    }

    /** The same history in another copy of the database. */
    static Optional<BackupSet.History> of(Cluster copy, BackupSet.History history) {
        return read(copy, history.database(), history.table());
    }

    private static Optional<BackupSet.History> read(Cluster cluster, String database, String name) {
        String quoted = "'%s'".formatted(name.replace("'", "''"));
        if (cluster.value(database, "SELECT to_regclass(%s) IS NOT NULL".formatted(quoted))
                .equals("f")) {
            return Optional.empty();
        }
        List<String> row = cluster.rows(database, """
                SELECT coalesce((SELECT version FROM %1$s WHERE success AND version IS NOT NULL
                        ORDER BY installed_rank DESC LIMIT 1), ''),
                    coalesce(md5(string_agg(concat_ws(' ', version, description, checksum, success), '|' ORDER BY installed_rank)), '')
                FROM %1$s
                """.formatted(name)).getFirst();
        return Optional.of(new BackupSet.History(
                database, name, Optional.of(row.getFirst()).filter(version -> !version.isEmpty()), row.get(1)));
    }
}
