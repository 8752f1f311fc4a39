package dev.berth.docker;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads an answer that goes on for as long as the engine has something to say, on a virtual thread. */
final class StreamSubscription implements Subscription {
    private final EngineReply reply;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile boolean failed;

    private StreamSubscription(EngineReply reply) {
        this.reply = reply;
    }

    /** Reads a body until it ends. */
    interface Reader {
        void readAll(InputStream body) throws IOException;
    }

    static StreamSubscription begin(EngineReply reply, String name, Reader reader) {
        StreamSubscription subscription = new StreamSubscription(reply);
        Thread.ofVirtual().name(name).start(() -> subscription.run(reader));
        return subscription;
    }

    private void run(Reader reader) {
        try {
            reader.readAll(reply.body());
        } catch (IOException | RuntimeException | Error e) {
            // Our own closing ends a read in the middle, which is what it is for. Whatever else it is, a line that
            // cannot
            // be read or taken too, what has come is not all there was.
            failed = !closed;
        } finally {
            reply.close();
            end.countDown();
        }
    }

    @Override
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return end.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean failed() {
        return failed;
    }

    @Override
    public void close() {
        closed = true;
        reply.close();
    }
}
