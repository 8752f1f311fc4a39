package dev.berth.logs.store;

import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import dev.berth.logs.LogListener;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Puts gaps between the entries: each before the first entry that came after it had begun. */
final class Merge {
    private final Deque<LogGap> gaps;
    private final LogListener listener;

    Merge(List<LogGap> gaps, LogListener listener) {
        this.gaps = new ArrayDeque<>(gaps);
        this.listener = listener;
    }

    /** Gaps that were over by then are left out. */
    void skipBefore(Instant time) {
        gaps.removeIf(gap -> gap.until().isBefore(time));
    }

    void take(LogEntry entry) {
        while (!gaps.isEmpty() && gaps.element().from().isBefore(entry.time())) {
            listener.gap(gaps.remove());
        }
        listener.take(entry);
    }

    void end() {
        gaps.forEach(listener::gap);
    }
}
