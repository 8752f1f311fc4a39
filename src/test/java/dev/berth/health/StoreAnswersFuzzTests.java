package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.datastore.ServiceLogin;
import dev.berth.failure.BerthException;
import dev.berth.secret.SecretValue;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.PlayedReach;
import dev.berth.testing.Thrift;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** Answers that whatever listens at a store's port may give: each is what the store is like, or that it cannot be told. */
class StoreAnswersFuzzTests {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T08:55:52Z"), ZoneOffset.UTC);
    private static final ServiceLogin LOGIN =
            new ServiceLogin("store", 1, Optional.of("monitor"), () -> Optional.of(SecretValue.of("hunter2hunter2")));

    @FuzzTarget
    void redis(byte[] input) throws Exception {
        Thrift.of(input.length, () -> {
            ask(new RedisProbe(new PlayedReach(input), LOGIN, Optional.of("cache"), CLOCK));
            ask(new RedisProbe(
                    new PlayedReach(input),
                    new ServiceLogin("store", 1, Optional.empty(), Optional::empty),
                    Optional.empty(),
                    CLOCK));
        });
    }

    @FuzzTarget
    void pgbouncer(byte[] input) throws Exception {
        Thrift.of(input.length, () -> ask(new PgBouncerProbe(new PlayedReach(input), LOGIN, CLOCK)));
    }

    @FuzzTarget
    void http(byte[] input) throws Exception {
        Thrift.of(
                input.length,
                () -> ask(new RequestProbe(new PlayedReach(input), LOGIN, "/notes", Optional::empty, Map.of(), CLOCK)));
    }

    private static void ask(StoreProbe probe) {
        try {
            StoreHealth health = probe.ask();
            assertThat(health.takenAt()).isEqualTo(CLOCK.instant());
            assertThat(health.verdict().words()).isNotBlank();
        } catch (IOException | BerthException e) {
            assertThat(String.valueOf(e.getMessage())).doesNotContain("hunter2hunter2");
        } finally {
            probe.close();
        }
    }
}
