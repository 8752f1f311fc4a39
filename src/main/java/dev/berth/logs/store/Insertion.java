package dev.berth.logs.store;

import dev.berth.logs.LogEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts entries into an open transaction: into the tail, and as soon as those there and these make a block, the oldest of all
 * into blocks. Its statements live as long as the connection.
 */
final class Insertion {
    /** What makes a block: more is packed better, but unpacked whole for whatever is looked for in it. */
    static final Amount BLOCK = new Amount(4096, 256 * 1024);

    /** A block is removed when all of it is too old. */
    private static final long LONGEST_NANOS = Duration.ofDays(1).toNanos();

    private final Amount block;
    private final Sources sources;
    private final Tail tail;
    private final PreparedStatement insertBlock;
    private final PreparedStatement insertShare;

    /** What the tail has; null where that has to be looked at. */
    private @Nullable Amount waiting;

    /** @param block what makes one */
    Insertion(Connection connection, Amount block) throws SQLException {
        this.block = block;
        sources = new Sources(connection);
        tail = new Tail(connection);
        insertBlock = connection.prepareStatement(
                "INSERT INTO block (first, last, entries, words, content) VALUES (?,?,?,?,?)");
        insertShare = connection.prepareStatement(
                "INSERT INTO share (block, source, entries, bytes, level) VALUES (last_insert_rowid(),?,?,?,?)");
    }

    /** Adds them, and counts them as what their sources have. */
    void add(List<LogEntry> entries) throws SQLException {
        List<Row> rows = new ArrayList<>(entries.size());
        for (LogEntry entry : entries) {
            rows.add(Row.of(sources.number(entry), entry));
        }
        sources.count(rows);
        addCounted(rows);
    }

    /** Adds such that their sources have already. */
    void addCounted(List<Row> rows) throws SQLException {
        Amount before = waiting == null ? tail.amount() : waiting;
        Amount after = before.and(Amount.of(rows));
        if (!isBlock(after)) {
            tail.add(rows);
            waiting = after;
            return;
        }
        List<Row> all = tail.take();
        all.addAll(rows);
        all.sort(Comparator.comparingLong(Row::nanos));
        List<Row> rest = all.subList(seal(all), all.size());
        tail.add(rest);
        waiting = Amount.of(rest);
    }

    boolean isBlock(Amount amount) {
        return amount.entries() >= block.entries() || amount.bytes() >= block.bytes();
    }

    /** Makes blocks of them, and returns how many, from the first on, are in one. */
    private int seal(List<Row> rows) throws SQLException {
        int begin = 0;
        Amount amount = Amount.NONE;
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (isBlock(amount) || row.nanos() - rows.get(begin).nanos() > LONGEST_NANOS) {
                insertBlock(rows.subList(begin, i));
                begin = i;
                amount = Amount.NONE;
            }
            amount = amount.and(row);
        }
        if (isBlock(amount)) {
            insertBlock(rows.subList(begin, rows.size()));
            return rows.size();
        }
        return begin;
    }

    private void insertBlock(List<Row> rows) throws SQLException {
        insertBlock.setLong(1, rows.getFirst().nanos());
        insertBlock.setLong(2, rows.getLast().nanos());
        insertBlock.setInt(3, rows.size());
        insertBlock.setBytes(4, WordFilter.of(rows));
        insertBlock.setBytes(5, Block.pack(rows));
        insertBlock.executeUpdate();
        for (Share share : Share.of(rows)) {
            insertShare.setLong(1, share.source());
            insertShare.setLong(2, share.entries());
            insertShare.setLong(3, share.bytes());
            insertShare.setInt(4, share.level());
            insertShare.executeUpdate();
        }
    }

    /** What it knows is no longer so: the transaction is undone, or the tail was changed. */
    void forget() {
        sources.forget();
        waiting = null;
    }
}
