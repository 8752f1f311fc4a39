package dev.berth.deployment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Many small things of one kind, done one after the other: shown as they go where they are many, else not at all. */
final class ManySteps {
    /** From so many on somebody waits long enough to want to see that it goes on. */
    private static final int MANY = 20;

    private final Progress progress;
    private final String name;
    private final Clock clock;
    private boolean shown;
    private int last;

    ManySteps(Progress progress, String name, Clock clock) {
        this.progress = progress;
        this.name = name;
        this.clock = clock;
    }

    /** Hears how many are done. */
    @FunctionalInterface
    interface Counter {
        void counted(int done, int all);
    }

    void run(Consumer<Counter> work) {
        Instant begun = clock.instant();
        work.accept(this::counted);
        if (shown) {
            progress.finished(name, "%d secrets".formatted(last), Duration.between(begun, clock.instant()));
        }
    }

    private void counted(int done, int all) {
        if (all < MANY) {
            return;
        }
        if (!shown) {
            progress.began(name);
            shown = true;
        }
        last = all;
        progress.advanced(done, all);
    }
}
