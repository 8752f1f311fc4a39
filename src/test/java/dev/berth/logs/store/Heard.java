package dev.berth.logs.store;

import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import dev.berth.logs.LogListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a search has handed over. */
final class Heard implements LogListener {
    final List<LogEntry> entries = new ArrayList<>();
    final List<LogGap> gaps = new ArrayList<>();

    /** Messages, and gaps as {@code -- reason}, in their order. */
    final List<String> lines = new ArrayList<>();

    static Heard of(Path file, LogSearch search) {
        Heard heard = new Heard();
        try (StoredLogs logs = StoredLogs.open(file).orElseThrow()) {
            logs.search(search, heard);
        }
        return heard;
    }

    @Override
    public void take(LogEntry entry) {
        entries.add(entry);
        lines.add(entry.message());
    }

    @Override
    public void gap(LogGap gap) {
        gaps.add(gap);
        lines.add("-- " + gap.reason());
    }
}
