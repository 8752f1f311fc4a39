package dev.berth.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Makes indexes anew whose order came from another version of a collation's library than the one at hand: they would not find
 * what is there. PostgreSQL remembers the version (pg_collation.collversion, from 15 on pg_database.datcollversion); what was born
 * in the new cluster has the new one, so that it is asked of the old cluster.
 */
final class Reindexing {
    /** The first version that remembers it for a database's own collation. */
    private static final int REMEMBERS = 15;

    /** Each collation that an index is ordered by, and that of the database, with a version. */
    private static final String VERSIONS = """
            SELECT 'default', %s FROM pg_database d WHERE datname = current_database()
            UNION ALL
            SELECT DISTINCT nspname || '.' || collname, coalesce(%s, '')
            FROM pg_index i CROSS JOIN LATERAL unnest(i.indcollation) AS used (oid)
                JOIN pg_collation c ON c.oid = used.oid JOIN pg_namespace n ON n.oid = collnamespace
            WHERE collname NOT IN ('default', 'C', 'POSIX', 'ucs_basic')
            """;

    private static final String REMEMBERED = "coalesce(datcollversion, '')";
    private static final String ACTUAL = "coalesce(pg_database_collation_actual_version(d.oid), '')";

    private static final String REFRESH = """
            SELECT format('ALTER DATABASE %I REFRESH COLLATION VERSION', datname) FROM pg_database
            WHERE datname = current_database() AND datcollversion IS DISTINCT FROM pg_database_collation_actual_version(oid)
            \\gexec
            SELECT format('ALTER COLLATION %I.%I REFRESH VERSION', nspname, collname)
            FROM pg_collation c JOIN pg_namespace n ON n.oid = collnamespace
            WHERE collversion IS NOT NULL AND collversion IS DISTINCT FROM pg_collation_actual_version(c.oid)
            \\gexec
            """;

    private Reindexing() {}

    /** The versions that an old cluster's indexes were made with: by database, by collation; an empty text where that is not known. */
    static Map<String, Map<String, String>> versions(Cluster server, int major) {
        return versions(server, VERSIONS.formatted(major < REMEMBERS ? "''" : REMEMBERED, "c.collversion"));
    }

    private static Map<String, Map<String, String>> versions(Cluster server, String sql) {
        Map<String, Map<String, String>> versions = new TreeMap<>();
        server.rows("postgres", "SELECT datname FROM pg_database WHERE datallowconn ORDER BY 1")
                .forEach(database -> {
                    Map<String, String> collations = new TreeMap<>();
                    server.rows(database.getFirst(), sql).forEach(row -> collations.put(row.get(0), row.get(1)));
                    versions.put(database.getFirst(), collations);
                });
        return versions;
    }

    /**
     * Looks into every database, templates too.
     *
     * @param before the versions of the old cluster
     * @return the names of those whose indexes were made anew
     */
    static List<String> run(Cluster server, Map<String, Map<String, String>> before, Consumer<String> doing) {
        List<String> done = new ArrayList<>();
        versions(server, VERSIONS.formatted(ACTUAL, "pg_collation_actual_version(c.oid)"))
                .forEach((database, now) -> {
                    Map<String, String> then = Objects.requireNonNullElse(before.get(database), Map.of());
                    if (!now.equals(then)) {
                        doing.accept("making the indexes of %s anew: the order of its texts is another one now"
                                .formatted(database));
                        server.rows(database, "SELECT format('REINDEX DATABASE %I', current_database()) \\gexec");
                        done.add(database);
                    }
                    server.rows(database, REFRESH);
                });
        return done;
    }
}
