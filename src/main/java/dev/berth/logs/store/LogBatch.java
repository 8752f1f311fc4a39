package dev.berth.logs.store;

import dev.berth.logs.LogCursor;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import java.util.List;
import java.util.Set;

/**
 * What is stored together or not at all.
 *
 * @param cursors of the containers that have come further, up to the last of the entries
 * @param forgotten ids of containers whose cursors nobody needs any more
 */
record LogBatch(List<LogEntry> entries, List<LogGap> gaps, List<LogCursor> cursors, Set<String> forgotten) {}
