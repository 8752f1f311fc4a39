package dev.berth.backup;

import java.util.List;

/** Counts the rows of every table, so that a restore can be compared with what was there. */
final class RowCount {
    /** Counting reads whole tables: the smallest come first, and no more than this is read of a database. */
    private static final long MOST_BYTES = 4L << 30;

    /** A line for each table: {@code schema.table}, and its rows. */
    private static final String COUNT = """
            SELECT format('SELECT %%L, count(*) FROM ONLY %%I.%%I', nspname || '.' || relname, nspname, relname)
            FROM (
                SELECT nspname, relname, sum(pg_relation_size(c.oid)) OVER (ORDER BY pg_relation_size(c.oid), c.oid) AS bytes
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND c.relpersistence = 'p'
                    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
            ) AS tables
            WHERE bytes <= %d
            ORDER BY 1
            \\gexec
            """.formatted(MOST_BYTES);

    private RowCount() {}

    /** What a session of that database counts, as its transaction sees it. */
    static List<BackupSet.Table> of(Conversation session, String database) {
        return tables(session.ask(COUNT, Cluster.PATIENCE), database);
    }

    /** What is there now. */
    static List<BackupSet.Table> of(Cluster cluster, String database) {
        return tables(
                Workbench.succeeded("count rows of " + database, cluster.ask(database, COUNT))
                        .lines()
                        .toList(),
                database);
    }

    private static List<BackupSet.Table> tables(List<String> lines, String database) {
        return lines.stream()
                .map(line -> line.split("\u001f", -1))
                .filter(fields -> fields.length == 2)
                .map(fields -> new BackupSet.Table(database, fields[0], Long.parseLong(fields[1])))
                .toList();
    }
}
