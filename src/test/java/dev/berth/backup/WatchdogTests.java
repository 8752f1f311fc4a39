package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTests {
    @Test
    void watchWhenNothingComesClosesTheStream() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);

        try (Watchdog watchdog = Watchdog.over(closed::countDown, Duration.ofMillis(20))) {
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(watchdog.hasBitten()).isTrue();
        }
    }

    @Test
    void watchWhenItIsCalledOffLeavesTheStreamOpen() {
        CountDownLatch closed = new CountDownLatch(1);

        Watchdog watchdog = Watchdog.over(closed::countDown, Duration.ofHours(1));
        watchdog.fed();
        watchdog.close();

        assertThat(watchdog.hasBitten()).isFalse();
        assertThat(closed.getCount()).isOne();
    }
}
