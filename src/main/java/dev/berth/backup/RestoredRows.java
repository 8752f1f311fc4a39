package dev.berth.backup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds the rows of a copy against those that a set counted. */
final class RestoredRows {
    /** Where others wrote while rows were counted, a copy may differ by what was on its way; more than this is a loss. */
    private static final double LARGEST_SHARE = 0.01;

    private static final long LARGEST_NUMBER = 1000;

    private RestoredRows() {}

    /** What differs, a sentence each; empty where the copy has what it must. */
    static List<String> problems(BackupSet.Postgres set, Cluster copy) {
        Map<String, Long> found = new HashMap<>();
        set.tables().stream()
                .map(BackupSet.Table::database)
                .distinct()
                .forEach(database ->
                        RowCount.of(copy, database).forEach(table -> found.put(table.toString(), table.rows())));
        List<String> problems = new ArrayList<>();
        for (BackupSet.Table table : set.tables()) {
            Long rows = found.get(table.toString());
            if (rows == null) {
                problems.add("%s is not there".formatted(table));
            } else if (!isWell(table.rows(), rows, set.exact())) {
                problems.add("%s has %d rows, %d were counted".formatted(table, rows, table.rows()));
            }
        }
        return problems;
    }

    private static boolean isWell(long counted, long found, boolean exact) {
        long difference = Math.abs(counted - found);
        return difference == 0
                || (!exact && difference <= Math.max(LARGEST_NUMBER, Math.round(counted * LARGEST_SHARE)));
    }
}
