package dev.berth.health;

import java.time.Instant;

/** What a store of a stack said of itself when it was asked last; what it did not say is absent, never 0. */
public sealed interface StoreHealth
        permits PostgresHealth, PgBouncerHealth, RedisHealth, HttpHealth, StoreHealth.NoData {

    Instant takenAt();

    Verdict verdict();

    /**
     * Nothing is known of it.
     *
     * @param takenAt when that was found
     * @param reason why, in a few words
     */
    record NoData(Instant takenAt, String reason) implements StoreHealth {
        @Override
        public Verdict verdict() {
            return Verdict.noData(reason);
        }
    }
}
