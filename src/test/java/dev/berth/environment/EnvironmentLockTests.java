package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.testing.FakeEngine;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EnvironmentLockTests {
    private final FakeEngine engine = new FakeEngine(EngineState.HELPER_IMAGE);
    private final Clock clock = Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);
    private final EnvironmentLock lock = new EnvironmentLock(engine, "shop-dev", Operator.current(), clock);

    @Test
    void takeWhenALiveProcessHoldsItRefusesAndNamesIt() {
        try (EnvironmentLock.Held held = lock.take("env switch dev")) {
            assertThat(held.isHeld()).isTrue();
            assertThatThrownBy(() -> lock.take("secrets sync"))
                    .isInstanceOf(LockedException.class)
                    .hasMessageContaining("env switch dev");
        }
        assertThat(lock.holder()).isEmpty();
    }

    @Test
    void isHeldWhenSomebodyTookItOverIsFalse() {
        try (EnvironmentLock.Held held = lock.take("env switch dev")) {
            lock.breakOpen(lock.holder().orElseThrow());
            try (EnvironmentLock.Held other = lock.take("secrets sync")) {
                assertThat(held.isHeld()).isFalse();
                assertThat(other.isHeld()).isTrue();
                assertThat(held.taken()).hasMessageContaining("taken away");
            }
        }
    }

    @Test
    void closeWhenTheEngineIsAwayHidesNothingAndTheNextOneTakesItOver() {
        EnvironmentLock.Held held = lock.take("env switch dev");
        engine.setUnreachable(true);
        // Whoever pressed Ctrl-C does not wait for it.
        Thread.currentThread().interrupt();

        held.close();

        assertThat(Thread.interrupted()).isTrue();
        engine.setUnreachable(false);
        assertThat(lock.holder()).isPresent();
        try (EnvironmentLock.Held next = lock.take("secrets sync")) {
            assertThat(next.isHeld()).isTrue();
            assertThat(held.isHeld()).isFalse();
        }
        assertThat(lock.holder()).isEmpty();
    }

    @Test
    void closeWhenSomebodyTookItOverLeavesTheirs() {
        EnvironmentLock.Held held = lock.take("env switch dev");
        lock.breakOpen(lock.holder().orElseThrow());
        try (EnvironmentLock.Held other = lock.take("secrets sync")) {
            held.close();
            assertThat(other.isHeld()).isTrue();
        }
    }
}
