package dev.berth.health;

import java.time.Clock;

/** Stands for a store that cannot be asked, and says why. */
record SilentProbe(String reason, Clock clock) implements StoreProbe {
    @Override
    public StoreHealth ask() {
        return new StoreHealth.NoData(clock.instant(), reason);
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
