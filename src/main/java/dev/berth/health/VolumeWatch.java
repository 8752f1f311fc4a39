package dev.berth.health;

import dev.berth.docker.ContainerDetails;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Keeps looking at a stack's volumes, once a minute, on a thread of its own. */
final class VolumeWatch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** Until the first stores have answered. */
    private static final Duration HEAD_START = Duration.ofSeconds(4);

    private final VolumeCount count;
    private final Supplier<Map<String, List<ContainerDetails>>> containers;
    private final Supplier<Map<String, StoreHealth>> stores;
    private final Thread thread;
    private volatile List<VolumeUse> latest;

    private VolumeWatch(
            VolumeCount count,
            Supplier<Map<String, List<ContainerDetails>>> containers,
            Supplier<Map<String, StoreHealth>> stores) {
        this.count = count;
        this.containers = containers;
        this.stores = stores;
        this.latest = count.latest();
        this.thread = Thread.ofVirtual().name("volumes").unstarted(this::run);
    }

    /** Begins to look; until then it knows what is remembered. */
    static VolumeWatch begin(
            VolumeCount count,
            Supplier<Map<String, List<ContainerDetails>>> containers,
            Supplier<Map<String, StoreHealth>> stores) {
        VolumeWatch watch = new VolumeWatch(count, containers, stores);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            Thread.sleep(HEAD_START);
            while (!Thread.currentThread().isInterrupted()) {
                look();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** Where the engine is away, which the feed tells, what was counted stays, as old as it says it is. */
    private void look() {
        try {
            count.look(containers.get(), stores.get(), volumes -> latest = volumes);
        } catch (RuntimeException e) {
            // Whatever it is, the next look is a minute away.
            return;
        }
    }

    List<VolumeUse> latest() {
        return latest;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
