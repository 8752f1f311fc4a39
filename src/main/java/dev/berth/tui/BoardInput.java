package dev.berth.tui;

import dev.berth.view.RawTerminal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is typed, read by a thread of its own, so that the board can wait for keys and for news at the same time. */
final class BoardInput extends InputStream {
    private static final int ESCAPE = 27;
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final RawTerminal terminal;
    private final Queue<Integer> typed = new ConcurrentLinkedQueue<>();
    private final Semaphore news = new Semaphore(0);
    private volatile boolean ended;
    private volatile boolean reading;
    private @Nullable Thread reader;

    BoardInput(RawTerminal terminal) {
        this.terminal = terminal;
    }

    void begin() {
        reading = true;
        reader = Thread.ofPlatform().daemon().name("keys").start(this::pump);
    }

    /** After this nobody reads from the terminal. */
    void pause() throws InterruptedException {
        reading = false;
        if (reader != null) {
            reader.join();
        }
    }

    private void pump() {
        try {
            while (reading && !ended) {
                int read = terminal.read(PATIENCE);
                if (read == ESCAPE) {
                    sequence();
                } else {
                    add(read);
                }
            }
        } catch (IOException e) {
            ended = true;
            wake();
        }
    }

    /** The bytes of one key become visible together: an escape alone is a key, too. */
    private void sequence() throws IOException {
        int[] bytes = new int[32];
        int length = 0;
        bytes[length++] = ESCAPE;
        int read = terminal.read(PATIENCE);
        boolean parameters = read == '[' || read == 'O';
        while (read >= 0 && length < bytes.length) {
            bytes[length++] = read;
            boolean last = length > 2 && read >= '@' && read <= '~';
            if (!parameters || last) {
                break;
            }
            read = terminal.read(PATIENCE);
        }
        for (int i = 0; i < length; i++) {
            typed.add(bytes[i]);
        }
        wake();
        if (read == RawTerminal.END) {
            add(read);
        }
    }

    private void add(int read) {
        if (read == RawTerminal.END) {
            ended = true;
            wake();
        } else if (read >= 0) {
            typed.add(read);
            wake();
        }
    }

    /** Ends a wait. */
    void wake() {
        news.release();
    }

    /** Waits for a key or for news. */
    void await(Duration longest) throws InterruptedException {
        if (news.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            news.drainPermits();
        }
    }

    @Override
    public int available() {
        return typed.isEmpty() && ended ? 1 : typed.size();
    }

    @Override
    public int read() throws IOException {
        Integer next = typed.poll();
        if (next == null && !ended) {
            throw new IOException("read without looking whether something is there");
        }
        return next == null ? -1 : next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int first = length == 0 ? -1 : read();
        if (first < 0) {
            return length == 0 ? 0 : -1;
        }
        bytes[offset] = (byte) first;
        int count = 1;
        while (count < length && !typed.isEmpty()) {
            bytes[offset + count++] = (byte) read();
        }
        return count;
    }
}
