package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.secret.VaultState;
import dev.berth.testing.Eventually;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SecretServerWatchTests {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:42Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    @Test
    void latestWhenServerHangsIsEmptyAndHoldsNobodyUp() {
        CountDownLatch hanging = new CountDownLatch(1);
        try (SecretServerWatch watch = SecretServerWatch.begin(
                () -> {
                    try {
                        hanging.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Optional.empty();
                },
                clock)) {
            assertThat(watch.latest()).isEmpty();
        }
    }

    @Test
    void latestWhenServerIsSealedSaysSoSinceItWasFirstSeen() {
        AtomicInteger asked = new AtomicInteger();
        Clock moving = new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return NOW.plusSeconds(asked.get());
            }
        };
        try (SecretServerWatch watch = SecretServerWatch.begin(
                () -> {
                    asked.incrementAndGet();
                    return Optional.of(state(VaultState.Condition.SEALED));
                },
                moving)) {
            Eventually.within(
                    PATIENCE,
                    "a second answer",
                    () -> assertThat(watch.latest()).hasValueSatisfying(server -> {
                        assertThat(server.state()).isEqualTo(Surroundings.ServerState.SEALED);
                        assertThat(server.takenAt()).isEqualTo(NOW.plusSeconds(2));
                        assertThat(server.since()).isEqualTo(NOW.plusSeconds(1));
                    }));
        }
    }

    @Test
    void latestWhenAskingFailsInAnyWayForgetsTheServerAndAsksAgain() {
        AtomicInteger asked = new AtomicInteger();
        try (SecretServerWatch watch = SecretServerWatch.begin(
                () -> switch (asked.incrementAndGet()) {
                    case 1 -> Optional.of(state(VaultState.Condition.SEALED));
                    case 2 -> throw new IllegalStateException("broken");
                    default -> Optional.of(state(VaultState.Condition.READY));
                },
                clock)) {
            Eventually.within(PATIENCE, "forgotten", () -> {
                assertThat(asked.get()).isGreaterThanOrEqualTo(2);
                assertThat(watch.latest()).isEmpty();
            });
            Eventually.within(
                    PATIENCE,
                    "asked again",
                    () -> assertThat(watch.latest())
                            .map(Surroundings.SecretServer::state)
                            .contains(Surroundings.ServerState.OPEN));
        }
    }

    @Test
    void onceWhenServerIsOpenTellsHowLongTheLoginLasts() {
        assertThat(SecretServerWatch.once(() -> Optional.of(state(VaultState.Condition.READY)), clock))
                .contains(new Surroundings.SecretServer(
                        NOW,
                        NOW,
                        "https://vault.acme:8200",
                        Surroundings.ServerState.OPEN,
                        Optional.of(Duration.ofHours(2)),
                        true));
    }

    @Test
    void onceWhenSecretsLieElsewhereIsEmpty() {
        assertThat(SecretServerWatch.once(Optional::empty, clock)).isEmpty();
    }

    private static VaultState state(VaultState.Condition condition) {
        return new VaultState(
                URI.create("https://vault.acme:8200"),
                condition,
                "1.21.0",
                Optional.of(Duration.ofHours(2)),
                true,
                true,
                Optional.empty());
    }
}
