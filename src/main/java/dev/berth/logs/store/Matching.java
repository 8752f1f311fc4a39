package dev.berth.logs.store;

import dev.berth.logs.LogEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of a block or of the tail fits a search; several threads may ask it. */
final class Matching {
    private final LogSearch search;
    private final Map<Long, Source> sources;
    private final int level;
    private final List<Needle> needles;

    /** @param sources those that are wanted, by number */
    Matching(LogSearch search, Map<Long, Source> sources) {
        this.search = search;
        this.sources = sources;
        level = LevelNumber.of(search.level());
        needles = Needle.in(search.clauses().stream()
                .flatMap(clause -> clause.parts().stream())
                .toList());
    }

    record Source(String service, String container) {}

    List<LogEntry> in(List<Row> rows) {
        List<LogEntry> found = new ArrayList<>();
        rows.forEach(row -> take(row, found));
        return found;
    }

    List<LogEntry> in(byte[] packed) throws DamageException {
        List<LogEntry> found = new ArrayList<>();
        Block.unpack(packed, needles).ifPresent(block -> take(block, found));
        return found;
    }

    private void take(Block block, List<LogEntry> found) {
        for (int i = block.next(0, needles); i < block.size(); i = block.next(i + 1, needles)) {
            if (block.level(i) >= level && sources.containsKey(block.source(i))) {
                take(block.row(i), found);
            }
        }
    }

    private void take(Row row, List<LogEntry> found) {
        Source source = sources.get(row.source());
        if (source == null || row.level() < level) {
            return;
        }
        LogEntry entry = new LogEntry(
                Nanos.toInstant(row.nanos()),
                source.service(),
                source.container(),
                LevelNumber.toLevel(row.level()),
                row.message(),
                logged(row),
                false,
                row.cut());
        if (search.fits(entry)) {
            found.add(entry);
        }
    }

    private static Optional<Instant> logged(Row row) {
        return row.logged().isPresent()
                ? Optional.of(Nanos.toInstant(row.logged().getAsLong()))
                : Optional.empty();
    }
}
