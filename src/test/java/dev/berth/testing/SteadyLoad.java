package dev.berth.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Requests of an application that goes on whatever happens to the stack: it counts them, and keeps what went wrong. */
public final class SteadyLoad implements AutoCloseable {
    private static final int WORKERS = 6;
    private static final long PAUSE_MILLISECONDS = 40;

    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong answered = new AtomicLong();
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean over;

    private SteadyLoad() {}

    /** One request; any exception is a failure of the stack. */
    @FunctionalInterface
    public interface Request {
        void send(long number) throws IOException, InterruptedException;
    }

    /** Reads and writes through the REST API, in turns. */
    public static SteadyLoad onTheApi(StackClient client) {
        return of(number -> {
            if (number % 2 == 0) {
                client.get("notes?select=title&limit=1");
            } else {
                client.post("notes", "{\"title\":\"request %d\"}".formatted(number));
            }
        });
    }

    public static SteadyLoad of(Request request) {
        SteadyLoad load = new SteadyLoad();
        for (int worker = 0; worker < WORKERS; worker++) {
            load.workers.add(Thread.ofVirtual().start(() -> load.work(request)));
        }
        return load;
    }

    private void work(Request request) {
        try {
            for (long number = 0; !over; number++) {
                try {
                    request.send(number);
                    answered.incrementAndGet();
                } catch (IOException e) {
                    failures.add(e.toString());
                }
                Thread.sleep(PAUSE_MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public long answered() {
        return answered.get();
    }

    /** What went wrong so far, in the order in which it did. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread worker : workers) {
            worker.join();
        }
    }
}
