package dev.berth.logs.store;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one source has of some entries.
 *
 * @param bytes of its messages
 * @param level the gravest, as the file has it
 */
record Share(long source, long entries, long bytes, int level) {

    static Collection<Share> of(List<Row> rows) {
        Map<Long, Share> shares = new LinkedHashMap<>();
        for (Row row : rows) {
            shares.merge(row.source(), new Share(row.source(), 1, row.bytes(), row.level()), Share::and);
        }
        return shares.values();
    }

    private Share and(Share other) {
        return new Share(source, entries + other.entries, bytes + other.bytes, Math.max(level, other.level));
    }
}
