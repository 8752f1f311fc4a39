package dev.berth.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Writers that count in Redis and then in PostgreSQL, again and again: what is in the second was in the first before. */
public final class JointWriters implements AutoCloseable {
    /** The key that they count in. */
    public static final String COUNTER = "joint:counter";

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    private JointWriters() {}

    /** Begins so many, and returns when each has written once. */
    public static JointWriters begin(StackClient client, int count) throws InterruptedException {
        JointWriters writers = new JointWriters();
        CountDownLatch begun = new CountDownLatch(count);
        for (int n = 0; n < count; n++) {
            writers.threads.add(Thread.ofVirtual().start(() -> writers.write(client, begun)));
        }
        begun.await();
        return writers;
    }

    private void write(StackClient client, CountDownLatch begun) {
        try (StackClient.Session session = client.session("DATABASE_DIRECT_URL")) {
            while (!ended) {
                client.redis("REDIS_SESSION_URL", "INCR", COUNTER);
                session.ask("INSERT INTO public.oracle DEFAULT VALUES RETURNING id");
                begun.countDown();
            }
        } catch (Exception e) {
            failures.add(String.valueOf(e));
            begun.countDown();
        }
    }

    /** What went wrong for any of them. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
