package dev.berth.logs.store;

import java.util.List;

/**
 * How many entries, and how much text.
 *
 * @param bytes of messages
 */
record Amount(long entries, long bytes) {
    static final Amount NONE = new Amount(0, 0);

    static Amount of(List<Row> rows) {
        return new Amount(rows.size(), rows.stream().mapToLong(Row::bytes).sum());
    }

    Amount and(Amount other) {
        return new Amount(entries + other.entries, bytes + other.bytes);
    }

    Amount and(Row row) {
        return new Amount(entries + 1, bytes + row.bytes());
    }
}
