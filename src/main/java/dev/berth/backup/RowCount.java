package dev.berth.backup;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Counts the rows of tables, so that a restore can be compared with what was there. */
final class RowCount {
    /** Counting reads whole tables: the smallest come first, and no more than this is read of a database. */
    private static final long MOST_BYTES = 4L << 30;

    /** A table that somebody has locked, or that takes too long, is left out. */
    private static final String PATIENT = """
            \\set ON_ERROR_STOP 0
            \\set ON_ERROR_ROLLBACK on
            SET lock_timeout = '2s';
            """;

    /** A line for each table: {@code schema.table}, and its rows. */
    private static final String COUNT = """
            SELECT format('SELECT %%L, count(*) FROM ONLY %%I.%%I', nspname || '.' || relname, nspname, relname)
            FROM (
                SELECT nspname, relname, sum(pg_relation_size(c.oid)) OVER (ORDER BY pg_relation_size(c.oid), c.oid) AS bytes
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND c.relpersistence = 'p'
                    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
            ) AS tables
            WHERE %s
            ORDER BY 1
            \\gexec
            """;

    private RowCount() {}

    /** What a session of that database counts, as its transaction sees it. */
    static List<BackupSet.Table> of(Conversation session, String database) {
        return tables(
                session.ask(PATIENT + COUNT.formatted("bytes <= " + MOST_BYTES), Cluster.LONG_PATIENCE), database);
    }

    /** What is there now of some tables; those that cannot be counted are left out. */
    static List<BackupSet.Table> of(Cluster cluster, String database, List<BackupSet.Table> wanted) {
        String names = wanted.stream()
                .map(table -> "'%s'".formatted(table.name().replace("'", "''")))
                .collect(Collectors.joining(", "));
        return tables(
                cluster.ask(database, PATIENT + COUNT.formatted("nspname || '.' || relname IN (%s)".formatted(names)))
                        .output()
                        .lines()
                        .toList(),
                database);
    }

    /** The names of all tables of a database. */
    static Set<String> names(Cluster cluster, String database) {
        return cluster
                .rows(
                        database,
                        "SELECT nspname || '.' || relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')")
                .stream()
                .map(List::getFirst)
                .collect(Collectors.toSet());
    }

    private static List<BackupSet.Table> tables(List<String> lines, String database) {
        return lines.stream()
                .map(line -> line.split("\u001f", -1))
                .filter(fields -> fields.length == 2)
                .map(fields -> new BackupSet.Table(database, fields[0], Long.parseLong(fields[1])))
                .toList();
    }
}
