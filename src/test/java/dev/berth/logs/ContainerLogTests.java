package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.LogLine;
import dev.berth.testing.FakeEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A log whose stream has fallen silent: the fake engine's streams bring what was there when they were opened, and no more. */
class ContainerLogTests {
    private static final String CONTAINER = "shop-rest-1";

    private final FakeEngine engine = new FakeEngine("image");
    private final List<String> heard = new ArrayList<>();
    private Duration passed = Duration.ZERO;
    private ContainerLog log;

    @BeforeEach
    void follow() throws InterruptedException {
        engine.start(engine.createService("shop", "rest"));
        log = new ContainerLog(
                engine,
                engine.containers(Map.of("com.docker.compose.project", "shop")).getFirst(),
                text -> text,
                Position.ofReader(),
                () -> passed.toNanos());
        say(1, "one");
        open();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void isStuckWhenTheEngineHasALineThatDidNotComeIsSoAfterAWhile() throws InterruptedException {
        say(2, "two");

        passed = Duration.ofSeconds(29);
        assertThat(log.isStuck()).isFalse();
        passed = Duration.ofSeconds(31);
        assertThat(log.isStuck()).isTrue();

        open();
        assertThat(heard).containsExactly("one", "two");
    }

    @Test
    void isStuckWhenNothingWasSaidIsNotSo() throws InterruptedException {
        passed = Duration.ofMinutes(5);

        assertThat(log.isStuck()).isFalse();
    }

    @Test
    void isStuckWhenItWasLookedAtLooksAgainOnlyAfterAnotherWhile() throws InterruptedException {
        passed = Duration.ofSeconds(31);
        assertThat(log.isStuck()).isFalse();
        say(2, "two");

        passed = Duration.ofSeconds(60);
        assertThat(log.isStuck()).isFalse();
        passed = Duration.ofSeconds(62);
        assertThat(log.isStuck()).isTrue();
    }

    @Test
    void isStuckWhenTheLineCameJustNowIsNotSo() throws InterruptedException {
        engine.addLogLine(CONTAINER, new LogLine(Instant.now(), false, "now"));
        passed = Duration.ofSeconds(31);

        assertThat(log.isStuck()).isFalse();
    }

    private void open() throws InterruptedException {
        log.follow(Optional.empty(), draft -> heard.add(draft.finish().message()));
    }

    private void say(long second, String text) {
        engine.addLogLine(CONTAINER, new LogLine(Instant.ofEpochSecond(second), false, text));
    }
}
