package dev.berth.logs.store;

import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import dev.berth.logs.LogListener;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/** Puts gaps between the entries: each before the first entry that came after it had begun. */
final class Merge {
    private final Queue<LogGap> gaps =
            new PriorityQueue<>(Comparator.comparing(LogGap::from).thenComparing(LogGap::until));
    private final LogListener listener;

    Merge(List<LogGap> gaps, LogListener listener) {
        this.gaps.addAll(gaps);
        this.listener = listener;
    }

    /** One that is found meanwhile. */
    void add(LogGap gap) {
        gaps.add(gap);
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
        while (!gaps.isEmpty()) {
            listener.gap(gaps.remove());
        }
    }
}
