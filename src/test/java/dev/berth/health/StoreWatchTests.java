package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Eventually;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StoreWatchTests {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:42Z");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicReference<Instant> time = new AtomicReference<>(NOW);
    private final Clock clock = Clock.systemUTC();

    @Test
    void latestWhenOneStoreHangsStillTellsOfTheOthers() {
        CountDownLatch hanging = new CountDownLatch(1);
        StoreProbe stuck = probe(() -> {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("interrupted");
        });
        StoreProbe quick = probe(() -> new StoreHealth.NoData(clock.instant(), "quick"));
        try (StoreWatch watch = watch(Map.of("stuck", stuck, "quick", quick))) {
            Eventually.within(
                    PATIENCE,
                    "an answer",
                    () -> assertThat(latest(watch, "quick"))
                            .isInstanceOfSatisfying(
                                    StoreHealth.NoData.class,
                                    health -> assertThat(health.reason()).isEqualTo("quick")));
            assertThat(latest(watch, "stuck"))
                    .isInstanceOfSatisfying(
                            StoreHealth.NoData.class,
                            health -> assertThat(health.reason()).isEqualTo("not asked yet"));
        }
    }

    @Test
    void latestWhenAProbeFailsSaysWhy() {
        StoreProbe refused = probe(() -> {
            throw new IOException("password authentication failed\nmore of it");
        });
        StoreProbe broken = probe(() -> {
            throw new IllegalStateException();
        });
        try (StoreWatch watch = watch(Map.of("refused", refused, "broken", broken))) {
            Eventually.within(
                    PATIENCE,
                    "an answer",
                    () -> assertThat(latest(watch, "refused").verdict())
                            .isEqualTo(new Verdict(Severity.NO_DATA, "no data: password authentication failed")));
            Eventually.within(
                    PATIENCE,
                    "an answer",
                    () -> assertThat(latest(watch, "broken").verdict().words())
                            .isEqualTo("no data: its answer was not understood: java.lang.IllegalStateException"));
        }
    }

    @Test
    void latestWhenAnAnswerIsOldIsNoData() {
        StoreProbe once = probe(() -> new StoreHealth.NoData(NOW, "said once"));
        Clock moving = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return time.get();
            }
        };
        try (StoreWatch watch = StoreWatch.begin(new StoreProbes.Opened(Map.of("one", once), () -> {}), moving)) {
            Eventually.within(
                    PATIENCE,
                    "an answer",
                    () -> assertThat(latest(watch, "one").verdict().words()).isEqualTo("no data: said once"));

            time.set(NOW.plus(Duration.ofSeconds(41)));

            assertThat(latest(watch, "one").verdict().words()).isEqualTo("no data: no answer for 41 s");
        }
    }

    private StoreWatch watch(Map<String, StoreProbe> probes) {
        return StoreWatch.begin(new StoreProbes.Opened(probes, () -> {}), clock);
    }

    /** How a probe answers. */
    private interface Answer {
        StoreHealth give() throws IOException;
    }

    private static StoreProbe probe(Answer answer) {
        return new StoreProbe() {
            @Override
            public StoreHealth ask() throws IOException {
                return answer.give();
            }

            @Override
            public void close() {
                // Nothing was opened.
            }
        };
    }

    private static StoreHealth latest(StoreWatch watch, String service) {
        return Objects.requireNonNull(watch.latest().get(service), service);
    }
}
