package dev.berth.logs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What has been read of one container's log and not been merged yet: handed over by the batch, and no more than fits.
 *
 * <p>Output and errors meet in a log a little out of order, since each is stamped before it is written; a look ahead puts
 * them right.
 */
final class ReadAhead {
    private static final int LOOK = 64;
    private static final int BATCH = 256;
    private static final int MOST_BATCHES = 8;
    private static final int MOST_CHARACTERS = 4 * 1024 * 1024;

    private final OptionalInt last;
    private final Deque<List<EntryAssembler.Draft>> batches = new ArrayDeque<>();
    private List<EntryAssembler.Draft> pending = new ArrayList<>();
    private int pendingCharacters;
    private long characters;
    private boolean ended;
    private boolean closed;
    private List<EntryAssembler.Draft> taken = List.of();
    private int next;

    /** @param last how many of the last to give only; all where it is empty */
    ReadAhead(OptionalInt last) {
        this.last = last;
    }

    /** Adds the next one; waits where nobody takes what is there. One thread. */
    void put(EntryAssembler.Draft draft) throws InterruptedException {
        int place = pending.size();
        while (place > 0 && pending.get(place - 1).time().isAfter(draft.time())) {
            place--;
        }
        pending.add(place, draft);
        if (last.isPresent()) {
            if (pending.size() > last.getAsInt()) {
                pending.removeFirst();
            }
            return;
        }
        pendingCharacters += draft.length();
        if (pending.size() >= BATCH + LOOK || pendingCharacters > MOST_CHARACTERS) {
            int kept = Math.min(LOOK, pending.size() / 2);
            List<EntryAssembler.Draft> batch = pending.subList(0, pending.size() - kept);
            List<EntryAssembler.Draft> rest = new ArrayList<>(BATCH + LOOK);
            rest.addAll(pending.subList(pending.size() - kept, pending.size()));
            hand(batch);
            pending = rest;
            pendingCharacters = 0;
        }
    }

    /** Nothing comes after this. */
    void end() throws InterruptedException {
        hand(pending);
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    private synchronized void hand(List<EntryAssembler.Draft> batch) throws InterruptedException {
        while (!closed && !batches.isEmpty() && (batches.size() >= MOST_BATCHES || characters > MOST_CHARACTERS)) {
            wait();
        }
        if (!closed && !batch.isEmpty()) {
            batches.add(batch);
            characters += length(batch);
            notifyAll();
        }
    }

    /** The next one; empty at the end. One thread. */
    Optional<EntryAssembler.Draft> next() throws InterruptedException {
        if (next == taken.size()) {
            taken = take();
            next = 0;
        }
        return taken.isEmpty() ? Optional.empty() : Optional.of(taken.get(next++));
    }

    private synchronized List<EntryAssembler.Draft> take() throws InterruptedException {
        while (batches.isEmpty() && !ended && !closed) {
            wait();
        }
        if (batches.isEmpty()) {
            return List.of();
        }
        List<EntryAssembler.Draft> batch = batches.remove();
        characters -= length(batch);
        notifyAll();
        return batch;
    }

    private static long length(List<EntryAssembler.Draft> batch) {
        long length = 0;
        for (EntryAssembler.Draft draft : batch) {
            length += draft.length();
        }
        return length;
    }

    /** Whoever waits goes on, and what still comes is dropped. */
    synchronized void close() {
        closed = true;
        batches.clear();
        notifyAll();
    }
}
