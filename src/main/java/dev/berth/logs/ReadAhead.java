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
    private final Deque<Batch> batches = new ArrayDeque<>();
    private List<EntryAssembler.Draft> pending = new ArrayList<>();
    private long pendingCharacters;
    private long characters;
    private boolean ended;
    private boolean closed;
    private List<EntryAssembler.Draft> taken = List.of();
    private int next;

    /** Some that were read one after the other, and about how much memory they take. */
    private record Batch(List<EntryAssembler.Draft> drafts, long characters) {}

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
        draft.onGrowth(more -> pendingCharacters += more);
        if (pending.size() >= BATCH + LOOK || pendingCharacters > MOST_CHARACTERS) {
            List<EntryAssembler.Draft> batch = pending;
            List<EntryAssembler.Draft> kept =
                    batch.subList(batch.size() - Math.min(LOOK, batch.size() / 2), batch.size());
            pending = new ArrayList<>(BATCH + LOOK);
            pending.addAll(kept);
            kept.clear();
            // Those that stay are counted with these: each of them once.
            hand(new Batch(batch, pendingCharacters));
            pendingCharacters = 0;
        }
    }

    /** Nothing comes after this. */
    void end() throws InterruptedException {
        hand(new Batch(pending, pendingCharacters));
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    private synchronized void hand(Batch batch) throws InterruptedException {
        while (!closed && !batches.isEmpty() && (batches.size() >= MOST_BATCHES || characters > MOST_CHARACTERS)) {
            wait();
        }
        if (!closed && !batch.drafts().isEmpty()) {
            batches.add(batch);
            characters += batch.characters();
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
        Batch batch = batches.remove();
        characters -= batch.characters();
        notifyAll();
        return batch.drafts();
    }

    /** Whoever waits goes on, and what still comes is dropped. */
    synchronized void close() {
        closed = true;
        batches.clear();
        notifyAll();
    }
}
