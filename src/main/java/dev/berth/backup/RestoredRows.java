package dev.berth.backup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rows of a copy beside those that a set counted.
 *
 * <p>They are a hint, and not a proof: pages and log are that. Where others wrote while rows were counted, or a table was
 * emptied in that moment, counts differ although nothing is lost.
 *
 * @param missing tables that were counted and are not there
 * @param different tables with another number of rows, a sentence each
 * @param counted how many were counted in the copy
 */
record RestoredRows(List<String> missing, List<String> different, int counted) {

    static RestoredRows of(BackupSet.Postgres set, Cluster copy) {
        List<String> missing = new ArrayList<>();
        List<String> different = new ArrayList<>();
        int counted = 0;
        Map<String, List<BackupSet.Table>> databases =
                set.tables().stream().collect(Collectors.groupingBy(BackupSet.Table::database));
        for (Map.Entry<String, List<BackupSet.Table>> database : databases.entrySet()) {
            Set<String> names = RowCount.names(copy, database.getKey());
            Map<String, Long> found = new HashMap<>();
            RowCount.of(copy, database.getKey(), database.getValue())
                    .forEach(table -> found.put(table.name(), table.rows()));
            counted += found.size();
            for (BackupSet.Table table : database.getValue()) {
                Long rows = found.get(table.name());
                if (!names.contains(table.name())) {
                    missing.add(table.toString());
                } else if (rows != null && rows != table.rows()) {
                    different.add("%s has %d rows, %d were counted".formatted(table, rows, table.rows()));
                }
            }
        }
        return new RestoredRows(missing, different, counted);
    }

    /** Whether a copy can be what the set was made of: where nobody wrote meanwhile, it has every table and row. */
    boolean speaksAgainst(BackupSet.Postgres set) {
        return set.exact() && !(missing.isEmpty() && different.isEmpty());
    }

    /** In a line. */
    String words() {
        List<String> words = new ArrayList<>(different);
        missing.forEach(table -> words.add(table + " is not there"));
        return String.join("; ", words);
    }
}
