package dev.berth.delivery;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Stores secrets that are not stored yet, as many at once as the store takes; where somebody else was first, that one stays. */
final class FirstWrites {
    private final SecretStore store;
    private final MissingSecrets.Counter counter;
    private final Map<String, StoredSecret> stored = new TreeMap<>();
    private final List<String> ours = new ArrayList<>();
    private int done;
    private @Nullable RuntimeException failure;

    /** @param counter hears how many are stored, from one thread at a time */
    FirstWrites(SecretStore store, MissingSecrets.Counter counter) {
        this.store = store;
        this.counter = counter;
    }

    /**
     * What is stored afterwards.
     *
     * @param ours those that were not stored by somebody else meanwhile, in no order
     */
    record Stored(Map<String, StoredSecret> secrets, List<String> ours) {}

    /**
     * Stores them all; after the first failure none is begun any more.
     *
     * @throws BerthException that failure, with the names of those that were stored all the same
     */
    Stored store(SortedMap<String, SecretValue> values) {
        if (!values.isEmpty()) {
            try (ExecutorService threads = Executors.newFixedThreadPool(
                    Math.min(store.writesAtOnce(), values.size()),
                    Thread.ofVirtual().name("write-", 0).factory())) {
                values.forEach((name, value) -> threads.execute(() -> store(name, value, values.size())));
            }
        }
        return stored(values.size());
    }

    private void store(String name, SecretValue value, int all) {
        if (hasFailed()) {
            return;
        }
        try {
            Optional<StoredSecret> written = written(name, value);
            isStored(name, written.or(() -> store.read(name)), written.isPresent(), all);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** Empty where somebody else was first. */
    private Optional<StoredSecret> written(String name, SecretValue value) {
        try {
            return Optional.of(new StoredSecret(name, value, store.write(name, value, 0), Optional.empty()));
        } catch (BerthException e) {
            if (e.code() != ErrorCode.SECRET_CONFLICT) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private synchronized void isStored(String name, Optional<StoredSecret> secret, boolean first, int all) {
        secret.ifPresent(known -> stored.put(name, known));
        if (first) {
            ours.add(name);
        }
        counter.counted(++done, all);
    }

    private synchronized boolean hasFailed() {
        return failure != null;
    }

    private synchronized void failed(RuntimeException e) {
        if (failure == null) {
            failure = e;
        }
    }

    private synchronized Stored stored(int all) {
        RuntimeException why = failure;
        if (why == null && done < all) {
            why = new BerthException(ErrorCode.INTERRUPTED, "interrupted while secrets were stored", null);
        }
        if (why != null) {
            throw why instanceof BerthException known && !ours.isEmpty() ? withWhatIsStored(known, all) : why;
        }
        return new Stored(stored, ours);
    }

    private BerthException withWhatIsStored(BerthException why, int all) {
        String hint = why.hint();
        return new BerthException(
                why.code(),
                "%s\n%d of %d were stored before that, and stay:\n  %s"
                        .formatted(
                                why.getMessage(),
                                ours.size(),
                                all,
                                String.join("\n  ", ours.stream().sorted().toList())),
                (hint == null ? "" : hint + "\n") + "The same command goes on with the others.",
                why);
    }
}
