package dev.berth.docker;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures containers of this machine once a second, all on one thread, which is there while somebody wants to know. */
final class LocalMeter {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Clock clock;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private @Nullable Thread thread;

    LocalMeter(Clock clock) {
        this.clock = clock;
    }

    /** The first sample comes at once. */
    synchronized Subscription follow(ControlGroup group, Consumer<StatsSample> samples) {
        Follower follower = new Follower(group, samples);
        follower.take();
        followers.add(follower);
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("measurements").start(this::run);
        }
        return follower;
    }

    private void run() {
        long due = System.nanoTime();
        while (!isIdle()) {
            due += SECOND.toNanos();
            try {
                TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
            } catch (InterruptedException e) {
                return;
            }
            followers.removeIf(follower -> !follower.take());
        }
    }

    private synchronized boolean isIdle() {
        if (followers.isEmpty()) {
            thread = null;
            return true;
        }
        return false;
    }

    /** Somebody who wants to know of one container. */
    private final class Follower implements Subscription {
        private final ControlGroup group;
        private final Consumer<StatsSample> samples;
        private final CountDownLatch end = new CountDownLatch(1);

        private Follower(ControlGroup group, Consumer<StatsSample> samples) {
            this.group = group;
            this.samples = samples;
        }

        /** Whether there will be more. */
        boolean take() {
            if (end.getCount() == 0) {
                return false;
            }
            try {
                samples.accept(group.sample(clock.instant()));
                return true;
            } catch (IOException e) {
                // The container has ended, and its files with it.
                end.countDown();
                return false;
            }
        }

        @Override
        public boolean awaitEnd(Duration timeout) throws InterruptedException {
            return end.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public boolean failed() {
            return false;
        }

        @Override
        public void close() {
            end.countDown();
        }
    }
}
