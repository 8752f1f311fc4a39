package dev.berth.logs.store;

/** Where a collector puts what it has. */
interface BatchStore extends AutoCloseable {

    /**
     * Stores a batch.
     *
     * @throws dev.berth.failure.BerthException when it cannot now, and nothing of it is stored
     */
    void append(LogBatch batch);

    /**
     * Removes some of what is too old or too much.
     *
     * @return whether there is more of it
     */
    boolean trim(Retention retention);

    @Override
    void close();
}
