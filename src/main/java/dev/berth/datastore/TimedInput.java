package dev.berth.datastore;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An input that can wait for a limited time and be closed while somebody reads, which the input below it cannot. */
final class TimedInput extends InputStream {
    static final int CAPACITY = 65_536;

    private final InputStream source;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] ring = new byte[CAPACITY];
    private int start;
    private int size;
    private boolean ended;
    private boolean closed;
    private @Nullable IOException failure;
    private volatile int timeout;

    TimedInput(InputStream source) {
        this.source = source;
        Thread.ofVirtual().name("stream input").start(this::pump);
    }

    /** In milliseconds; 0 waits for ever. */
    void timeout(int milliseconds) {
        timeout = milliseconds;
    }

    int timeout() {
        return timeout;
    }

    private void pump() {
        byte[] buffer = new byte[CAPACITY];
        IOException problem = null;
        try {
            for (int count = source.read(buffer); count >= 0 && put(buffer, count); ) {
                count = source.read(buffer);
            }
        } catch (IOException e) {
            problem = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            ended = true;
            failure = problem;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean put(byte[] buffer, int count) throws InterruptedException {
        lock.lock();
        try {
            for (int done = 0; done < count && !closed; ) {
                while (size == CAPACITY && !closed) {
                    changed.await();
                }
                int end = (start + size) % CAPACITY;
                int part = Math.min(count - done, Math.min(CAPACITY - size, CAPACITY - end));
                System.arraycopy(buffer, done, ring, end, part);
                size += part;
                done += part;
                changed.signalAll();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            awaitBytes();
            if (size == 0) {
                return -1;
            }
            int part = Math.min(length, Math.min(size, CAPACITY - start));
            System.arraycopy(ring, start, target, offset, part);
            start = (start + part) % CAPACITY;
            size -= part;
            changed.signalAll();
            return part;
        } finally {
            lock.unlock();
        }
    }

    private void awaitBytes() throws IOException {
        int limit = timeout;
        long left = TimeUnit.MILLISECONDS.toNanos(limit);
        try {
            while (size == 0 && !ended && !closed) {
                if (limit == 0) {
                    changed.await();
                } else if (left <= 0) {
                    throw new SocketTimeoutException("no answer within %d ms".formatted(limit));
                } else {
                    left = changed.awaitNanos(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        if (closed) {
            throw new SocketException("closed");
        }
        if (size == 0 && failure != null) {
            throw failure;
        }
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
