package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SecretMaskingTests {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicInteger learned = new AtomicInteger();
    private final List<String> notices = new CopyOnWriteArrayList<>();

    @Test
    void beginLearnsAgainAndAgainAndTellsOnceOfEachTimeThatItCannot() {
        try (SecretMasking masking = SecretMasking.begin(
                () -> {
                    int times = learned.incrementAndGet();
                    if (times == 2 || times == 3 || times == 5) {
                        throw new IllegalStateException("sealed");
                    }
                },
                notices::add,
                Duration.ofMillis(1))) {
            Eventually.within(
                    PATIENCE, "learned often", () -> assertThat(learned.get()).isGreaterThan(6));
        }

        assertThat(notices)
                .containsExactly(
                        "secrets that have changed cannot be masked in what services say: sealed",
                        "secrets that have changed cannot be masked in what services say: sealed");
    }

    @Test
    void learnLearnsAtOnce() {
        try (SecretMasking masking = SecretMasking.begin(learned::incrementAndGet, notices::add, Duration.ofDays(1))) {
            masking.learn();

            assertThat(learned.get()).isEqualTo(1);
        }
    }
}
