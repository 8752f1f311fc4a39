package dev.berth.tui;

import dev.berth.view.RawTerminal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is typed, read by a thread of its own, so that the board can wait for keys and for news at the same time. */
final class BoardInput extends InputStream {
    private static final int ESCAPE = 27;

    /** Of a character's bytes in UTF-8. */
    private static final int FIRST_OF_SEVERAL = 0xc0;

    private static final int FIRST_OF_REST = 0x80;
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final RawTerminal terminal;
    private final Queue<Integer> typed = new ArrayDeque<>();
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
            int beyond = RawTerminal.NOTHING;
            while (reading && !ended) {
                int read = beyond == RawTerminal.NOTHING ? terminal.read(PATIENCE) : beyond;
                beyond = RawTerminal.NOTHING;
                if (read == ESCAPE) {
                    beyond = sequence();
                } else if (read >= FIRST_OF_SEVERAL) {
                    beyond = character(read);
                } else {
                    add(read);
                }
            }
        } catch (IOException e) {
            ended = true;
            wake();
        }
    }

    /** The bytes of one key become visible together: an escape alone is a key, too. Answers what was read beyond it. */
    private int sequence() throws IOException {
        byte[] bytes = new byte[32];
        int length = 0;
        bytes[length++] = ESCAPE;
        int read = terminal.read(PATIENCE);
        boolean parameters = read == '[' || read == 'O';
        while (read >= 0 && read < FIRST_OF_SEVERAL && length < bytes.length) {
            bytes[length++] = (byte) read;
            boolean last = length > 2 && read >= '@' && read <= '~';
            read = RawTerminal.NOTHING;
            if (!parameters || last) {
                break;
            }
            read = terminal.read(PATIENCE);
        }
        show(bytes, length);
        return read;
    }

    /** So do those of one character in UTF-8: whoever has a part of it reads on. One that is cut off is left out. */
    private int character(int first) throws IOException {
        byte[] bytes = new byte[first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2];
        bytes[0] = (byte) first;
        for (int length = 1; length < bytes.length; length++) {
            int read = terminal.read(PATIENCE);
            if (read < FIRST_OF_REST || read >= FIRST_OF_SEVERAL) {
                return read;
            }
            bytes[length] = (byte) read;
        }
        show(bytes, bytes.length);
        return RawTerminal.NOTHING;
    }

    private void add(int read) {
        if (read == RawTerminal.END) {
            ended = true;
            wake();
        } else if (read >= 0) {
            show(new byte[] {(byte) read}, 1);
        }
    }

    private void show(byte[] bytes, int length) {
        synchronized (typed) {
            for (int i = 0; i < length; i++) {
                typed.add(bytes[i] & 0xff);
            }
        }
        wake();
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
        synchronized (typed) {
            return typed.isEmpty() && ended ? 1 : typed.size();
        }
    }

    @Override
    public int read() throws IOException {
        synchronized (typed) {
            Integer next = typed.poll();
            if (next == null && !ended) {
                throw new IOException("read without looking whether something is there");
            }
            return next == null ? -1 : next;
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        synchronized (typed) {
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
}
