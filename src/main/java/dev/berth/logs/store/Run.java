package dev.berth.logs.store;

import dev.berth.logs.LogEntry;
import java.util.Comparator;
import java.util.List;

/**
 * What fits of a block, or of the tail, in the order in which it is read. It need not hold all of it: some at a time, where
 * there are many.
 */
final class Run {
    private final Candidate block;
    private List<LogEntry> held = List.of();

    /** Of those that are held. */
    private int next;

    /** Of all. */
    private int read;

    private boolean hasLast;

    Run(Candidate block) {
        this.block = block;
    }

    /** By the time of the next entry, and where that is the same, by the block's number: what is in a lower one came before. */
    static Comparator<Run> order(boolean backwards) {
        Comparator<Run> order = Comparator.comparingLong(Run::nanos).thenComparingLong(run -> run.block.id());
        return backwards ? order.reversed() : order;
    }

    /** Takes what it is to hold from all that there is. */
    void hold(List<LogEntry> all, int most) {
        int begin = Math.min(read, all.size());
        hasLast = all.size() - begin <= most;
        held = hasLast ? all.subList(begin, all.size()) : List.copyOf(all.subList(begin, begin + most));
        next = 0;
    }

    Candidate block() {
        return block;
    }

    /** Whether it has a next entry in hand. */
    boolean hasNext() {
        return next < held.size();
    }

    /** Whether nothing comes behind what it holds. */
    boolean hasLast() {
        return hasLast;
    }

    LogEntry take() {
        read++;
        return held.get(next++);
    }

    long nanos() {
        return Nanos.of(held.get(next).time());
    }
}
